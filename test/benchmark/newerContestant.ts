// The Data API outside a real n8n: with our node, and with n8n's authenticated helper.
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { companyItems } from './app.ts';
import { serveTasks } from './children.ts';
import { builtNode, executeContext } from './core.ts';
import { measure, type Measured } from './memory.ts';
import {
	newerListParameters,
	newerPageSize,
	newerParameters,
	pageQuestion,
	questionFor,
	type Newer,
	type NewerWork,
	type Question,
} from './newerWork.ts';
import { expectCount, pollTasks, runNode } from './running.ts';

export type NewerContestant = 'node' | 'helper';

interface Task {
	contestant: NewerContestant;
	newer: Newer;
}

function ask({ access, runtimeUrl }: Newer): (question: Question) => Promise<IDataObject> {
	const context = executeContext(builtNode('BettyBlocks'), access, { api: 'data' }, [{ json: {} }]);
	return async (question) => {
		const { data, errors } = (await context.helpers.httpRequestWithAuthentication.call(
			context,
			access.type,
			{ method: 'POST', url: runtimeUrl, body: { ...question }, json: true },
		)) as { data?: IDataObject; errors?: unknown };
		if (data === undefined || errors !== undefined) throw new Error(JSON.stringify(errors));
		return data;
	};
}

/** Reads page after page, each after the last id of the one before, until one is not full. */
async function readPages(send: (question: Question) => Promise<IDataObject>): Promise<number> {
	const records: IDataObject[] = [];
	for (;;) {
		const { allCompany } = await send(pageQuestion(Number(records.at(-1)?.id ?? 0)));
		const { results } = allCompany as { results: IDataObject[] };
		for (const record of results) records.push(record);
		if (results.length < newerPageSize) return records.length;
	}
}

async function nodeCount(
	{ access }: Newer,
	parameters: INodeParameters,
	json: IDataObject[],
): Promise<number> {
	const items = json.map((each) => ({ json: each }));
	return (await runNode(builtNode('BettyBlocks'), access, parameters, items)).length;
}

const tasks = {
	/** Does one item after the other, as the node does by default over this API. */
	async work(task: Task & { work: NewerWork; items: number }): Promise<Measured> {
		const { contestant, newer, work, items } = task;
		const all = companyItems(items);
		if (contestant === 'node') {
			const json = all.map((item) => ({ ...item }));
			return await measure(async () =>
				expectCount(await nodeCount(newer, newerParameters(work), json), items),
			);
		}
		const send = ask(newer);
		return await measure(async () => {
			const answers: IDataObject[] = [];
			for (const item of all) answers.push(await send(questionFor(work, item)));
			expectCount(answers.length, items);
		});
	},
	async getMany({ contestant, newer, records }: Task & { records: number }): Promise<Measured> {
		const send = ask(newer);
		return await measure(async () => {
			const count =
				contestant === 'node'
					? await nodeCount(newer, newerListParameters, [{}])
					: await readPages(send);
			expectCount(count, records);
		});
	},
	...pollTasks,
};

export type NewerContestantTasks = typeof tasks;

serveTasks(tasks);
