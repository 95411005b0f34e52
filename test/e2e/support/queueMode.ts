/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { rm } from 'node:fs/promises';

import { N8nClient } from '../../n8n/client.ts';
import { executionsOf, startQueueMode, type QueueMode } from '../../n8n/queueMode.ts';
import { runFolder, signIn, useServer, type TestN8n } from './n8n.ts';
import { owner, prepared } from './prepared.ts';
import { findInFiles, findInPostgreSql, spellingsOf } from './secrets.ts';

/** An n8n in queue mode; its `server` is the main process. */
interface TestQueueMode extends TestN8n {
	readonly folder: string;
	/** Its processes and its database. */
	parts(): QueueMode;
}

/** Starts an n8n in queue mode, and the app that it works with, for the tests of one file. */
export function useQueueMode(): TestQueueMode {
	const folder = runFolder('-queue');
	const { installation, tarball } = prepared();
	let queueMode: QueueMode | undefined;

	const parts = () => {
		if (queueMode === undefined) throw new Error('n8n has not been started');
		return queueMode;
	};
	const startFirst = async () => {
		queueMode = await startQueueMode({ folder, installation, tarball });
		await new N8nClient(queueMode.main.url).setUpOwner(owner);
	};
	const n8n = useServer({
		prepare: async () => await rm(folder, { recursive: true, force: true }),
		start: async () => {
			await (queueMode === undefined ? startFirst() : queueMode.startMainAgain());
			return await signIn(parts().main);
		},
	});
	afterAll(async () => await queueMode?.stop());
	return Object.assign(n8n, { folder, parts });
}

/** To be called after the other tests of a file: the workers have done all of their executions. */
export function itExecutesOnWorkers(n8n: TestQueueMode): void {
	it('has left every execution to the workers', async () => {
		const { workers, database } = n8n.parts();
		const all = await database.query('SELECT id FROM execution_entity');
		const byWorkers = new Set(workers.flatMap((worker) => executionsOf(worker)));
		expect(all).not.toEqual([]);
		expect(byWorkers).toEqual(new Set(all.map(({ id }) => String(id))));
	});
}

/** To be called last in a file: nothing that its tests did has left a key behind. */
export function itKeepsKeysSecretInQueueMode(n8n: TestQueueMode, ...otherKeys: string[]): void {
	it('leaves no API key in a log, a file, the queue or the database', async () => {
		const { main, database } = n8n.parts();
		// What is there is found: n8n's own words in the log, and its owner in the database.
		expect(findInFiles(n8n.folder, ['n8n ready on'])).toContain(main.logFile);
		expect(await findInPostgreSql(database, [owner.email])).toContain('user');

		const { email, apiKey } = n8n.app.access;
		const keys = [apiKey, ...otherKeys].flatMap((key) => spellingsOf(email, key));
		expect(findInFiles(n8n.folder, keys)).toEqual([]);
		expect(await findInPostgreSql(database, keys)).toEqual([]);
	});
}
