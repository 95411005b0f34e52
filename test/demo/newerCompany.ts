/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INode, INodeParameters } from 'n8n-workflow';

import {
	startDataEmulator,
	type DataAppDefinition,
	type DataDefinition,
	type DataEmulator,
} from '../emulator/data/index.ts';
import { type SavedWorkflow, type WorkflowDefinition, withCredential } from '../n8n/client.ts';
import { itemsOf, type Execution } from '../n8n/executions.ts';
import { assertSuccess, inShort, same } from './basics.ts';
import { contentsOf, readCompany } from './company.ts';
import { runExample, type Desk, type Shown } from './desk.ts';
import { done, step, whileWaiting } from './screen.ts';
import type { Login, Stage } from './stage.ts';
import { readExample, trigger, withDataTable } from './workflows.ts';

const prefix = 'n8n-nodes-bettyblocks.';

/** The table that examples/newer-app-to-sheet.json writes to. */
export const sheet = {
	name: 'Open invoices',
	columns: ['number', 'company', 'amount', 'due_on'],
} as const;

/** An emulated newer app, and how to log in to it. */
export interface NewerCompanyApp {
	definition: DataAppDefinition & { data: DataDefinition };
	emulator: DataEmulator;
	login: Login;
}

/** Starts the same small company as a newer app: with invoices to send, and with users and actions. */
export async function startNewerCompany(root: string): Promise<NewerCompanyApp> {
	const company = await readCompany(root);
	const file = join(root, 'test', 'demo', 'newer.json');
	const newer: Pick<NewerCompanyApp['definition'], 'models' | 'data'> = JSON.parse(
		await readFile(file, 'utf8'),
	);
	const replaced = new Set(newer.models.map(({ id }) => id));
	const kept = company.models.filter(({ id }) => !replaced.has(id));
	const definition = {
		...{ users: company.users, models: [...kept, ...newer.models], data: newer.data },
	};
	const emulator = await startDataEmulator({
		app: definition,
		personality: { artifact: 'served' },
	});
	return { definition, emulator, login: loginOf(emulator) };
}

function loginOf({ application, applicationId, accounts }: DataEmulator): Login {
	const [{ profile, username, password } = { profile: '', username: '', password: '' }] = accounts;
	const user = { access: 'login', authenticationProfileId: profile, username, password };
	return { type: 'bettyBlocksDataApi', data: { application, applicationId, ...user } };
}

/** The demo of a newer app. */
export async function newerCompanyStage(root: string): Promise<Stage> {
	const company = await startNewerCompany(root);
	const { definition, emulator, login } = company;
	done(`an emulated newer app at ${emulator.application} with ${contentsOf(definition)}`);
	const { actions = [] } = definition.data;
	return {
		login,
		show: async (desk) => {
			const shown = await showSheet(desk, company, root);
			await showTrigger(desk, company);
			return shown;
		},
		hints: [
			...actions.map(({ id, name }) => `the action ${name.padEnd(24)}${id}`),
			'a file to download: the scan of invoice 2026-0040',
			'"New company" is on: run "Create company", and it starts within a minute.',
		],
		close: async () => await emulator.close(),
	};
}

/** Records to a sheet, and an action for each: the example, as a person would import it. */
async function showSheet(desk: Desk, { emulator }: NewerCompanyApp, root: string): Promise<Shown> {
	const example = await readExample(root, 'newer-app-to-sheet');
	step(`The workflow "${example.name}"`);
	const open = () => emulator.records('Invoice').filter(({ status }) => status === 'Open');
	const numbers = numbersOf(open());
	const table = await desk.client.createDataTable(sheet.name, sheet.columns);
	emulator.clearRequests();
	const shown = await runExample(desk, withDataTable(example, table.id));
	assertSuccess(shown.execution);

	const read = numbersOf(jsonOf(shown.execution, 'Open invoices'));
	same('What Get Many read', read, numbers);
	done(`Get Many  read the invoices ${read.join(', ')}`);
	const rows = await desk.client.tableRows(table);
	same('What the sheet holds', numbersOf(rows), numbers);
	const columns = sheet.columns.map((column) => [column, rows[0]?.[column]]);
	done(`the sheet has a row for each: ${inShort(Object.fromEntries(columns))}`);
	const sent = jsonOf(shown.execution, 'Send invoice');
	same(
		'What the action returned',
		sent,
		numbers.map((number) => ({ number, status: 'Sent' })),
	);
	done(`Execute   sent ${sent.length} ${sent.length === 1 ? 'invoice' : 'invoices'}`);
	same('The invoices that are still open', open(), []);
	same('The number of actions that the app ran', actionsIn(emulator), numbers.length);
	done('The records and requests of the app match what n8n shows');
	return shown;
}

