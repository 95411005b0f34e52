import { company, onCompanies, useApp } from '../../support/app';
import { executeJson } from '../../support/n8n';

const app = useApp(
	company([
		{
			id: 1,
			name: 'José',
			email: 'a@x.nl',
			employees: 20240001,
			revenue: 1,
			founded: '2025-07-01',
			called_at: '2025-07-01T10:00:00Z',
		},
		{
			id: 2,
			name: 'Zonneveld',
			email: 'b@x.nl',
			employees: 7,
			revenue: 99.5,
			founded: '2020-01-01',
			called_at: '2020-01-01T00:00:00Z',
		},
		{ id: 3, name: 'zzz', email: 'c@x.nl', employees: 9, revenue: 0.5 },
	]),
);

const getMany = async (parameters: object) =>
	await executeJson({
		credential: app.credential,
		parameters: onCompanies('getAll', { returnAll: true, ...parameters }),
	});
const ids = async (parameters: object) => (await getMany(parameters)).map(({ id }) => id);
const where = (...conditions: Array<[property: string, operator: string, value?: unknown]>) => ({
	filters: {
		conditions: conditions.map(([property, operator, value]) => ({ property, operator, value })),
	},
});
const lists = () => app.sent().filter((request) => request.includes('/records'));
const writes = () => app.emulator.requests.filter(({ method }) => method !== 'GET');

