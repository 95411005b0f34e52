import { randomBytes } from 'node:crypto';

import {
	N8nClient,
	withCredential,
	type Owner,
	type SavedCredential,
	type SavedWorkflow,
	type WorkflowDefinition,
} from '../n8n/client.ts';
import { listPackage, nodeTypesOf, type InstalledPackage } from '../n8n/communityPackage.ts';
import type { Execution } from '../n8n/executions.ts';
import type { N8nServer } from '../n8n/server.ts';
import { done, whileWaiting } from './screen.ts';
import type { Login } from './stage.ts';
import { trigger } from './workflows.ts';

/** A signed-in n8n that knows the app. */
export interface Desk {
	n8n: N8nServer;
	client: N8nClient;
	owner: Owner;
	credential: SavedCredential;
}

/** A workflow that was run, to be looked at in the editor. */
export interface Shown {
	workflow: SavedWorkflow;
	execution: Execution;
}

function newOwner(): Owner {
	// n8n asks for a capital letter and a digit.
	const password = `Demo-1${randomBytes(4).toString('hex')}`;
	return { email: 'demo@example.com', password, firstName: 'Betty', lastName: 'Demo' };
}

async function checkNodes(
	{ logFile, folder }: N8nServer,
	client: N8nClient,
	installed: InstalledPackage,
): Promise<void> {
	const ours = nodeTypesOf(installed, await client.nodeTypes());
	if (ours.length === 0)
		throw new Error(`n8n did not load ${installed.name}. Its log is ${logFile}`);
	listPackage(folder, installed, ours);
	const names = ours.map(({ displayName }) => displayName).join(', ');
	done(`loaded from the community package: ${names}`);
}

/** n8n gives the bare code of a connection that did not come about. */
function inWords(message: string): string {
	return /^[A-Z_]+$/.test(message) ? `there is no answer from this address (${message})` : message;
}

async function addCredential(client: N8nClient, { type, data }: Login): Promise<SavedCredential> {
	const credential = await client.createCredential(type, 'Betty Blocks', data);
	const test = await client.testCredential(credential, data);
	if (test.status !== 'OK')
		throw new Error(`n8n cannot sign in to ${data.application}: ${inWords(test.message)}`);
	done(`the credential works: ${test.message}`);
	return credential;
}

/**
 * Makes a fresh n8n ready: an owner, the package's nodes, and a credential that works.
 * @throws Error that tells which of these is not there
 */
export async function openDesk(
	starting: Promise<N8nServer>,
	installed: InstalledPackage,
	login: Login,
): Promise<Desk> {
	const n8n = await whileWaiting('Starting n8n', starting);
	done(`started at ${n8n.url}`);
	const client = new N8nClient(n8n.url);
	const owner = newOwner();
	await client.setUpOwner(owner);
	await checkNodes(n8n, client, installed);
	return { n8n, client, owner, credential: await addCredential(client, login) };
}

/** Imports a workflow, gives its nodes the credential, and runs it to its end. */
export async function runExample(
	{ client, credential }: Desk,
	definition: WorkflowDefinition,
): Promise<Shown> {
	const ready = withCredential(definition, 'n8n-nodes-bettyblocks.', credential);
	const workflow = await client.createWorkflow(ready);
	const work = client.runWorkflow(workflow, trigger);
	return { workflow, execution: await whileWaiting('The workflow', work) };
}
