import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { assertSuccess } from '../../demo/basics.ts';
import type { AppRecord, RecordedRequest } from '../../emulator/index.ts';
import { itemsOf } from '../../n8n/executions.ts';
import { itKeepsKeysSecret, useN8n, type TestN8n } from '../support/n8n.ts';
import {
	itExecutesOnWorkers,
	itKeepsKeysSecretInQueueMode,
	useQueueMode,
} from '../support/queueMode.ts';
import { bettyBlocks, chain, code, model, startHere, type Step } from '../support/steps.ts';

const count = 1_000;
const wrongKey = 'not-the-key-for-any-worker';
const operation = 'The operation';

const companies = { resource: 'record', ...model('companies') };

/** `Load 0001`, `Load 0002` …: their alphabetical order is that of the items. */
const nameOf = (prefix: string, number: number) => `${prefix} ${String(number).padStart(4, '0')}`;
const namesOf = (prefix: string, first = 1, last = count) =>
	Array.from({ length: last - first + 1 }, (_, index) => nameOf(prefix, first + index));

/** Items with a name and a number. */
const items = (names: readonly string[]): Step =>
	code(
		'Items',
		`return ${JSON.stringify(names)}.map((name, index) => ({ json: { name, number: index + 1 } }));`,
	);

/** All companies whose name starts so, by name. */
const listed = (name: string, prefix: string): Step =>
	bettyBlocks(name, {
		...companies,
		operation: 'getAll',
		returnAll: true,
		filters: { conditions: [{ property: 'name', operator: 'startsWith', value: prefix }] },
		sort: { by: [{ property: 'name', direction: 'asc' }] },
	});

/** What one run of a workflow has put out and done. */
interface Outcome {
	items: INodeExecutionData[];
	before: AppRecord[];
	after: AppRecord[];
	requests: RecordedRequest[];
}

async function perform(n8n: TestN8n, steps: readonly Step[]): Promise<Outcome> {
	const { emulator } = n8n.app;
	const before = emulator.records('companies');
	emulator.clearRequests();
	const workflow = chain(operation, [startHere, ...steps]);
	const execution = await n8n.run(workflow, startHere.name);
	assertSuccess(execution);
	const after = emulator.records('companies');
	return { items: itemsOf(execution, operation), before, after, requests: [...emulator.requests] };
}

const writes = ({ requests }: Outcome) =>
	requests
		.filter(({ method }) => method !== 'GET')
		.map(({ method, path }) => `${method} ${path}`)
		.sort();

/** The requests for each of these records, or for a new one each. */
const requestsFor = (method: string, ids: ReadonlyArray<number | 'new'>) =>
	ids.map((id) => `${method} /api/models/companies/records/${id}`).sort();

const named = (records: readonly AppRecord[], prefix: string) =>
	records.filter(({ name }) => String(name).startsWith(prefix));

const idsOf = (records: readonly AppRecord[], prefix: string) =>
	named(records, prefix).map(({ id }) => id);

/** A record without what is left to chance: as requests overtake each other, so are the ids. */
function values(record: IDataObject | AppRecord): IDataObject {
	const chance = ['id', 'created_at', 'updated_at'];
	return Object.fromEntries(
		Object.entries(record).filter(([name]) => !chance.includes(name)),
	) as IDataObject;
}

/** What must be put out on all machines. Each id becomes the name that its record has in the app. */
function comparable({ items: found, before, after }: Outcome): object[] {
	const names = new Map([...before, ...after].map(({ id, name }) => [id, String(name)]));
	return found.map(({ json, pairedItem }) => ({
		...values(json),
		record: names.get(Number(json.id)),
		pairedItem,
	}));
}

/** What all apps must hold in the end. */
const contents = ({ after }: Outcome) =>
	after.map(values).sort((a, b) => String(a.name).localeCompare(String(b.name)));