describe('An app that ignores conditions', () => {
	beforeEach(() => app.emulator.setPersonality({ filters: 'ignored' }));

	it.each<[string, string, unknown]>([
		['employees', 'eq', 20240002],
		['employees', 'in', '20240001, 7, 10'],
		['name', 'gt', 'Zzz'],
		['name', 'lt', 'zzzz'],
		['name', 'eq', 'Jose'],
		['founded', 'lt', '2030-01-01'],
		['founded', 'eq', '2025-07-02'],
		['revenue', 'gt', 5],
		['revenue', 'gteq', 0.5000001],
		['called_at', 'lt', '2025-07-01T10:00:00'],
		['notes', 'exists', undefined],
		['group.name', 'eq', 'North'],
	])('is found out when it is asked for "%s" %s %j', async (property, operator, value) => {
		await expect(getMany(where([property, operator, value]))).rejects.toThrow(
			/^This app can't filter by/,
		);
	});

	it.each(['fail', 'first', 'all'])(
		'has no record overwritten that only nearly matches, with "%s"',
		async (whenSeveralMatch) => {
			app.emulator.setPersonality({ maxLimit: 1 });
			for (const [matchOn, value] of [
				['employees', 20240002],
				['founded', '2025-07-02'],
				['name', 'Jose'],
			]) {
				const run = executeJson({
					credential: app.credential,
					parameters: onCompanies('upsert', {
						fieldsMode: 'json',
						fieldsJson: { [String(matchOn)]: value, notes: 'x' } as unknown as string,
						matchOn,
						whenSeveralMatch,
					}),
				});
				await expect(run).rejects.toThrow(/can't filter by|all records/);
			}
			expect(writes()).toEqual([]);
		},
	);
});

describe('An app that applies conditions in its own way', () => {
	it('is asked once in a run for what cannot be, however many items there are', async () => {
		app.emulator.setPersonality({ textCase: 'insensitive' });
		const output = await executeJson({
			credential: app.credential,
			parameters: onCompanies('getAll', where(['name', 'eq', '={{ $json.name }}'])),
			items: ['ZONNEVELD', 'zonneveld', 'ZoNNeveld'].map((name) => ({ json: { name } })),
		});
		expect(output.map(({ id }) => id)).toEqual([2, 2, 2]);
		expect(lists().filter((request) => request.includes('n8n checks'))).toHaveLength(1);
	});

	it('is not asked anything more where its answer fits beyond doubt', async () => {
		await getMany({
			...where(['employees', 'gt', 8], ['name', 'startsWith', 'J']),
			returnAll: false,
		});
		// The page, whether it was the last one, and whether the app returns more than one record at once.
		expect(lists()).toHaveLength(3);
	});

	it('is found out when it takes every comparison for equality', async () => {
		app.emulator.setPersonality({ predicates: 'eq' });
		await expect(getMany(where(['employees', 'neq', 7]))).rejects.toThrow(/"employees Is Not 7"/);
		await expect(getMany(where(['employees', 'gt', 7]))).rejects.toThrow(
			/"employees Is Greater Than 7"/,
		);
	});

	it('is found out when it takes any condition for all of them', async () => {
		app.emulator.setPersonality({ groups: 'and' });
		const any = { ...where(['name', 'eq', 'José'], ['employees', 'gt', 8]), combineFilters: 'or' };
		await expect(getMany(any)).rejects.toThrow(/^This app can't filter by/);
	});

	it('is found out when it looks at the last of several values', async () => {
		app.emulator.setPersonality({ severalValues: 'last' });
		await expect(getMany(where(['employees', 'in', '7, 9']))).rejects.toThrow(
			/"employees Is One Of 7, 9"/,
		);
	});
});

describe('A list with more values than an address can hold', () => {
	it('is asked for in parts, and comes as one', async () => {
		app.emulator.setPersonality({ maxUrlLength: 8_000 });
		const emails = Array.from({ length: 170 }, (_, n) => `a-rather-long-address-${n}@example.org`);
		const value = [...emails, 'c@x.nl', 'a@x.nl'];
		expect(await ids(where(['email', 'in', value]))).toEqual([1, 3]);
		expect(await ids({ ...where(['email', 'in', value]), returnAll: false, limit: 1 })).toEqual([
			1,
		]);
	});

	it('is told from other faults where nothing can be split', async () => {
		app.emulator.setPersonality({ maxUrlLength: 8_000 });
		const run = getMany(where(['notes', 'eq', 'x'.repeat(9_000)]));
		await expect(run).rejects.toThrow(/too long/);
	});
});

describe('An option that narrows and yields nothing', () => {
	it.each(['={{ [] }}', '={{ $json.rows }}', '={{ "" }}', '={{ "," }}', '={{ ["  "] }}', ',', ' '])(
		'is no record at all for Record IDs %j',
		async (value) => {
			expect(await getMany({ options: { ids: value } })).toEqual([]);
			expect(lists()).toEqual([]);
		},
	);

	it.each<[string, string]>([
		['viewId', 'Saved View'],
		['filterId', 'Saved Filter'],
	])('is refused by name for %s', async (name, displayName) => {
		for (const value of ['={{ "" }}', '={{ undefined }}', '={{ null }}', ' ', '={{ " " }}']) {
			await expect(getMany({ options: { [name]: value } })).rejects.toThrow(
				`'${displayName}' is set`,
			);
		}
		expect(lists()).toEqual([]);
	});

	it.each([
		{ filters: { conditions: '={{ [] }}' } },
		where(['={{ $json.none }}', 'eq', 'x']),
		where(['name', 'eq', '={{ $json.none }}']),
		where(['employees', 'in', '={{ [] }}']),
	])('is refused for the conditions %j', async (parameters) => {
		await expect(getMany(parameters)).rejects.toThrow(/condition/);
		expect(lists()).toEqual([]);
	});

	it.each([{}, { ids: '', viewId: '', filterId: '' }])(
		'is everything when it is not set, or typed empty: %j',
		async (options) => {
			expect(await ids({ options, filters: {} })).toEqual([1, 2, 3]);
		},
	);
});

describe('An app that does only what is documented of lists', () => {
	it.each([{ ascending: 'rejected' }, { ascending: 'descending' }] as const)(
		'gives the first records, in the order of their ids: %j',
		async (personality) => {
			app.emulator.setPersonality({ ...personality, offset: 'rejected' });
			expect(await ids({})).toEqual([1, 2, 3]);
			expect(await ids({ returnAll: false, limit: 1 })).toEqual([1]);
			expect(await ids({ returnAll: false, limit: 2 })).toEqual([1, 2]);
			expect(await ids(where(['employees', 'lt', 10]))).toEqual([2, 3]);
			const sort = { by: [{ property: 'employees', direction: 'asc' }] };
			expect(await ids({ returnAll: false, limit: 1, sort })).toEqual([2]);
		},
	);

	it('gives each record once where it returns them twice', async () => {
		app.emulator.setPersonality({ rows: 'twice' });
		expect(await ids({})).toEqual([1, 2, 3]);
		expect(await ids({ returnAll: false, limit: 2 })).toEqual([1, 2]);
	});

	it('has the lowest of several matches updated, whatever it shows first', async () => {
		app.emulator.setPersonality({ ascending: 'descending' });
		const upsert = async (whenSeveralMatch: string) =>
			await executeJson({
				credential: app.credential,
				parameters: onCompanies('upsert', {
					fieldsMode: 'json',
					fieldsJson: { active: true, notes: 'x' } as unknown as string,
					matchOn: 'active',
					whenSeveralMatch,
				}),
			});
		for (const id of [1, 2, 3]) {
			await executeJson({
				credential: app.credential,
				parameters: onCompanies('update', {
					recordId: id,
					fieldsMode: 'json',
					fieldsJson: { active: true } as unknown as string,
				}),
			});
		}
		expect(await upsert('first')).toMatchObject([{ id: 1 }]);
		app.emulator.setPersonality({ maxLimit: 1 });
		await expect(upsert('fail')).rejects.toThrow(/^More than one record matches/);
	});
});
