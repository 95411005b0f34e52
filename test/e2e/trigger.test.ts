import type { INodeParameters } from 'n8n-workflow';

import type { WorkflowDefinition } from '../n8n/client.ts';
import { itemsOf, type Execution } from '../n8n/executions.ts';
import { until } from '../n8n/until.ts';
import { changeRecord, makeRecord } from './support/app.ts';
import { itKeepsKeysSecret, useN8n } from './support/n8n.ts';
import { chain, nothingMore, whenCreated } from './support/steps.ts';

const wrongKey = 'not-the-key-of-this-app-either';

function watching(options: INodeParameters = {}): WorkflowDefinition {
	const start = whenCreated('When a contact is created', 'contacts', options);
	return chain('New contacts', [start, nothingMore]);
}

describe.each([
	['its usual scheduler', {}],
	[
		'its durable scheduler',
		{
			N8N_SCHEDULER_ENABLED: 'true',
			N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
			N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
		},
	],
])('The trigger in a real n8n with %s', (_scheduler, environment) => {
	const n8n = useN8n(environment);

	/** Makes contacts one after the other; tells their ids. */
	async function make(count: number): Promise<number[]> {
		const ids: number[] = [];
		for (let index = 0; index < count; index += 1) {
			ids.push(await makeRecord(n8n.app, 'contacts', { last_name: `New ${index}` }));
		}
		return ids;
	}
	const idsOf = (executions: Execution[]) =>
		executions.map((execution) =>
			itemsOf(execution, nothingMore.name).map(({ json }) => Number(json.id)),
		);

	it('delivers each record once and in order, through restarts and a power cut', async () => {
		const workflow = await n8n.save(watching({ maxRecords: 20 }));
		await n8n.client.publish(workflow);
		/** The ids that each execution began with, once there are so many of them. */
		const delivered = async (count: number): Promise<number[][]> =>
			await until(
				`${count} records`,
				async () => {
					const { length } = await n8n.client.executionIds(workflow);
					return idsOf(await n8n.client.finishedExecutions(workflow, length));
				},
				(batches) => batches.flat().length >= count,
			);

		// n8n's own clock brings these, a batch a minute; what is left comes with the next start.
		const made = await make(30);
		const [first] = await delivered(1);
		expect(first).toEqual(made.slice(0, first?.length));
		expect(first?.length).toBeLessThanOrEqual(20);

		await n8n.restart(async (server) => {
			await server.stop();
			made.push(...(await make(5)));
		});
		expect((await delivered(35)).flat()).toEqual(made);

		await n8n.restart(async (server) => {
			await server.kill();
			made.push(...(await make(7)));
			await changeRecord(n8n.app, 'contacts', made[0] ?? 0, { last_name: 'Changed' });
		});
		const batches = await delivered(42);
		expect(batches.flat()).toEqual(made);

		// Nothing is left: the next poll asks, and starts nothing.
		n8n.app.emulator.clearRequests();
		await n8n.client.deactivate(workflow);
		await n8n.client.publish(workflow);
		await until(
			'the next poll',
			() => n8n.app.emulator.requests.length,
			(requests) => requests > 0,
		);
		expect(await n8n.client.executionIds(workflow)).toHaveLength(batches.length);
		await n8n.client.deactivate(workflow);
	});

	it('does not start with a wrong key, and says why', async () => {
		const credential = await n8n.client.createCredential('bettyBlocksApi', 'Wrong key', {
			...n8n.app.access,
			apiKey: wrongKey,
		});
		const workflow = await n8n.save(watching(), credential);
		await expect(n8n.client.publish(workflow)).rejects.toThrow(
			/didn't accept the email address or the API key/,
		);
		await n8n.client.deactivate(workflow);
	});

	itKeepsKeysSecret(n8n, wrongKey);
});
