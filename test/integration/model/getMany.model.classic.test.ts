import { COMPANY, GROUP, company, useApp, uuid } from '../../support/app';
import { execute, executeJson } from '../../support/n8n';

const app = useApp(company());

const run = async (operation: string, parameters: object = {}) =>
	await executeJson({
		credential: app.credential,
		parameters: { resource: 'model', operation, ...parameters },
	});

describe('Model: Get', () => {
	it.each([
		['id', COMPANY],
		['name', 'companies'],
		['url', `https://x.example/builder/models/${COMPANY}`],
	])('describes a model given by %s', async (mode, value) => {
		const [output] = await run('get', { model: { __rl: true, mode, value } });
		expect(output).toMatchObject({ id: COMPANY, name: 'Company' });
		expect(output?.properties).toEqual(
			expect.arrayContaining([
				{ id: uuid('c1'), name: 'id', kind: 'serial', writable: false, options: {} },
				{ id: uuid('c2'), name: 'name', kind: 'string', writable: true, options: {} },
				{
					id: uuid('c9'),
					name: 'branch',
					kind: 'list',
					writable: true,
					options: { values: ['Food', 'Steel'] },
				},
				{
					id: uuid('cb'),
					name: 'group',
					kind: 'belongs_to',
					writable: true,
					options: { model: GROUP },
					target: { id: GROUP, name: 'Group' },
				},
			]),
		);
		expect(app.sent()).toEqual(['GET /api/models']);
	});

	it('says so when there is no such model', async () => {
		const model = { __rl: true, mode: 'name', value: 'nothings' };
		await expect(run('get', { model })).rejects.toThrow(
			'Couldn\'t tell which model "nothings" refers to: no model of the app matches',
		);
	});
});

describe('Model: Get Many', () => {
	it('describes every model, with one request for all items', async () => {
		const output = await execute({
			credential: app.credential,
			parameters: { resource: 'model', operation: 'getAll', returnAll: true },
			items: [{ json: {} }, { json: {} }],
		});
		expect(output.map(({ json }) => json.name)).toEqual(['Company', 'Group', 'Company', 'Group']);
		expect(app.sent()).toEqual(['GET /api/models']);
	});

	it('describes as many as the limit says', async () => {
		expect(await run('getAll', { limit: 1 })).toMatchObject([{ name: 'Company' }]);
		await expect(run('getAll', { limit: 0 })).rejects.toThrow(/^'Limit' must be .* but got 0/);
	});
});
