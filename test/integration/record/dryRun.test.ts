import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { company, onCompanies, useApp, uuid } from '../../support/app';
import { storeBinary } from '../../support/binary';
import { failure } from '../../support/failure';
import { executeJson } from '../../support/n8n';

const definition = company([
	{ id: 1, name: 'Alkmaar BV', email: 'info@alkmaar.nl', employees: 10 },
	{ id: 2, name: 'Twin', email: 'a@twin.nl', employees: 20 },
	{ id: 3, name: 'Twin', email: 'b@twin.nl', employees: 30 },
]);
definition.models[0]?.properties.push({
	id: uuid('cd'),
	name: 'logo',
	kind: 'file',
	options: {},
});
const app = useApp(definition);

const dry = async (operation: string, more: INodeParameters, items?: INodeExecutionData[]) =>
	await executeJson({
		credential: app.credential,
		parameters: onCompanies(operation, { dryRun: true, ...more }) as INodeParameters,
		items,
	});
const values = (fieldsJson: IDataObject) => ({
	fieldsMode: 'json',
	fieldsJson: JSON.stringify(fieldsJson),
});
const upsertRow = { ...values({}), fieldsJson: '={{ $json }}', matchOn: ['email'] };
const row = (email: string, employees: number) => ({ json: { email, employees } });
const moreThan = (count: number) => ({
	findBy: 'conditions',
	filters: { conditions: [{ property: 'employees', operator: 'gt', value: count }] },
});
const stored = () => app.emulator.records('Company');
const told = ({ id, _action, before, after }: IDataObject) => [
	id,
	_action,
	(before as IDataObject | null)?.employees,
	(after as IDataObject | null)?.employees,
];

describe('A dry run', () => {
	let before: unknown;

	beforeEach(() => {
		before = stored();
		app.emulator.clearRequests();
	});

	afterEach(() => {
		expect(stored()).toEqual(before);
		expect(app.sent().filter((request) => !request.startsWith('GET'))).toEqual([]);
	});

	it('shows a record before and after an update', async () => {
		const [output] = await dry('update', { recordId: 1, ...values({ employees: 11 }) });
		expect(output).toEqual({
			id: 1,
			_action: 'updated',
			before: expect.objectContaining({ id: 1, name: 'Alkmaar BV', employees: 10 }) as object,
			after: expect.objectContaining({ id: 1, name: 'Alkmaar BV', employees: 11 }) as object,
		});
	});

	it('shows values in the form in which the app shows them', async () => {
		const [output] = await dry('update', {
			recordId: 1,
			...values({ revenue: '12.50', group: 2, founded: '2025-07-01', notes: null }),
		});
		expect(output?.after).toMatchObject({
			revenue: 12.5,
			group: { id: 2 },
			founded: '2025-07-01',
			notes: null,
		});
	});

	it('shows every record that would be updated, without a request for each', async () => {
		const output = await dry('update', { ...moreThan(15), ...values({ employees: 1 }) });
		expect(output.map(told)).toEqual([
			[2, 'updated', 20, 1],
			[3, 'updated', 30, 1],
		]);
		expect(app.sent().filter((request) => /records\/\d/.test(request))).toEqual([]);
	});

	it('shows what would be deleted', async () => {
		expect((await dry('delete', moreThan(15))).map(told)).toEqual([
			[2, 'deleted', 20, undefined],
			[3, 'deleted', 30, undefined],
		]);
		const [one] = await dry('delete', { recordId: 1 });
		expect(one).toMatchObject({ id: 1, _action: 'deleted', before: { id: 1 }, after: null });
	});

	it('shows what would be created, and what would be updated', async () => {
		const output = await dry('upsert', upsertRow, [row('info@alkmaar.nl', 11), row('new@x.nl', 5)]);
		expect(output.map(told)).toEqual([
			[1, 'updated', 10, 11],
			[null, 'created', undefined, 5],
		]);
		expect(output[1]).toMatchObject({ before: null, after: { email: 'new@x.nl', employees: 5 } });
	});

	it('shows that a later item would update what an earlier one creates', async () => {
		const output = await dry('upsert', upsertRow, [row('new@x.nl', 5), row('new@x.nl', 6)]);
		expect(output.map(told)).toEqual([
			[null, 'created', undefined, 5],
			[null, 'updated', 5, 6],
		]);
	});

	it('finds by ID in Create or Update', async () => {
		const byId = { ...values({}), fieldsJson: '={{ $json }}', matchOn: ['id'] };
		const items = [{ json: { id: 1, employees: 11 } }, { json: { id: 99, employees: 5 } }];
		expect((await dry('upsert', byId, items)).map(told)).toEqual([
			[1, 'updated', 10, 11],
			[null, 'created', undefined, 5],
		]);
	});

	it('uploads no file: the name of its field stands in its place', async () => {
		const binary = { data: await storeBinary(Buffer.from('logo'), { fileName: 'a.png' }) };
		const items = [{ json: { email: 'info@alkmaar.nl' }, binary }];
		const file = { fieldsMode: 'json', fieldsJson: '={{ ({ logo: "data" }) }}' };
		const [updated] = await dry('update', { recordId: 1, ...file }, items);
		expect(updated).toMatchObject({ after: { logo: 'data' } });
		const withKey = { ...file, fieldsJson: '={{ ({ ...$json, logo: "data" }) }}' };
		const [upserted] = await dry('upsert', { ...withKey, matchOn: ['email'] }, items);
		expect(upserted).toMatchObject({ _action: 'updated', after: { logo: 'data' } });
	});

	it.each<[string, INodeParameters, RegExp]>([
		['update', { recordId: 9, ...values({ employees: 1 }) }, /^No record 9/],
		['update', { recordId: 1, ...values({ employees: 'many' }) }, /must be a whole number/],
		['delete', { recordId: 9 }, /^No record 9/],
		['delete', { findBy: 'conditions' }, /^'Filters' is empty/],
		[
			'upsert',
			{ ...values({ name: 'Twin', employees: 1 }), matchOn: ['name'] },
			/^More than one record matches/,
		],
	])('fails where the run would: %s %j', async (operation, more, reason) => {
		await expect(dry(operation, more)).rejects.toThrow(reason);
	});

	it('tells nobody that something was written when an item fails', async () => {
		const items = [{ json: { id: 1 } }, { json: { id: 9 } }];
		const error = await failure(dry('delete', { recordId: '={{ $json.id }}' }, items));
		expect(error.message).toMatch(/^No record 9/);
		expect(error.description).not.toMatch(/already/);
	});

	it('may be chosen for each item', async () => {
		const [output] = await dry('delete', { recordId: 1, dryRun: '={{ $json.dry }}' }, [
			{ json: { dry: true } },
		]);
		expect(output).toMatchObject({ _action: 'deleted' });
	});
});

describe('A file for several records', () => {
	it('is uploaded once', async () => {
		const binary = { data: await storeBinary(Buffer.from('logo'), { fileName: 'a.png' }) };
		await executeJson({
			credential: app.credential,
			parameters: onCompanies('update', {
				...moreThan(5),
				fieldsMode: 'json',
				fieldsJson: '{ "logo": "data" }',
			}),
			items: [{ json: {}, binary }],
		});
		expect(app.sent().filter((request) => request.startsWith('POST'))).toHaveLength(1);
		expect(new Set(stored().map(({ logo }) => logo)).size).toBe(1);
	});
});
