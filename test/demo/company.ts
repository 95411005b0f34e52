/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { startEmulator, type AppDefinition, type Emulator } from '../emulator/index.ts';
import { basicResults, basicSteps, checkBasics, tellBasics } from './basics.ts';
import { runExample, type Desk, type Shown } from './desk.ts';
import type { AppAccess } from './options.ts';
import { done, step } from './screen.ts';
import type { Stage } from './stage.ts';
import { nodeNamed, readExample, valuesOf } from './workflows.ts';

/** The emulated app, and how to sign in to it. */
export interface CompanyApp {
	definition: AppDefinition;
	emulator: Emulator;
	access: AppAccess;
}

/** Reads a small company: customers, their people, their orders. */
export async function readCompany(root: string): Promise<AppDefinition> {
	return JSON.parse(await readFile(join(root, 'test', 'demo', 'company.json'), 'utf8'));
}

/** Starts an emulated app with a small company in it. */
export async function startCompany(root: string): Promise<CompanyApp> {
	const definition = await readCompany(root);
	const emulator = await startEmulator({ app: definition });
	const [{ email, apiKey } = { email: '', apiKey: '' }] = definition.users;
	return { definition, emulator, access: { application: emulator.application, email, apiKey } };
}

/** What the app holds, in words: "12 companies, 30 contacts, 1 invoice". */
export function contentsOf({ models }: AppDefinition): string {
	return models
		.map(({ name, table, records = [] }) =>
			records.length === 1 ? `1 ${name.toLowerCase()}` : `${records.length} ${table}`,
		)
		.join(', ');
}

/** The demo of a classic app. */
export async function companyStage(root: string): Promise<Stage> {
	const company = await startCompany(root);
	const { access, definition, emulator } = company;
	const { views = [], filters = [], actions = [] } = definition;
	done(`an emulated app at ${access.application} with ${contentsOf(definition)}`);
	return {
		login: { type: 'bettyBlocksApi', data: { ...access } },
		show: async (desk) => await showBasics(desk, company, root),
		hints: [
			`a saved view of active companies    ${views[0]?.id}`,
			`a saved filter of unpaid orders     ${filters[0]?.id}`,
			`an action of orders, input "order"  ${actions[0]?.id}`,
			'The workflows in examples/ work with it: import one, and choose the credential.',
		],
		close: async () => await emulator.close(),
	};
}

async function showBasics(desk: Desk, { emulator }: CompanyApp, root: string): Promise<Shown> {
	const example = await readExample(root, 'record-basics');
	step(`The workflow "${example.name}"`);
	const before = emulator.records('companies');
	emulator.clearRequests();
	const shown = await runExample(desk, example);
	const results = basicResults(shown.execution);
	tellBasics(results);
	checkBasics(results, {
		before,
		after: emulator.records('companies'),
		requests: emulator.requests,
		created: valuesOf(nodeNamed(example, basicSteps.create)),
		updated: valuesOf(nodeNamed(example, basicSteps.update)),
	});
	done('The records and requests of the app match what n8n shows');
	return shown;
}