describe(`${count} items in queue mode, as on one machine`, () => {
	const queueMode = useQueueMode();
	const oneMachine = useN8n();

	/** Runs the steps on both; the outcomes are the same but for what is left to chance. */
	async function onBoth(steps: readonly Step[]): Promise<Outcome[]> {
		const outcomes = await Promise.all([perform(queueMode, steps), perform(oneMachine, steps)]);
		const [inQueue, onOne] = outcomes;
		expect(comparable(inQueue)).toEqual(comparable(onOne));
		expect(contents(inQueue)).toEqual(contents(onOne));
		expect(writes(inQueue).length).toBe(writes(onOne).length);
		return outcomes;
	}

	it('are created, each once', async () => {
		const names = namesOf('Load');
		const outcomes = await onBoth([
			items(names),
			bettyBlocks(operation, {
				...companies,
				operation: 'create',
				fieldsMode: 'json',
				fieldsJson:
					'={{ { name: $json.name, city: "Edam", employees: $json.number, active: true } }}',
			}),
		]);
		for (const outcome of outcomes) {
			const { before, after } = outcome;
			expect(comparable(outcome)).toMatchObject(
				names.map((name, item) => ({
					name,
					record: name,
					city: 'Edam',
					employees: item + 1,
					active: true,
					pairedItem: { item },
				})),
			);
			expect(writes(outcome)).toEqual(requestsFor('POST', Array(count).fill('new')));
			expect(after).toHaveLength(before.length + count);
			expect(
				named(after, 'Load')
					.map(({ name }) => name)
					.sort(),
			).toEqual(names);
		}
	});

	it('are listed, all of them', async () => {
		for (const outcome of await onBoth([listed(operation, 'Load')])) {
			expect(comparable(outcome)).toMatchObject(
				namesOf('Load').map((name) => ({ name, record: name, pairedItem: { item: 0 } })),
			);
			expect(writes(outcome)).toEqual([]);
			expect(outcome.after).toEqual(outcome.before);
		}
	});

	it('are read, each once', async () => {
		const outcomes = await onBoth([
			listed('List', 'Load'),
			bettyBlocks(operation, { ...companies, operation: 'get', recordId: '={{ $json.id }}' }),
		]);
		for (const outcome of outcomes) {
			const { requests, before, after } = outcome;
			const reads = requests
				.map(({ method, path }) => `${method} ${path}`)
				.filter((request) => /records\/\d+$/.test(request));
			expect(reads.sort()).toEqual(requestsFor('GET', idsOf(before, 'Load')));
			expect(comparable(outcome)).toMatchObject(
				namesOf('Load').map((name, item) => ({ name, record: name, pairedItem: { item } })),
			);
			expect(writes(outcome)).toEqual([]);
			expect(after).toEqual(before);
		}
	});

	it('are updated, each once', async () => {
		const outcomes = await onBoth([
			listed('List', 'Load'),
			bettyBlocks(operation, {
				...companies,
				operation: 'update',
				recordId: '={{ $json.id }}',
				fieldsMode: 'json',
				fieldsJson: '={{ { employees: $json.employees + 5000, city: null } }}',
			}),
		]);
		for (const outcome of outcomes) {
			const { before, after } = outcome;
			expect(writes(outcome)).toEqual(requestsFor('PUT', idsOf(before, 'Load')));
			expect(comparable(outcome)).toMatchObject(
				namesOf('Load').map((name, item) => ({
					name,
					record: name,
					employees: item + 5001,
					city: null,
					pairedItem: { item },
				})),
			);
			const changed = (record: AppRecord) => ({
				...record,
				employees: Number(record.employees) + 5000,
				city: null,
				updated_at: expect.anything(),
			});
			expect(named(after, 'Load')).toEqual(named(before, 'Load').map(changed));
			expect(after).toHaveLength(before.length);
		}
	});

	it('are created or updated, each once', async () => {
		const half = count / 2;
		const names = [...namesOf('Load', 1, half), ...namesOf('More', half + 1, count)];
		const outcomes = await onBoth([
			items(names),
			bettyBlocks(operation, {
				...companies,
				operation: 'upsert',
				fieldsMode: 'json',
				matchOn: 'name',
				fieldsJson: '={{ { name: $json.name, notes: "Row " + $json.number } }}',
			}),
		]);
		for (const outcome of outcomes) {
			const { before, after } = outcome;
			const known = before.filter(({ name }) => names.slice(0, half).includes(String(name)));
			expect(writes(outcome)).toEqual([
				...requestsFor('POST', Array(half).fill('new')),
				...requestsFor(
					'PUT',
					known.map(({ id }) => id),
				),
			]);
			expect(comparable(outcome)).toMatchObject(
				names.map((name, item) => ({
					name,
					record: name,
					notes: `Row ${item + 1}`,
					_action: item < half ? 'updated' : 'created',
					pairedItem: { item },
				})),
			);
			expect(after).toHaveLength(before.length + half);
			const noted = after.filter(({ notes }) => String(notes).startsWith('Row '));
			expect(noted.map(({ name }) => name).sort()).toEqual([...names].sort());
		}
	});

	it('are deleted, each once', async () => {
		const outcomes = await onBoth([
			listed('List', 'Load'),
			bettyBlocks(operation, { ...companies, operation: 'delete', recordId: '={{ $json.id }}' }),
		]);
		for (const outcome of outcomes) {
			const { before, after } = outcome;
			expect(writes(outcome)).toEqual(requestsFor('DELETE', idsOf(before, 'Load')));
			expect(comparable(outcome)).toEqual(
				namesOf('Load').map((record, item) => ({ deleted: true, record, pairedItem: { item } })),
			);
			expect(after).toEqual(before.filter(({ name }) => !String(name).startsWith('Load')));
		}
	});

	it('end with the same error where the key is wrong, which is not in it', async () => {
		const refused = async (n8n: TestN8n) => {
			const access = { ...n8n.app.access, apiKey: wrongKey };
			const credential = await n8n.client.createCredential('bettyBlocksApi', 'Wrong', access);
			const workflow = chain(operation, [startHere, listed(operation, 'Load')]);
			const saved = await n8n.save(workflow, credential);
			return await n8n.client.runWorkflow(saved, startHere.name);
		};
		const executions = [await refused(queueMode), await refused(oneMachine)];
		for (const execution of executions) {
			expect(execution.status).toBe('error');
			expect(execution.error?.message).toMatch(/didn't accept the email address or the API key/);
			expect(JSON.stringify(execution)).not.toContain(wrongKey);
		}
		expect(executions[0]?.error?.message).toBe(executions[1]?.error?.message);
	});

	itExecutesOnWorkers(queueMode);
	itKeepsKeysSecretInQueueMode(queueMode, wrongKey);
	itKeepsKeysSecret(oneMachine, wrongKey);
});
