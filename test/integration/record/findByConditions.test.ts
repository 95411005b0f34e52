import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { companies, company, onCompanies, useApp } from '../../support/app';
import { failure } from '../../support/failure';
import { execute, executeJson, runWorkflow } from '../../support/n8n';

const app = useApp(
	company([
		{ id: 1, name: 'Alkmaar BV', employees: 10, group: { id: 1 } },
		{ id: 2, name: 'Breda BV', employees: 20, group: { id: 2 } },
		{ id: 3, name: 'Culemborg BV', employees: 30, group: { id: 1 } },
	]),
);

type Entered = [property: string, operator: string, value?: unknown];

const meeting = (...conditions: Entered[]): INodeParameters => ({
	findBy: 'conditions',
	filters: {
		conditions: conditions.map(([property, operator, value]) => ({ property, operator, value })),
	} as INodeParameters,
});
const values = (fieldsJson: IDataObject) => ({
	fieldsMode: 'json',
	fieldsJson: JSON.stringify(fieldsJson),
});
const parameters = (operation: string, more: INodeParameters) =>
	onCompanies(operation, { ...values({ employees: 99 }), ...more });
const run = async (operation: string, more: INodeParameters) =>
	await executeJson({ credential: app.credential, parameters: parameters(operation, more) });
const rows = () => app.emulator.records('Company').map(({ id, employees }) => [id, employees]);
const writes = () => app.sent().filter((request) => !request.startsWith('GET'));

describe('The records that meet conditions', () => {
	it('are updated, each once, and the others are not', async () => {
		const output = await run('update', meeting(['employees', 'gt', 15]));
		expect(output).toMatchObject([
			{ id: 2, employees: 99 },
			{ id: 3, employees: 99 },
		]);
		expect(rows()).toEqual([
			[1, 10],
			[2, 99],
			[3, 99],
		]);
		expect(writes()).toHaveLength(2);
	});

	it('are deleted, each once, and the others are not', async () => {
		expect(await run('delete', meeting(['group.name', 'eq', 'North']))).toEqual([
			{ id: 1, deleted: true },
			{ id: 3, deleted: true },
		]);
		expect(rows()).toEqual([[2, 20]]);
	});

	it('may be those that meet any of the conditions', async () => {
		const conditions = meeting(['employees', 'lt', 15], ['name', 'startsWith', 'Breda']);
		const output = await run('delete', { ...conditions, combineFilters: 'or' });
		expect(output.map(({ id }) => id)).toEqual([1, 2]);
	});

	it('may be none: nothing is output then, and a hint says so', async () => {
		for (const operation of ['update', 'delete']) {
			const result = await runWorkflow({
				credential: app.credential,
				parameters: parameters(operation, meeting(['employees', 'gt', 1000])),
			});
			const [data] = result.data.resultData.runData['Betty Blocks'] ?? [];
			expect(data?.data?.main?.[0] ?? []).toEqual([]);
			expect(data?.hints?.map(({ message }) => message)).toEqual([
				'No record meets the conditions, so nothing was changed.',
			]);
		}
		expect(writes()).toEqual([]);
	});

	it.each<[INodeParameters, RegExp]>([
		[meeting(), /^'Filters' is empty, which would mean every record/],
		[{ findBy: 'conditions' }, /^'Filters' is empty, which would mean every record/],
		[{ findBy: 'conditions', filters: { conditions: '={{ [] }}' } }, /has no property/],
		[{ findBy: 'conditions', filters: { conditions: '={{ $json.no }}' } }, /has no property/],
		[meeting(['', 'eq', 1]), /has no property/],
		[meeting(['name', 'eq', '={{ $json.no }}']), /"name Is" has no value/],
		[meeting(['nam', 'eq', 'x']), /no property "nam"/],
	])('are never all of them by mistake: %j', async (more, reason) => {
		for (const operation of ['update', 'delete']) {
			await expect(run(operation, more)).rejects.toThrow(reason);
		}
		expect(writes()).toEqual([]);
	});

	it('are left alone where the app applies no conditions', async () => {
		app.emulator.setPersonality({ filters: 'ignored' });
		for (const operation of ['update', 'delete']) {
			await expect(run(operation, meeting(['employees', 'gt', 15]))).rejects.toThrow(
				/can't filter|ignore/,
			);
		}
		expect(writes()).toEqual([]);
	});

	it('are told of where one of them is refused: those that were changed, and no further one', async () => {
		app.emulator.fault({ method: 'DELETE', path: '/2', status: 422, body: '' });
		const oneByOne = { options: { concurrency: 1 } };
		await expect(
			run('delete', { ...meeting(['employees', 'gt', 1]), ...oneByOne }),
		).rejects.toThrow(/Of the records that match, 1 had already been deleted$/);
		expect(rows().map(([id]) => id)).toEqual([2, 3]);
	});

	it('are those of each item in turn, as one item may change what another is about', async () => {
		const output = await execute({
			credential: app.credential,
			parameters: onCompanies('update', {
				...meeting(['employees', 'eq', '={{ $json.from }}']),
				fieldsMode: 'json',
				fieldsJson: '={{ ({ employees: $json.to }) }}',
			}) as INodeParameters,
			items: [10, 11, 12].map((from) => ({ json: { from, to: from + 1 } })),
		});
		expect(output.map(({ json, pairedItem }) => [json.id, json.employees, pairedItem])).toEqual([
			[1, 11, { item: 0 }],
			[1, 12, { item: 1 }],
			[1, 13, { item: 2 }],
		]);
	});
});

describe('Very many records that meet conditions', () => {
	const crowded = useApp(company(companies(700)));
	const deleteFrom = async (id: number, concurrency: number) =>
		await executeJson({
			credential: crowded.credential,
			parameters: parameters('delete', {
				...meeting(['id', 'gt', id]),
				options: { concurrency },
			}),
		});

	it.each([1, 8])('are changed so many at once: %s', async (concurrency) => {
		crowded.emulator.setPersonality({ latencyMs: 5 });
		const output = await deleteFrom(600, concurrency);
		expect(output.map(({ id }) => id)).toEqual(
			Array.from({ length: 100 }, (_, index) => 601 + index),
		);
		expect(crowded.emulator.maxInFlight).toBe(concurrency);
	});

	it('are told of once those under way have ended, where several of them fail', async () => {
		crowded.emulator.fault({ method: 'DELETE', status: 422, body: '', times: 4 });
		const error = await failure(deleteFrom(600, 4));
		expect(error.message).not.toMatch(/already been/);
		expect(crowded.emulator.records('Company')).toHaveLength(700);
		const deletions = crowded.emulator.requests.filter(({ method }) => method === 'DELETE');
		expect(deletions).toHaveLength(4);
	});

	it('are known before the first of them is changed', async () => {
		const output = await executeJson({
			credential: crowded.credential,
			parameters: parameters('delete', meeting(['id', 'gt', 100])),
		});
		expect(new Set(output.map(({ id }) => id)).size).toBe(600);
		expect(crowded.emulator.records('Company')).toHaveLength(100);
		const methods = crowded.emulator.requests.map(({ method }) => method);
		expect(methods.slice(methods.indexOf('DELETE'))).toEqual(Array(600).fill('DELETE'));
	});
});
