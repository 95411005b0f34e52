/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
// Many records through queue mode, while workers break down and the app fails: npm run load.
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { IDataObject, INodeParameters, IPairedItemData } from 'n8n-workflow';

import type { AppRecord, Fault } from '../../emulator/index.ts';
import { itemsOf } from '../../n8n/executions.ts';
import { prepared } from '../support/prepared.ts';
import { useQueueMode } from '../support/queueMode.ts';
import { bettyBlocks, chain, code, model, startHere } from '../support/steps.ts';

const FULL = 50_000;
const total = Number(process.env.LOAD_RECORDS ?? FULL);

/** The items of one execution. */
const BATCH = Math.min(1_000, Math.ceil(total / 20));
const AT_ONCE = 4;

/** One request in so many fails. */
const FAULTY_ONE_IN = 200;

/** As often, a batch is executed at most: what went wrong every time isn't bad luck. */
const MAX_TRIES = 10;

const OPERATION = 'The operation';
const PAGE = join(__dirname, 'RESULTS.md');
const companies = { resource: 'record', ...model('companies') };

/** What an app does when it fails: before the request has done anything, or after. */
const FAULTS: Fault[] = [
	{ status: 503 },
	{ status: 429, headers: { 'Retry-After': '1' } },
	{ drop: 'before' },
	{ drop: 'after' },
];

/** One of the five things that are done with all records. */
interface Work {
	name: string;
	/** What the items of a batch hold. */
	item: (number: number) => IDataObject;
	/** What comes out for one of them, among other things. */
	output: (number: number) => IDataObject;
	parameters: INodeParameters;
	/** Whether an error says that it is done already, when an item is executed again. */
	isDone?: (error: string) => boolean;
	/** What the items go through that failed, or that nobody knows about; the same unless given. */
	again?: INodeParameters;
}

/** What a piece of work came to. */
interface Figures {
	name: string;
	records: number;
	seconds: number;
	requests: number;
	faults: number;
	/** Executions that were under way when a worker broke down. */
	lost: number;
	executions: number;
	/** Items that were executed again. */
	again: number;
}

const nameOf = (number: number) => `Load ${String(number).padStart(6, '0')}`;
const numbers = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
const random = (most: number) => Math.floor(Math.random() * most);

function batchesOf(all: number[]): number[][] {
	return numbers(0, Math.ceil(all.length / BATCH)).map((batch) =>
		all.slice(batch * BATCH, (batch + 1) * BATCH),
	);
}

const byFields = (operation: string, fields: string, more: INodeParameters = {}) => ({
	...companies,
	...more,
	operation,
	fieldsMode: 'json',
	fieldsJson: `={{ ${fields} }}`,
});

const CREATED = '{ name: $json.name, employees: $json.number, notes: "new" }';
const UPSERTED = '{ name: $json.name, employees: $json.number, notes: "upserted" }';

