/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { cp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { startCompany } from '../../demo/company.ts';
import type { CompanyApp } from '../../demo/company.ts';
import { N8nClient, withCredential } from '../../n8n/client.ts';
import type { SavedCredential, SavedWorkflow, WorkflowDefinition } from '../../n8n/client.ts';
import type { Execution } from '../../n8n/executions.ts';
import { startN8n } from '../../n8n/server.ts';
import type { N8nServer } from '../../n8n/server.ts';
import { owner, prepared } from './prepared.ts';
import { findSecrets } from './secrets.ts';

/** How our node types begin. */
export const packagePrefix = 'n8n-nodes-bettyblocks.';

/** A real n8n with the package in it and somebody signed in, and the app that it works with. */
export interface TestN8n {
	server: N8nServer;
	client: N8nClient;
	app: CompanyApp;
	/** Signs in to the app. */
	credential: SavedCredential;
	/** Ends n8n and starts it again with all that it has kept. */
	restart(end?: (server: N8nServer) => Promise<void>): Promise<void>;
	/** Saves a workflow whose nodes of ours use the credential. */
	save(workflow: WorkflowDefinition): Promise<SavedWorkflow>;
	/** Saves a workflow and runs it from one of its triggers. */
	run(workflow: WorkflowDefinition, trigger: string): Promise<Execution>;
}

async function start(folder: string, environment: Readonly<Record<string, string>>) {
	const server = await startN8n({
		folder,
		installation: prepared().installation,
		environment,
	});
	const client = new N8nClient(server.url);
	await client.login(owner);
	return { server, client };
}

/**
 * Starts an n8n and an app of their own for the tests of one file. The last of these tests looks
 * for the API key in everything that n8n has kept and logged.
 * @param environment variables for n8n beside the usual ones
 */
export function useN8n(environment: Readonly<Record<string, string>> = {}): TestN8n {
	const name = basename(expect.getState().testPath ?? '', '.test.ts');
	const folder = join(prepared().runs, name);
	const n8n = {} as TestN8n;

	n8n.restart = async (end = async (server) => await server.stop()) => {
		await end(n8n.server);
		Object.assign(n8n, await start(folder, environment));
	};
	n8n.save = async (workflow) =>
		await n8n.client.createWorkflow(withCredential(workflow, packagePrefix, n8n.credential));
	n8n.run = async (workflow, trigger) =>
		await n8n.client.runWorkflow(await n8n.save(workflow), trigger);

	beforeAll(async () => {
		await rm(folder, { recursive: true, force: true });
		await cp(prepared().template, folder, { recursive: true });
		n8n.app = await startCompany(process.cwd());
		Object.assign(n8n, await start(folder, environment));
		n8n.credential = await n8n.client.createCredential('bettyBlocksApi', 'Betty Blocks', {
			...n8n.app.access,
		});
	});
	afterAll(async () => {
		await n8n.server?.stop();
		await n8n.app?.emulator.close();
	});
	return n8n;
}

/** To be called last in a file: nothing that its tests did has left a key behind. */
export function itKeepsKeysSecret(n8n: TestN8n, ...otherKeys: string[]): void {
	it('leaves no API key in an execution, a log or an error', () => {
		const { email, apiKey } = n8n.app.access;
		const found = [apiKey, ...otherKeys].flatMap((key) =>
			findSecrets(n8n.server.folder, { email, apiKey: key }),
		);
		expect(found).toEqual([]);
	});
}