/** The trigger, and the action that gives it something to start with. */
async function showTrigger(desk: Desk, { emulator, definition }: NewerCompanyApp): Promise<void> {
	step('The trigger, and an action that creates a record');
	const action = definition.data.actions?.find(({ name }) => name === 'Create company');
	const watching = await save(desk, whenCompanyCreated());
	await whileWaiting('Publishing the workflow', desk.client.publish(watching));
	done(`"${watching.name}" is on`);
	const { execution } = await runExample(desk, createCompany(action?.id ?? ''));
	assertSuccess(execution);
	const [created] = jsonOf(execution, 'Create company');
	done(`Execute   created record ${created?.id} ${created?.name}`);
	same('The newest company of the app', emulator.records('Company').at(-1)?.name, created?.name);

	// When it is activated again, the trigger polls at once.
	await desk.client.deactivate(watching);
	await desk.client.publish(watching);
	const work = desk.client.finishedExecutions(watching, 1);
	const [started] = await whileWaiting('The trigger', work);
	if (started === undefined) throw new Error('The trigger started no execution');
	assertSuccess(started);
	const [found, ...more] = jsonOf(started, 'Company');
	same('What the trigger started with', [found?.id, more.length], [created?.id, 0]);
	done(`Trigger   started with record ${found?.id} ${found?.name}`);
}

async function save(
	{ client, credential }: Desk,
	workflow: WorkflowDefinition,
): Promise<SavedWorkflow> {
	return await client.createWorkflow(withCredential(workflow, prefix, credential));
}

const jsonOf = (execution: Execution, node: string) =>
	itemsOf(execution, node).map(({ json }) => json);

const numbersOf = (records: ReadonlyArray<Readonly<Record<string, unknown>>>) =>
	records.map(({ number }) => number);

const actionsIn = ({ requests }: DataEmulator) =>
	requests.filter(({ rootFields }) => rootFields.includes('action')).length;

function whenCompanyCreated(): WorkflowDefinition {
	return inTurn('New company', [
		ours('New company', 'bettyBlocksTrigger', {
			pollTimes: { item: [{ mode: 'everyMinute' }] },
			...{ api: 'data', event: 'recordCreated' },
			model: { __rl: true, mode: 'name', value: 'Company' },
			options: {},
		}),
		plain('Company', 'noOp'),
	]);
}

function createCompany(action: string): WorkflowDefinition {
	return inTurn('Create company', [
		plain(trigger, 'manualTrigger'),
		ours('Create company', 'bettyBlocks', {
			...{ api: 'data', resource: 'action', operation: 'execute' },
			actionId: { __rl: true, mode: 'list', value: action, cachedResultName: 'Create company' },
			inputsMode: 'json',
			inputsJson: '{ "name": "Bakkerij Brink", "city": "Edam", "segment": "Retail" }',
			options: {},
		}),
	]);
}

function ours(name: string, node: string, parameters: INodeParameters): INode {
	return { ...plain(name, node), type: `${prefix}${node}`, parameters };
}

function plain(name: string, node: string): INode {
	const type = `n8n-nodes-base.${node}`;
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {} };
}

/** A workflow of two steps. */
function inTurn(name: string, [first, second]: [INode, INode]): WorkflowDefinition {
	const main = [[{ node: second.name, type: 'main' as const, index: 0 }]];
	return {
		name,
		nodes: [first, { ...second, position: [220, 0] }],
		connections: { [first.name]: { main } },
	};
}
