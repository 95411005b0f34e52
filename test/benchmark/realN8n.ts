/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-hardcoded-secrets, @n8n/community-nodes/require-node-api-error */
// A real n8n with the packed package in it, which runs workflows that are timed.
import { readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { IConnections, INode, INodeParameters } from 'n8n-workflow';

import { N8nClient, type Owner, type SavedCredential, type SavedWorkflow } from '../n8n/client.ts';
import { installPackage } from '../n8n/communityPackage.ts';
import { itemsOf, type Execution } from '../n8n/executions.ts';
import { startN8n, type N8nServer } from '../n8n/server.ts';
import { user } from './app.ts';
import { itemsNode } from './nodeParameters.ts';

const owner: Owner = {
	email: 'owner@example.com',
	password: 'Owner-of-a-benchmark-1',
	firstName: 'Betty',
	lastName: 'Tester',
};

const trigger = 'Start here';

/** Large executions keep n8n from answering for a while. */
const PATIENCE_MS = 20 * 60_000;

export type Step = Pick<INode, 'name' | 'type' | 'typeVersion' | 'parameters'>;

/** What the steps of a workflow took, as n8n tells it. */
export interface Timed {
	seconds: number;
	/** Items that the last step put out. */
	output: number;
}

export function bettyBlocksStep(parameters: INodeParameters): Step {
	const type = 'n8n-nodes-bettyblocks.bettyBlocks';
	return { name: 'Betty Blocks', type, typeVersion: 1, parameters };
}

export function httpRequestStep(parameters: INodeParameters, index: number): Step {
	const type = 'n8n-nodes-base.httpRequest';
	return { name: `HTTP Request ${index + 1}`, type, typeVersion: 4.5, parameters };
}

/** Makes items for the steps that are timed. */
function itemsStep(count: number): Step {
	const jsCode = `return Array.from({ length: ${count} }, (_, index) => {
	const id = index + 1;
	return { json: { id, name: \`Company \${id}\`, email: \`company-\${id}@example.com\`, employees: id % 1000 } };
});`;
	return { name: itemsNode, type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode } };
}

interface StartOptions {
	/** Is emptied; the database and the log stay there. */
	folder: string;
	tarball: string;
	/** The address of the app. */
	application: string;
	/** Variables for n8n on top of the usual ones. */
	environment?: Record<string, string>;
}

export class RealN8n {
	private readonly server: N8nServer;
	private readonly client: N8nClient;
	private readonly credential: SavedCredential;

	private constructor(server: N8nServer, client: N8nClient, credential: SavedCredential) {
		this.server = server;
		this.client = client;
		this.credential = credential;
	}

	static async start({ folder, tarball, application, environment }: StartOptions) {
		await rm(folder, { recursive: true, force: true });
		await installPackage(folder, tarball);
		const server = await startN8n({ folder, environment });
		try {
			const client = new N8nClient(server.url, PATIENCE_MS);
			await client.setUpOwner(owner);
			const access = { application, ...user };
			const credential = await client.createCredential('bettyBlocksApi', 'Betty Blocks', access);
			return new RealN8n(server, client, credential);
		} catch (error) {
			await server.stop();
			throw error;
		}
	}

	async stop(): Promise<void> {
		await this.server.stop();
	}

	/** @param items how many go into the first of the steps */
	async save(name: string, items: number, steps: readonly Step[]): Promise<SavedWorkflow> {
		const start: Step = {
			name: trigger,
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			parameters: {},
		};
		const { id, name: credential, type } = this.credential;
		const all = [start, itemsStep(items), ...steps];
		const nodes = all.map(
			(step, index): INode => ({
				...step,
				id: `${index}`,
				position: [index * 220, 0],
				...(steps.includes(step) && { credentials: { [type]: { id, name: credential } } }),
			}),
		);
		const connections: IConnections = {};
		nodes.slice(1).forEach((node, index) => {
			const from = nodes[index]?.name ?? '';
			connections[from] = { main: [[{ node: node.name, type: 'main', index: 0 }]] };
		});
		const settings = { executionOrder: 'v1' } as const;
		return await this.client.createWorkflow({ name, nodes, connections, settings });
	}

	/** Runs it to its end, as the editor does, and adds up what the steps with a credential took. */
	async run(workflow: SavedWorkflow): Promise<Timed> {
		const execution = await this.client.runWorkflow(workflow, trigger);
		if (execution.status !== 'success') throw new Error(problemIn(workflow, execution));
		const timed = workflow.nodes.filter(({ credentials }) => credentials !== undefined);
		const times = timed.map(({ name }) => execution.runData[name]?.at(-1)?.executionTime ?? 0);
		return {
			seconds: times.reduce((sum, time) => sum + time, 0) / 1000,
			output: itemsOf(execution, timed.at(-1)?.name ?? '').length,
		};
	}

	/** Lets the peak of n8n's memory start anew. Linux alone can do that. */
	forgetPeak(): void {
		try {
			writeFileSync(`/proc/${this.pid}/clear_refs`, '5');
		} catch {
			// The peak since the start is what remains.
		}
	}

	/** The memory that n8n has, and the most that it had, in MB; undefined where it is not told. */
	memory(): { now: number; peak: number } | undefined {
		try {
			const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
			const kilobytes = (name: string) =>
				Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
			return { now: (kilobytes('VmRSS') * 1024) / 1e6, peak: (kilobytes('VmHWM') * 1024) / 1e6 };
		} catch {
			return undefined;
		}
	}

	private get pid(): number {
		return Number(readFileSync(join(this.server.folder, 'n8n.pid'), 'utf8'));
	}
}

function problemIn({ name }: SavedWorkflow, { status, error }: Execution): string {
	const why = [error?.message, error?.description].filter(Boolean).join(': ');
	return `The workflow "${name}" ended with status ${status}. ${why}`;
}
