import { COMPANY, company, onCompanies, useApp, uuid } from '../../support/app';
import { execute, executeJson } from '../../support/n8n';

const app = useApp(
	company([
		{ id: 1, name: 'Alkmaar BV', email: 'info@alkmaar.nl', employees: 10 },
		{ id: 2, name: 'Twin', email: 'a@twin.nl', employees: 1 },
		{ id: 3, name: 'Twin', email: 'b@twin.nl', employees: 2 },
	]),
);

interface Options {
	whenSeveralMatch?: string;
	concurrency?: number;
}

type Items = Array<{ json: { [name: string]: string | number | null } }>;

const upsert = async (parameters: object, items?: Items) =>
	await executeJson({
		credential: app.credential,
		parameters: onCompanies('upsert', { fieldsMode: 'json', ...parameters }),
		items,
	});
const byInput = (matchOn: string, { whenSeveralMatch = 'fail', ...options }: Options = {}) => ({
	fieldsJson: '={{ $json }}',
	matchOn,
	whenSeveralMatch,
	options,
});
const mapped = (value: object, matchingColumns: string[]) => ({
	fieldsMode: 'mapped',
	fields: { mappingMode: 'defineBelow', value, matchingColumns, schema: [] },
});
const rows = () => app.emulator.records('Company');
const writes = () => app.sent().filter((request) => !request.startsWith('GET'));

describe('Create or Update', () => {
	it('updates the one record that matches, and says so', async () => {
		const [output] = await upsert(byInput('email'), [
			{ json: { email: 'info@alkmaar.nl', employees: 11 } },
		]);
		expect(output).toMatchObject({ id: 1, name: 'Alkmaar BV', employees: 11, _action: 'updated' });
		expect(app.emulator.requests.at(-1)?.body).toEqual({ record: { employees: '11' } });
		expect(rows()).toHaveLength(3);
	});

	it('creates a record when none matches, and says so', async () => {
		const [output] = await upsert(byInput('email'), [
			{ json: { email: 'new@example.com', name: 'New' } },
		]);
		expect(output).toMatchObject({ id: 4, email: 'new@example.com', _action: 'created' });
		expect(app.sent()).toHaveLength(3);
	});

	it('matches on several properties at once', async () => {
		const [output] = await upsert(byInput('name, email'), [
			{ json: { name: 'Twin', email: 'b@twin.nl', employees: 22 } },
		]);
		expect(output).toMatchObject({ id: 3, employees: 22, _action: 'updated' });
	});

	it('takes values and match columns from the mapper', async () => {
		const value = { email: 'info@alkmaar.nl', employees: 12, name: '' };
		const [output] = await upsert(mapped(value, ['email']));
		expect(output).toMatchObject({ id: 1, name: 'Alkmaar BV', employees: 12 });
	});

	it('takes values from the input by themselves', async () => {
		const [output] = await upsert({ fieldsMode: 'auto', matchOn: ['email'] }, [
			{ json: { id: 77, email: 'b@twin.nl', employees: 5, created_at: 'x' } },
		]);
		expect(output).toMatchObject({ id: 3, employees: 5, _action: 'updated' });
	});

	it.each([
		['a number', 3],
		['text', ' 3 '],
	])('matches on an id given as %s, with one request', async (_form, id) => {
		const [output] = await upsert(byInput('id'), [{ json: { id, employees: 33 } }]);
		expect(output).toMatchObject({ id: 3, employees: 33, _action: 'updated' });
		expect(app.sent()).toEqual(['GET /api/models', `PUT /api/models/${COMPANY}/records/3`]);
	});

	it('creates a record with an id of its own when there is none with that id', async () => {
		const [output] = await upsert(byInput('id'), [{ json: { id: 99, name: 'Late' } }]);
		expect(output).toMatchObject({ id: 4, name: 'Late', _action: 'created' });
	});

	it('returns the record as it is when there is nothing but the match', async () => {
		const [output] = await upsert(byInput('email'), [{ json: { email: 'a@twin.nl' } }]);
		expect(output).toMatchObject({ id: 2, employees: 1, _action: 'updated' });
		expect(writes()).toEqual([]);
	});
});

