import type { INodeParameters } from 'n8n-workflow';
import { company, COMPANY, COMPANY_ID, GROUP, onCompanies, useApp, uuid } from '../../support/app';
import { runWorkflow } from '../../support/n8n';

const COMPANY_VIEW = uuid('f0');

const definition = company([
	{ id: 1, name: 'Alkmaar BV', group: { id: 1 } },
	{ id: 2, name: 'Breda BV', group: { id: 1 } },
]);
definition.models[0]?.properties.push({
	id: uuid('cd'),
	name: 'code',
	kind: 'password',
	options: {},
});
const app = useApp({
	...definition,
	views: [{ id: COMPANY_VIEW, model: COMPANY, columns: [COMPANY_ID, uuid('c2')] }],
});

/** What n8n shows above the output. */
async function hintsOf(parameters: INodeParameters, items = [{ json: {} }]) {
	const run = await runWorkflow({ credential: app.credential, parameters, items });
	const [data] = run.data.resultData.runData['Betty Blocks'] ?? [];
	expect(data?.error).toBeUndefined();
	return (data?.hints ?? []).map(({ message }) => message);
}

const groups = (operation: string, parameters: object) => ({
	...onCompanies(operation, parameters),
	model: { __rl: true, mode: 'id', value: GROUP },
});
const relations = /^The app doesn't return to-many relations \(companies\)/;

describe('A hint above the output', () => {
	it('says that relations to many are not part of a record, once for all items', async () => {
		const items = [{ json: {} }, { json: {} }];
		expect(await hintsOf(groups('getAll', {}), items)).toEqual([expect.stringMatching(relations)]);
		expect(await hintsOf(groups('get', { recordId: 1 }))).toEqual([
			expect.stringMatching(relations),
		]);
	});

	it('is not shown once the relations are asked for', async () => {
		const options = { relatedRecords: ['companies'] };
		expect(await hintsOf(groups('getAll', { options }))).toEqual([]);
		expect(await hintsOf(groups('get', { recordId: 1, options }))).toEqual([]);
	});

	it('says how many of the properties a view shows', async () => {
		const options = { viewId: COMPANY_VIEW };
		expect(await hintsOf(onCompanies('getAll', { options }))).toEqual([
			expect.stringMatching(/^The view shows 2 of the 15 properties of Company\. /),
		]);
		expect(await hintsOf(onCompanies('getAll', {}))).toEqual([]);
	});

	it('says of a dry run that nothing was written', async () => {
		const found = (city: string) => ({
			findBy: 'conditions',
			filters: { conditions: [{ property: 'name', operator: 'eq', value: city }] },
			dryRun: true,
		});
		const wasDry = "Nothing was written. To make these changes, turn off 'Dry Run'.";
		expect(await hintsOf(onCompanies('delete', found('Breda BV')))).toEqual([wasDry]);
		expect(await hintsOf(onCompanies('delete', found('Nobody')))).toEqual([
			expect.stringMatching(/^No record meets the conditions/),
		]);
	});

	it('says that nothing was written where there were only values to match on', async () => {
		const upsert = (values: object) =>
			onCompanies('upsert', {
				fieldsMode: 'json',
				matchOn: ['name'],
				fieldsJson: JSON.stringify(values),
			});
		expect(await hintsOf(upsert({ name: 'Alkmaar BV' }))).toEqual([
			expect.stringMatching(/^Existing records weren't changed: /),
		]);
		expect(await hintsOf(upsert({ name: 'Alkmaar BV', notes: 'x' }))).toEqual([]);
		expect(await hintsOf(upsert({ name: 'Not there yet' }))).toEqual([]);
	});

	it('names the passwords that Create leaves out of the input, and only where there are some', async () => {
		const auto = onCompanies('create', { fieldsMode: 'auto' });
		expect(await hintsOf(auto, [{ json: { name: 'C', code: '********' } }])).toEqual([
			"code: not written. 'Values to Write' leaves out passwords and tokens when it maps the input automatically",
		]);
		expect(await hintsOf(auto, [{ json: { name: 'C', code: '' } }])).toEqual([]);
		const json = onCompanies('create', {
			fieldsMode: 'json',
			fieldsJson: '{ "name": "C", "code": "x" }',
		});
		expect(await hintsOf(json)).toEqual([]);
	});
});
