import type { IDataObject } from 'n8n-workflow';

import { assertSuccess } from '../../demo/basics.ts';
import type { SavedWorkflow } from '../../n8n/client.ts';
import { itemsOf } from '../../n8n/executions.ts';
import { executionsOf } from '../../n8n/queueMode.ts';
import { until } from '../../n8n/until.ts';
import { makeRecord } from '../support/app.ts';
import {
	itExecutesOnWorkers,
	itKeepsKeysSecretInQueueMode,
	useQueueMode,
} from '../support/queueMode.ts';
import { bettyBlocks, chain, model, startHere, whenCreated } from '../support/steps.ts';

const maxRecords = 100;

const newCompany = whenCreated('When a company is created', 'companies', { maxRecords });

/** Makes an order for each new company: what the app holds then tells what was delivered. */
const firstOrder = bettyBlocks('First order', {
	resource: 'record',
	operation: 'create',
	...model('orders'),
	fieldsMode: 'json',
	fieldsJson: '={{ { number: $json.name, company: $json.id } }}',
});

const oneCompany = chain('One company', [
	startHere,
	bettyBlocks('Get', {
		resource: 'record',
		operation: 'get',
		...model('companies'),
		recordId: 1,
	}),
]);

describe('The trigger in queue mode', () => {
	const n8n = useQueueMode();
	const made: string[] = [];

	/** Makes companies all at once. */
	async function burst(count: number): Promise<void> {
		const names = Array.from({ length: count }, (_, index) => `New ${made.length + index}`);
		made.push(...names);
		await Promise.all(names.map(async (name) => await makeRecord(n8n.app, 'companies', { name })));
	}

	const delivered = () =>
		n8n.app.emulator
			.records('orders')
			.map(({ number }) => String(number))
			.filter((number) => number.startsWith('New '));

	async function untilDelivered(count: number): Promise<void> {
		await until(
			`${count} orders`,
			() => delivered().length,
			(found) => found >= count,
		);
	}

	/** Where the trigger stands, as n8n has saved it. */
	async function place({ id }: SavedWorkflow): Promise<string> {
		const rows = await n8n
			.parts()
			.database.query(`SELECT "staticData" FROM workflow_entity WHERE id = '${id}'`);
		return JSON.stringify(rows);
	}

	/** Lets the trigger poll at once. */
	async function poll(workflow: SavedWorkflow): Promise<void> {
		await n8n.client.deactivate(workflow);
		await n8n.client.publish(workflow);
	}

	/** Polls where there is something to deliver, and waits until n8n has written its place down. */
	async function pollAndSave(workflow: SavedWorkflow): Promise<void> {
		const before = await place(workflow);
		await poll(workflow);
		await until(
			'the place of the trigger',
			async () => await place(workflow),
			(now) => now !== before,
		);
	}

	it('delivers each of many records once to the two workers, though the main process is killed', async () => {
		const workflow = await n8n.save(chain('Welcome', [newCompany, firstOrder]));
		await n8n.client.publish(workflow);
		n8n.app.emulator.setPersonality({ latencyMs: 200 });

		await burst(3 * maxRecords);
		await poll(workflow);
		await burst(2 * maxRecords);
		await pollAndSave(workflow);
		// The workers are busy with the second batch.
		await untilDelivered(maxRecords + 1);
		await n8n.restart(async (main) => await main.kill());
		await n8n.client.finishedExecutions(workflow, 3);
		await poll(workflow);
		await poll(workflow);
		await untilDelivered(made.length);

		// Nobody activates it any more: n8n's own clock has to bring these.
		await burst(maxRecords / 2);
		await untilDelivered(made.length);
		await poll(workflow); // finds nothing

		const executions = await n8n.client.finishedExecutions(workflow, 6);
		executions.forEach(assertSuccess);
		const batches = executions.map((execution) => itemsOf(execution, newCompany.name));
		const records: IDataObject[] = batches.flat().map(({ json }) => json);
		expect(records.map(({ name }) => String(name)).sort()).toEqual([...made].sort());
		expect(Math.max(...batches.map(({ length }) => length))).toBe(maxRecords);
		const ids = records.map(({ id }) => Number(id));
		expect(ids).toEqual([...ids].sort((a, b) => a - b));

		expect(delivered().sort()).toEqual([...made].sort());
		const orders = n8n.app.emulator.requests.filter(
			({ method, path }) => method === 'POST' && path.includes('/orders/'),
		);
		expect(orders).toHaveLength(made.length);
	});

	it('has work for both workers', async () => {
		const counts = () => n8n.parts().workers.map((worker) => executionsOf(worker).length);
		// Which worker takes an execution is left to chance: it may take one more.
		await until(
			'an execution on each worker',
			async () => {
				if (Math.min(...counts()) === 0) await n8n.run(oneCompany, startHere.name);
				return counts();
			},
			(found) => Math.min(...found) > 0,
		);
	});

	itExecutesOnWorkers(n8n);
	itKeepsKeysSecretInQueueMode(n8n);
});
