/* eslint-disable @n8n/community-nodes/no-restricted-imports */
// One contestant outside a real n8n: our node, n8n's authenticated helper, or axios alone.
import axios from 'axios';
import type { AxiosInstance } from 'axios';
import type { ExecuteContext } from 'n8n-core';
import type { IDataObject, INodeExecutionData, INodeParameters, INodeType } from 'n8n-workflow';

import { companyItems, user } from './app.ts';
import type { CompanyItem } from './app.ts';
import { serveTasks } from './children.ts';
import { builtNode, executeContext, pollContext } from './core.ts';
import { measure } from './memory.ts';
import type { Measured } from './memory.ts';
import { getManyParameters, nodeParameters, pollParameters } from './nodeParameters.ts';
import { pageSize, recordsPath, requestsFor } from './work.ts';
import type { Work, WorkRequest } from './work.ts';

export type Contestant = 'node' | 'helper' | 'axios';

interface WorkOptions {
	contestant: Contestant;
	application: string;
	work: Work;
	items: number;
	inFlight: number;
}

type Send = (request: WorkRequest) => Promise<unknown>;

/** Does something for each item, so many at once. */
async function forEach<Item>(
	items: readonly Item[],
	inFlight: number,
	perform: (item: Item) => Promise<void>,
): Promise<void> {
	const left = items.values();
	const worker = async () => {
		for (const item of left) await perform(item);
	};
	await Promise.all(Array.from({ length: inFlight }, worker));
}

function helperSend(context: ExecuteContext, application: string): Send {
	return async ({ method, path, query, form }) =>
		await context.helpers.httpRequestWithAuthentication.call(context, 'bettyBlocksApi', {
			method,
			url: `${application}/api${path}`,
			...(query && { qs: query }),
			...(form && { body: new URLSearchParams(form) }),
			json: true,
		});
}

function axiosSend(application: string): Send {
	const client: AxiosInstance = axios.create({
		baseURL: `${application}/api`,
		auth: { username: user.email, password: user.apiKey },
		proxy: false,
	});
	return async ({ method, path, query, form }) => {
		const response = await client.request<unknown>({
			method,
			url: path,
			params: query,
			...(form && { data: new URLSearchParams(form) }),
		});
		return response.data;
	};
}

const toInput = (items: readonly CompanyItem[]): INodeExecutionData[] =>
	items.map((item) => ({ json: { ...item } }));

async function runNode(
	type: INodeType,
	application: string,
	parameters: INodeParameters,
	input: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const context = executeContext(type, application, parameters, input);
	const [output = []] = ((await type.execute?.call(context)) ?? []) as INodeExecutionData[][];
	return output;
}

/** How a script sends requests; a fresh context stands for a fresh execution. */
function scriptSend(contestant: Contestant, application: string): Send {
	if (contestant === 'axios') return axiosSend(application);
	const context = executeContext(builtNode('BettyBlocks'), application, {}, [{ json: {} }]);
	return helperSend(context, application);
}

async function doWork({ contestant, application, work, items, inFlight }: WorkOptions) {
	const all = companyItems(items);
	if (contestant === 'node') {
		const type = builtNode('BettyBlocks');
		const parameters = nodeParameters(work, { concurrency: inFlight });
		const input = toInput(all);
		return async () => {
			const output = await runNode(type, application, parameters, input);
			expectCount(output.length, items);
		};
	}
	const send = scriptSend(contestant, application);
	return async () => {
		const output: unknown[] = [];
		await forEach(all, inFlight, async (item) => {
			let answer: unknown;
			for (const request of requestsFor(work, item)) answer = await send(request);
			output.push(answer);
		});
		expectCount(output.length, items);
	};
}

function expectCount(found: number, expected: number): void {
	if (found !== expected) throw new Error(`There are ${found} results instead of ${expected}`);
}

interface ListOptions {
	contestant: Contestant;
	application: string;
	/** How many records there are. */
	records: number;
}

/** Reads page after page, until one is not full. */
async function readPages(send: Send): Promise<IDataObject[]> {
	const records: IDataObject[] = [];
	for (let offset = 0; ; offset += pageSize) {
		const query = { limit: String(pageSize), offset: String(offset) };
		const page = (await send({ method: 'GET', path: recordsPath, query })) as IDataObject[];
		for (const record of page) records.push(record);
		if (page.length < pageSize) return records;
	}
}

interface Poll extends Measured {
	records: number;
}

const realNow = Date.now;

let poll: (() => Promise<number>) | undefined;

const tasks = {
	/** @returns seconds for all items */
	async work(options: WorkOptions): Promise<Measured> {
		return await measure(await doWork(options));
	},
	/** @returns what it took to read all records of the model */
	async getMany({ contestant, application, records }: ListOptions): Promise<Measured> {
		const send = scriptSend(contestant, application);
		const type = builtNode('BettyBlocks');
		const runOnce = async (more: INodeParameters) =>
			await runNode(type, application, { ...getManyParameters, ...more }, [{ json: {} }]);
		// What is loaded with the first request is no cost of a list.
		await send({ method: 'GET', path: recordsPath, query: { limit: '1' } });
		if (contestant === 'node') await runOnce({ returnAll: false, limit: 1 });
		return await measure(async () => {
			const { length } = contestant === 'node' ? await runOnce({}) : await readPages(send);
			expectCount(length, records);
		});
	},
	/** Starts a trigger, so that the next polls look for what is new. */
	async activate({ application, maxRecords }: { application: string; maxRecords: number }) {
		const type = builtNode('BettyBlocksTrigger');
		const context = pollContext(type, application, pollParameters(maxRecords));
		poll = async () => (await type.poll?.call(context))?.[0]?.length ?? 0;
		await poll();
	},
	/** Moves the clock of this process, so that no poll has to wait for its minute. */
	setClock({ aheadMs }: { aheadMs: number }): void {
		Date.now = () => realNow() + aheadMs;
	},
	async poll(): Promise<Poll> {
		let records = 0;
		const measured = await measure(async () => {
			records = (await poll?.()) ?? 0;
		});
		return { ...measured, records };
	},
};

export type ContestantTasks = typeof tasks;

serveTasks(tasks);