describe(`${total} records in queue mode, while workers break down and the app fails`, () => {
	const n8n = useQueueMode();
	const figures: Figures[] = [];
	let before: AppRecord[] = [];

	beforeAll(() => {
		before = n8n.app.emulator.records('companies');
	});

	const loaded = () =>
		n8n.app.emulator.records('companies').filter(({ name }) => String(name).startsWith('Load'));
	const namesOf = (records: AppRecord[]) => records.map(({ name }) => String(name)).sort();
	const idOf = () => new Map(loaded().map(({ name, id }) => [String(name), id]));

	/**
	 * Executes the operation for some items.
	 *
	 * @param lost executions that broke down with their worker
	 * @returns the numbers of the items for which it isn't known to be done
	 */
	async function execute(
		{ name, item, output, parameters, isDone = () => false }: Work,
		batch: number[],
		lost: Set<string>,
	): Promise<number[]> {
		const items = JSON.stringify(batch.map((number) => ({ json: item(number) })));
		const operation = bettyBlocks(OPERATION, parameters);
		const steps = [
			startHere,
			code('Items', `return ${items};`),
			{ ...operation, onError: 'continueRegularOutput' as const },
		];
		const id = await n8n.client.startWorkflow(await n8n.save(chain(name, steps)), startHere.name);
		const execution = await n8n.client.endedOr(id, () => lost.has(id));
		if (execution?.status !== 'success') return batch;
		const done = new Set<number>();
		for (const { json, pairedItem } of itemsOf(execution, OPERATION)) {
			const { item: index } = pairedItem as IPairedItemData;
			if (json.error === undefined) expect(json).toMatchObject(output(batch[index] ?? 0));
			if (json.error === undefined || isDone(String(json.error))) done.add(index);
		}
		return batch.filter((_, index) => !done.has(index));
	}

	/** Does it with all items, and goes on until it is done. */
	async function perform(work: Work, all: number[]): Promise<void> {
		const { emulator } = n8n.app;
		const counts = { executions: 0, again: 0 };
		const lost = new Set<string>();
		const batches = batchesOf(all);
		const breaks = [batches.length / 3, (batches.length * 2) / 3].map(Math.floor);
		const breakdowns: Array<Promise<void>> = [];
		const faults = Math.floor(all.length / FAULTY_ONE_IN);

		const untilDone = async (batch: number[]) => {
			let rest = batch;
			for (let tries = 1; rest.length > 0; tries++) {
				if (tries > MAX_TRIES) throw new Error(`${work.name} failed ${MAX_TRIES} times`);
				const again = { ...work, parameters: work.again ?? work.parameters };
				const first = { ...work, isDone: undefined };
				counts.executions += 1;
				if (tries > 1) counts.again += rest.length;
				rest = await execute(tries === 1 ? first : again, rest, lost);
			}
		};
		const takeTurns = async () => {
			for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
				const worker = breaks.indexOf(batches.length);
				const tell = (ids: string[]) => ids.forEach((id) => lost.add(id));
				if (worker >= 0) breakdowns.push(n8n.parts().breakWorker(worker, tell));
				await untilDone(batch);
			}
		};

		emulator.clearRequests();
		for (let fault = 0; fault < faults; fault++) {
			emulator.fault({ ...FAULTS[fault % FAULTS.length], skip: random(all.length) });
		}
		const begun = Date.now();
		await Promise.all(numbers(0, AT_ONCE).map(takeTurns));
		const seconds = Math.round((Date.now() - begun) / 1000);
		await Promise.all(breakdowns);
		const { length: requests } = emulator.requests;
		const { name } = work;
		const { length: records } = all;
		figures.push({ name, records, seconds, requests, faults, lost: lost.size, ...counts });
	}

	it('are created, each once', async () => {
		const all = numbers(1, total);
		await perform(
			{
				name: 'Create',
				item: (number) => ({ name: nameOf(number), number }),
				output: (number) => ({ name: nameOf(number), employees: number }),
				parameters: byFields('create', CREATED),
				again: byFields('upsert', CREATED, { matchOn: 'name' }),
			},
			all,
		);
		expect(namesOf(loaded())).toEqual(all.map(nameOf));
	});

	it('are read, each as itself', async () => {
		const ids = idOf();
		const read = { ...companies, operation: 'get', recordId: '={{ $json.id }}' };
		const item = (number: number) => ({ id: ids.get(nameOf(number)) });
		const output = (number: number) => ({ ...item(number), name: nameOf(number) });
		await perform({ name: 'Get', item, output, parameters: read }, numbers(1, total));
		expect(loaded()).toHaveLength(total);
	});

	it('are updated, each to its own value', async () => {
		const ids = idOf();
		await perform(
			{
				name: 'Update',
				item: (number) => ({ id: ids.get(nameOf(number)), number: number * 2 }),
				output: (number) => ({ name: nameOf(number), employees: number * 2 }),
				parameters: byFields('update', '{ employees: $json.number }', {
					recordId: '={{ $json.id }}',
				}),
			},
			numbers(1, total),
		);
		const values = new Map(loaded().map(({ name, employees }) => [String(name), employees]));
		expect(values).toEqual(new Map(numbers(1, total).map((n) => [nameOf(n), n * 2])));
	});

	it('are created or updated, half of them each', async () => {
		const half = Math.floor(total / 2);
		const all = numbers(half + 1, total);
		const parameters = byFields('upsert', UPSERTED, { matchOn: 'name' });
		const item = (number: number) => ({ name: nameOf(number), number });
		const output = (number: number) => ({ name: nameOf(number), notes: 'upserted' });
		await perform({ name: 'Create or Update', item, output, parameters }, all);
		expect(namesOf(loaded())).toEqual(numbers(1, half + total).map(nameOf));
		const upserted = loaded().filter(({ notes }) => notes === 'upserted');
		expect(namesOf(upserted)).toEqual(all.map(nameOf));
	});

	it('are deleted, and nothing else is', async () => {
		const ids = idOf();
		const gone = numbers(1, total);
		const names = new Set(gone.map(nameOf));
		const kept = namesOf(loaded()).filter((name) => !names.has(name));
		const parameters = { ...companies, operation: 'delete', recordId: '={{ $json.id }}' };
		const item = (number: number) => ({ id: ids.get(nameOf(number)) });
		const output = () => ({ deleted: true });
		const isDone = (error: string) => /No record \d+ was found/.test(error);
		await perform({ name: 'Delete', item, output, isDone, parameters }, gone);
		expect(namesOf(loaded())).toEqual(kept);
		const others = n8n.app.emulator.records('companies').slice(0, before.length);
		expect(others).toEqual(before);
	});

	it('leave figures behind', async () => {
		const rows = figures.map(
			({ name, ...counts }) => `| ${[name, ...Object.values(counts)].join(' | ')} |`,
		);
		expect(rows).toHaveLength(5);
		const [{ model: processor } = { model: 'unknown' }] = cpus();
		await writeFile(
			PAGE,
			`# Load

\`npm run load\` made this page on ${new Date().toISOString().slice(0, 10)}: n8n ${prepared().version} in queue mode with PostgreSQL, Redis and two workers, on ${cpus().length} cores (${processor}), which the emulated app shares. Each execution has ${BATCH} items, ${AT_ONCE} run at once. Both workers are killed in each row, and one request in ${FAULTY_ONE_IN} fails: 503, 429, or a connection that breaks before or after the app has done what was asked. What failed or was lost with a worker is executed again: creates as *Create or Update*, the rest as it was. The test compares what the app holds afterwards, record by record.

| operation | records | seconds | requests | failed requests | lost executions | executions | items again |
| --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`,
		);
	});
});
