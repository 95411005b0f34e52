/* eslint-disable @n8n/community-nodes/no-restricted-imports */
// One contestant outside a real n8n: our node, n8n's authenticated helper, or axios alone.
import axios from 'axios';
import type { AxiosInstance } from 'axios';
import type { ExecuteContext } from 'n8n-core';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { accessTo, companyItem, companyItems, user, type CompanyItem } from './app.ts';
import { serveTasks } from './children.ts';
import { builtNode, executeContext } from './core.ts';
import { measure, type Measured } from './memory.ts';
import { getManyParameters, nodeParameters } from './nodeParameters.ts';
import { expectCount, forEach, pollTasks, runNode } from './running.ts';
import { pageSize, recordsPath, requestsFor, type Work, type WorkRequest } from './work.ts';

export type Contestant = 'node' | 'helper' | 'axios';

interface WorkOptions {
	contestant: Contestant;
	application: string;
	work: Work;
	items: number;
	inFlight: number;
}

type Send = (request: WorkRequest) => Promise<unknown>;

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

/** How a script sends requests; a fresh context stands for a fresh execution. */
function scriptSend(contestant: Contestant, application: string): Send {
	if (contestant === 'axios') return axiosSend(application);
	const access = accessTo(application);
	const context = executeContext(builtNode('BettyBlocks'), access, {}, [{ json: {} }]);
	return helperSend(context, application);
}

async function doWork({ contestant, application, work, items, inFlight }: WorkOptions) {
	const all = companyItems(items);
	if (contestant === 'node') {
		const type = builtNode('BettyBlocks');
		const parameters = nodeParameters(work, { concurrency: inFlight });
		const input = toInput(all);
		return async () => {
			const output = await runNode(type, accessTo(application), parameters, input);
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

interface ExecutionsOptions {
	application: string;
	work: Work;
	/** The ids that the items of each execution have. */
	executions: number[][];
	/** Whether one begins when the one before has ended. */
	inSequence?: boolean;
	/** The option Concurrency; undefined: the node finds out. */
	concurrency?: number;
	/** Whether the app refuses the items. */
	isRefused?: boolean;
}

/** Several executions of one n8n: what one has learned of the app may help the next. */
async function runExecutions(options: ExecutionsOptions): Promise<void> {
	const { application, work, executions, inSequence = false, concurrency, isRefused } = options;
	const type = builtNode('BettyBlocks');
	const parameters = nodeParameters(work, concurrency === undefined ? {} : { concurrency });
	const onError = isRefused === true ? 'continueRegularOutput' : 'stopWorkflow';
	const run = async (ids: number[]) => {
		const input = toInput(ids.map(companyItem));
		const output = await runNode(type, accessTo(application), parameters, input, onError);
		expectCount(output.length, ids.length);
		const failed = output.filter(({ error }) => error !== undefined).length;
		expectCount(failed, isRefused === true ? ids.length : 0);
	};
	if (!inSequence) await Promise.all(executions.map(run));
	else for (const ids of executions) await run(ids);
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

const tasks = {
	/** @returns seconds for all items */
	async work(options: WorkOptions): Promise<Measured> {
		return await measure(await doWork(options));
	},
	/** @returns seconds for all executions */
	async executions(options: ExecutionsOptions): Promise<Measured> {
		return await measure(async () => await runExecutions(options));
	},
	/** @returns what it took to read all records of the model */
	async getMany({ contestant, application, records }: ListOptions): Promise<Measured> {
		const send = scriptSend(contestant, application);
		const type = builtNode('BettyBlocks');
		const runOnce = async (more: INodeParameters) =>
			await runNode(type, accessTo(application), { ...getManyParameters, ...more }, [{ json: {} }]);
		// What is loaded with the first request is no cost of a list.
		await send({ method: 'GET', path: recordsPath, query: { limit: '1' } });
		if (contestant === 'node') await runOnce({ returnAll: false, limit: 1 });
		return await measure(async () => {
			const { length } = contestant === 'node' ? await runOnce({}) : await readPages(send);
			expectCount(length, records);
		});
	},
	...pollTasks,
};

export type ContestantTasks = typeof tasks;

serveTasks(tasks);
