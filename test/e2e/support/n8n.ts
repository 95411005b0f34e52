/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { cp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { startCompany, type CompanyApp } from '../../demo/company.ts';
import {
	N8nClient,
	withCredential,
	type SavedCredential,
	type SavedWorkflow,
	type WorkflowDefinition,
} from '../../n8n/client.ts';
import type { Execution } from '../../n8n/executions.ts';
import { startN8n, type N8nServer } from '../../n8n/server.ts';
import { owner, prepared } from './prepared.ts';
import { findInFiles, findInSqlite, spellingsOf } from './secrets.ts';

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
	/** Saves a workflow whose nodes of ours use the credential, or another one. */
	save(workflow: WorkflowDefinition, credential?: SavedCredential): Promise<SavedWorkflow>;
	/** Saves a workflow and runs it from one of its triggers. */
	run(workflow: WorkflowDefinition, trigger: string): Promise<Execution>;
}

type Signed = Pick<TestN8n, 'server' | 'client'>;

interface Running {
	/** Makes all ready for the first start. */
	prepare(): Promise<void>;
	/** Starts n8n, and signs in. */
	start(): Promise<Signed>;
}

/** The folder for all that the tests of this file leave behind. */
export function runFolder(suffix = ''): string {
	const name = basename(expect.getState().testPath ?? '', '.test.ts');
	return join(prepared().runs, name + suffix);
}

/** Signs in to an n8n that has been set up. */
export async function signIn(server: N8nServer): Promise<Signed> {
	const client = new N8nClient(server.url);
	await client.login(owner);
	return { server, client };
}

/** Starts an app, and the n8n that works with it, for the tests of one file. */
export function useServer({ prepare, start }: Running): TestN8n {
	const n8n = {} as TestN8n;

	n8n.restart = async (end = async (server) => await server.stop()) => {
		await end(n8n.server);
		Object.assign(n8n, await start());
	};
	n8n.save = async (workflow, credential = n8n.credential) =>
		await n8n.client.createWorkflow(withCredential(workflow, packagePrefix, credential));
	n8n.run = async (workflow, trigger) =>
		await n8n.client.runWorkflow(await n8n.save(workflow), trigger);

	beforeAll(async () => {
		await prepare();
		n8n.app = await startCompany(process.cwd());
		Object.assign(n8n, await start());
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

/** Lets n8n 1 write the end of an execution and what it gave in one go, as later ones always do. */
function settingsOf(version: string): Record<string, string> {
	return version.startsWith('1.') ? { DB_SQLITE_POOL_SIZE: '4' } : {};
}

/**
 * Starts an n8n and an app of their own for the tests of one file. The last of these tests looks
 * for the API key in everything that n8n has kept and logged.
 * @param environment variables for n8n beside the usual ones
 */
export function useN8n(environment: Readonly<Record<string, string>> = {}): TestN8n {
	const folder = runFolder();
	const { installation, template, version } = prepared();
	return useServer({
		prepare: async () => {
			await rm(folder, { recursive: true, force: true });
			await cp(template, folder, { recursive: true });
		},
		start: async () =>
			await signIn(
				await startN8n({
					folder,
					installation,
					environment: { ...settingsOf(version), ...environment },
				}),
			),
	});
}

/** To be called last in a file: nothing that its tests did has left a key behind. */
export function itKeepsKeysSecret(n8n: TestN8n, ...otherKeys: string[]): void {
	it('leaves no API key in an execution, a log or an error', () => {
		const { folder, logFile } = n8n.server;
		// What is there is found: n8n's own words in the log, and its owner in the database.
		expect(findInFiles(folder, ['n8n ready on'])).toContain(logFile);
		expect(findInSqlite(folder, [owner.email])).toContain('user');

		const { email, apiKey } = n8n.app.access;
		const keys = [apiKey, ...otherKeys].flatMap((key) => spellingsOf(email, key));
		expect(findInFiles(folder, keys)).toEqual([]);
		expect(findInSqlite(folder, keys)).toEqual([]);
	});
}

/** For what an n8n 1 does not have. */
export const itSince2 = (prepared().version.startsWith('1.') ? it.skip : it) as jest.It;