describe('Several records that match', () => {
	const twins: Items = [{ json: { name: 'Twin', employees: 9 } }];

	it.each<Options>([{}, { whenSeveralMatch: 'fail' }])('change none with %j', async (options) => {
		await expect(upsert(byInput('name', options), twins)).rejects.toThrow(
			'More than one record matches, among them 2 and 3. None was used',
		);
		expect(writes()).toEqual([]);
	});

	it.each(['twice', 'once'] as const)(
		'change none in an app that returns each record %s, and has the key twice',
		async (rows) => {
			app.emulator.setPersonality({ rows });
			await expect(upsert(byInput('name'), twins)).rejects.toThrow(/^More than one record/);
			expect(writes()).toEqual([]);
		},
	);

	it('change the one with the lowest id when the first will do', async () => {
		const output = await upsert(byInput('name', { whenSeveralMatch: 'first' }), twins);
		expect(output).toMatchObject([{ id: 2, employees: 9, _action: 'updated' }]);
		expect(rows()[2]).toMatchObject({ id: 3, employees: 2 });
	});

	it('all change, and all come out, when all are meant', async () => {
		const parameters = byInput('name', { whenSeveralMatch: 'all' });
		const output = await execute({
			credential: app.credential,
			parameters: onCompanies('upsert', { fieldsMode: 'json', ...parameters }),
			items: twins,
		});
		expect(output.map(({ json }) => [json.id, json.employees])).toEqual([
			[2, 9],
			[3, 9],
		]);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
	});

	it('are refused when it is not said what to do with them', async () => {
		await expect(upsert(byInput('name', { whenSeveralMatch: 'some' }), twins)).rejects.toThrow(
			/'When Several Match' must be one of/,
		);
		expect(writes()).toEqual([]);
	});
});

describe('Items with the same key in one run', () => {
	it.each([1, 10])('end as one record with %d requests under way', async (concurrency) => {
		app.emulator.setPersonality({ latencyMs: 5 });
		const emails = ['x@example.com', 'y@example.com', ' X@Example.com', 'x@example.com'];
		const items = emails.map((email, index) => ({ json: { email, name: `N${index}` } }));
		const output = await upsert(byInput('email', { concurrency }), items);
		expect(output.map(({ _action, name }) => [_action, name])).toEqual([
			['created', 'N0'],
			['created', 'N1'],
			['created', 'N2'],
			['updated', 'N3'],
		]);
		const created = rows().filter(({ email }) => email === 'x@example.com');
		expect(created).toMatchObject([{ name: 'N3' }]);
	});

	it('end as one record where the app disregards case', async () => {
		app.emulator.setPersonality({ latencyMs: 5, textCase: 'insensitive' });
		const items = ['x@example.com', 'X@EXAMPLE.COM'].map((email) => ({
			json: { email, name: 'N' },
		}));
		const output = await upsert(byInput('email'), items);
		expect(output.map(({ _action }) => _action)).toEqual(['created', 'updated']);
	});
});

describe('What cannot be matched', () => {
	it.each<[object, Items, RegExp]>([
		[byInput(''), [{ json: { name: 'x' } }], /^'Match On Names or IDs' is empty/],
		[mapped({ name: 'x' }, []), [{ json: {} }], /^'Properties to Match On' is empty/],
		[byInput('mail'), [{ json: { mail: 'x' } }], /no property "mail"/],
		[
			byInput('email'),
			[{ json: { name: 'x' } }],
			/^Property "email" is used for matching but has no value/,
		],
		[
			byInput('email'),
			[{ json: { email: null, name: 'x' } }],
			/^Property "email" is used for matching but has no value/,
		],
		[
			byInput('email'),
			[{ json: { email: '', name: 'x' } }],
			/^Property "email" is used for matching but has no value/,
		],
		[
			byInput('id'),
			[{ json: { id: -1, name: 'x' } }],
			/^Property "id" must be a positive whole number/,
		],
		[
			byInput('id'),
			[{ json: { id: 'abc', name: 'x' } }],
			/must be a positive whole number, but got "abc"/,
		],
		[byInput('employees'), [{ json: { employees: 'many' } }], /"employees" must be a whole number/],
		[byInput('id'), [{ json: { id: 1 } }], /nothing to write/],
	])('%j with %j is refused before any write', async (parameters, items, reason) => {
		await expect(upsert(parameters, items)).rejects.toThrow(reason);
		expect(writes()).toEqual([]);
	});

	it('is not looked for by reading the whole table behind the back of the user', async () => {
		app.emulator.setPersonality({ filters: 'ignored' });
		const refused = upsert(byInput('email'), [{ json: { email: 'b@twin.nl', employees: 5 } }]);
		await expect(refused).rejects.toMatchObject({
			message: expect.stringMatching(/can't filter by "email Is /) as string,
			description: expect.stringMatching(/^Match on id instead/) as string,
		});
		expect(app.sent()).toHaveLength(2);
	});

	it('is told when the app refuses to look', async () => {
		app.emulator.setPersonality({ filters: 'rejected' });
		const refused = upsert(byInput('email'), [{ json: { email: 'b@twin.nl', employees: 5 } }]);
		await expect(refused).rejects.toThrow(/The app refuses the condition "email Is /);
		expect(writes()).toEqual([]);
	});

	it('is a model that the app does not tell', async () => {
		const model = { __rl: true, mode: 'id', value: uuid('ab') };
		await expect(
			upsert({ ...byInput('email'), model }, [{ json: { email: 'x' } }]),
		).rejects.toThrow(/^The app has no model "abab/);
	});
});
