import type { IDataObject, IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import type { Model } from '../../../nodes/BettyBlocks/app/schema/models';
import { Places } from '../../../nodes/BettyBlocks/node/concurrently';
import { forEachItem } from '../../../nodes/BettyBlocks/node/forEachItem';
import { NodeRun } from '../../../nodes/BettyBlocks/node/nodeRun';
import { effectOf } from '../../../nodes/BettyBlocks/node/operation';
import { resources } from '../../../nodes/BettyBlocks/resources';
import type { Checkpoint } from '../../../nodes/BettyBlocks/trigger/engine/checkpoint';
import { poll } from '../../../nodes/BettyBlocks/trigger/engine/poll';
import { MemoryApp } from '../../support/memoryApp';
import { MINUTE, settings } from '../../support/table';

const node: INode = {
	id: '1',
	name: 'Betty Blocks',
	type: 'n8n-nodes-bettyblocks.bettyBlocks',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const uuid = (digit: string) => digit.repeat(32);
const property = (id: string, name: string, kind: string, options = {}) => ({
	id: uuid(id),
	name,
	kind,
	options,
});
const COMPANY: Model = {
	id: uuid('c'),
	name: 'Company',
	properties: [
		property('1', 'id', 'serial'),
		property('2', 'name', 'string'),
		property('3', 'employees', 'integer'),
		property('4', 'logo', 'file'),
		property('5', 'created_at', 'date_time'),
		property('6', 'updated_at', 'date_time'),
	],
};
const model = { __rl: true, mode: 'name', value: 'companies' };

/** Runs an operation on an app that speaks no HTTP, once for each set of parameters. */
async function run(
	app: MemoryApp,
	operation: `${string}.${string}`,
	...items: Array<{ parameters: IDataObject; binary?: INodeExecutionData['binary'] }>
): Promise<IDataObject[]> {
	const [resource, name] = operation.split('.');
	const chosen = resources
		.find(({ option }) => option.value === resource)
		?.operations.find(({ option }) => option.value === name);
	if (chosen === undefined) throw new Error(`No operation ${operation}`);
	const context = {
		getNode: () => node,
		getTimezone: () => 'Europe/Amsterdam',
		getInputData: () => items.map(({ parameters: json, binary }) => ({ json, binary })),
		helpers: {},
		getNodeParameter: (path: string, index: number, fallback?: unknown) =>
			path
				.split('.')
				.reduce<unknown>(
					(value, key) => (value as IDataObject | undefined)?.[key],
					items[index]?.parameters,
				) ?? fallback,
	} as unknown as IExecuteFunctions;
	const output = await forEachItem({
		count: items.length,
		places: new Places({ current: 5 }),
		prepare: async (index) => await chosen.prepare(new NodeRun(context, app), index),
		effect: effectOf(chosen),
		isCancelled: () => false,
		continueOnFail: false,
		node,
	});
	return output.map(({ json }) => json);
}

const fields = (fieldsJson: object) => ({ model, fieldsMode: 'json', fieldsJson });

describe('On an app behind the interface, without any HTTP', () => {
	const app = () => new MemoryApp([COMPANY]);

	it('records are created, read, searched, updated, matched and deleted', async () => {
		const memory = app();
		await run(
			memory,
			'record.create',
			{ parameters: fields({ name: 'Acme', employees: '07' }) },
			{ parameters: fields({ name: 'Beta', employees: 12 }) },
		);
		expect(await run(memory, 'record.get', { parameters: { model, recordId: '1' } })).toMatchObject(
			[{ id: 1, name: 'Acme', employees: 7 }],
		);
		const filters = { conditions: [{ property: 'employees', operator: 'gt', value: '10' }] };
		expect(
			await run(memory, 'record.getAll', { parameters: { model, returnAll: true, filters } }),
		).toMatchObject([{ id: 2, name: 'Beta' }]);
		await run(memory, 'record.update', {
			parameters: { ...fields({ employees: 8 }), recordId: 1 },
		});
		const upserted = await run(
			memory,
			'record.upsert',
			{ parameters: { ...fields({ name: 'Acme', employees: 9 }), matchOn: 'name' } },
			{ parameters: { ...fields({ name: 'Gamma' }), matchOn: 'name' } },
			{ parameters: { ...fields({ name: 'Gamma', employees: 3 }), matchOn: 'name' } },
		);
		expect(upserted).toMatchObject([
			{ id: 1, employees: '9', _action: 'updated' },
			{ id: 3, _action: 'created' },
			{ id: 3, employees: '3', _action: 'updated' },
		]);
		await run(memory, 'record.delete', { parameters: { model, recordId: 2 } });
		const ids = await run(memory, 'record.getAll', { parameters: { model, returnAll: true } });
		expect(ids.map(({ id }) => id)).toEqual([1, 3]);
	});

	it('nothing is written when one item is wrong', async () => {
		const memory = app();
		const created = run(
			memory,
			'record.create',
			{ parameters: fields({ name: 'Acme' }) },
			{ parameters: fields({ employees: 'many' }) },
		);
		await expect(created).rejects.toThrow('"employees" must be a whole number');
		expect(memory.calls).toEqual([]);
	});

	it('files go into a property, and actions are run', async () => {
		const memory = app();
		const data = { data: Buffer.from('logo').toString('base64'), mimeType: 'image/png' };
		const [record] = await run(memory, 'record.create', {
			parameters: fields({ name: 'Acme', logo: 'data' }),
			binary: { data: { ...data, fileName: 'logo.png' } },
		});
		expect(record).toMatchObject({ logo: 'https://memory.example/files/logo.png' });
		expect(memory.uploaded.get(String(record?.logo))?.toString()).toBe('logo');
		const inputsJson = { company: 1 };
		const parameters = { model, actionId: uuid('a'), inputsMode: 'json', inputsJson };
		expect(await run(memory, 'action.execute', { parameters })).toEqual([{ done: inputsJson }]);
		expect(memory.ran).toMatchObject([{ action: uuid('a'), model: uuid('c') }]);
	});

	it('models are described', async () => {
		expect(await run(app(), 'model.getAll', { parameters: { returnAll: true } })).toMatchObject([
			{ name: 'Company', properties: COMPANY.properties.map(({ name }) => ({ name })) },
		]);
	});

	it('the trigger emits each record once', async () => {
		const memory = app();
		const changes = memory.changes({
			model: COMPANY,
			orderBy: { id: uuid('5'), name: 'created_at' },
			zone: 'UTC',
		});
		let checkpoint: Checkpoint | undefined;
		const emitted: number[] = [];
		for (let polls = 0; polls < 10; polls++) {
			const polled = await poll(checkpoint, settings('recordCreated'), {
				changes,
				clock: () => ({ app: memory.time, host: memory.time }),
				isOver: () => false,
				property: 'created_at',
			});
			checkpoint = polled.checkpoint;
			emitted.push(...polled.emissions.map(({ row }) => row.id));
			memory.time += MINUTE;
			if (polls < 8) await memory.writer.create(COMPANY, { name: `${polls}` });
		}
		expect(emitted).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
	});
});
