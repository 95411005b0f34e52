/* eslint-disable @n8n/community-nodes/require-node-api-error */
import type { INodeParameterResourceLocator, INodeParameters } from 'n8n-workflow';

import { itemsOf, type Execution } from '../n8n/executions.ts';
import type { WorkflowDefinition } from '../n8n/client.ts';
import { assertSuccess, basicResults, basicSteps, inShort, tellBasics } from './basics.ts';
import { type Desk, type Shown, runExample } from './desk.ts';
import type { AppAccess, DemoOptions } from './options.ts';
import { done, note, step } from './screen.ts';
import type { Stage } from './stage.ts';
import { readExample, withModel, withParameters } from './workflows.ts';

const shownNames = 20;
const marker = 'n8n demo, may be deleted';

/** A model of the app, as the node's own list offers it. */
interface PickedModel {
	name: string;
	locator: INodeParameterResourceLocator;
}

/** The demo of an app of one's own, which has the classic API. */
export function ownAppStage(root: string, options: DemoOptions, app: AppAccess): Stage {
	const extent = options.write ? 'one record is made, changed and deleted' : 'only reading';
	done(`${app.application}, as ${app.email} (${extent})`);
	return {
		login: { type: 'bettyBlocksApi', data: { ...app } },
		show: async (desk) => await showOwnApp(root, desk, options),
		hints: [],
		close: async () => undefined,
	};
}

async function showOwnApp(root: string, desk: Desk, { write, model }: DemoOptions): Promise<Shown> {
	step('The models of the app');
	const picked = await pickModel(desk, model);
	const example = await readExample(root, write ? 'record-basics' : 'read-records');
	step(`The workflow "${example.name}"`);
	return await (write ? writeOneRecord : readRecords)(desk, example, picked);
}

function question(desk: Desk, parameter: string, method: string, parameters: INodeParameters) {
	const node = { name: 'n8n-nodes-bettyblocks.bettyBlocks', version: 1 };
	return { node, parameter, method, parameters, credential: desk.credential };
}

/**
 * Asks the node for the app's models and takes the wanted one, or else the first.
 * @param wanted a name from the list, in any case, or a UUID
 */
async function pickModel(desk: Desk, wanted?: string): Promise<PickedModel> {
	const model = { __rl: true, mode: 'list', value: '' };
	const parameters = { api: 'classic', resource: 'record', operation: 'getAll', model };
	const { results } = await desk.client.searchList(
		question(desk, 'model', 'searchModels', parameters),
	);
	const names = results.slice(0, shownNames).map(({ name }) => name);
	const rest = results.length > names.length ? `, and ${results.length - names.length} more` : '';
	const all = `${names.join(', ')}${rest}`;
	done(`n8n lists ${results.length} models: ${all}`);

	const picked = results.find(
		({ name, value }) =>
			wanted === undefined ||
			[name, String(value)].some((known) => known.toLowerCase() === wanted.toLowerCase()),
	);
	if (picked === undefined) {
		throw new Error(
			wanted === undefined ? 'The app has no models.' : `The app has no model "${wanted}".`,
		);
	}
	const { name, value } = picked;
	done(`uses ${name}${wanted === undefined ? ' (choose another with --model)' : ''}`);
	const locator = {
		__rl: true,
		mode: 'list',
		value: String(value),
		cachedResultName: name,
	} as const;
	return { name, locator };
}

/** Reads a few records of the model. */
async function readRecords(
	desk: Desk,
	example: WorkflowDefinition,
	{ name, locator }: PickedModel,
): Promise<Shown> {
	const shown = await runExample(desk, withModel(example, locator));
	assertSuccess(shown.execution);
	const items = itemsOf(shown.execution, 'Get many records');
	done(`Get Many  read ${items.length} records of ${name}`);
	for (const { json } of items) note(`            record ${json.id} ${inShort(json)}`);
	return shown;
}

/** Makes one record of the model, reads it, changes it, and deletes it again. */
async function writeOneRecord(
	desk: Desk,
	example: WorkflowDefinition,
	model: PickedModel,
): Promise<Shown> {
	const column = await textColumn(desk, model);
	const shown = await runExample(desk, fillIn(example, model, column));
	try {
		const results = basicResults(shown.execution);
		const ids = [results.created, results.read, results.updated, results.deleted].map(
			({ id }) => id,
		);
		if (new Set(ids).size > 1)
			throw new Error(`The steps used different records: ${ids.join(', ')}`);
		if (results.read[column] !== marker || results.updated[column] !== `${marker} (changed)`) {
			throw new Error(`The app did not store what was written to ${column}`);
		}
		tellBasics(results);
	} catch (error) {
		tellLeftOver(shown.execution, model);
		throw error;
	}
	return shown;
}

function fillIn(
	example: WorkflowDefinition,
	{ locator }: PickedModel,
	column: string,
): WorkflowDefinition {
	const values = (text: string) => ({
		fieldsMode: 'json',
		fieldsJson: JSON.stringify({ [column]: text }),
	});
	const chosen = withModel(example, locator);
	const created = withParameters(chosen, basicSteps.create, values(marker));
	return withParameters(created, basicSteps.update, values(`${marker} (changed)`));
}

/** A property that takes any text: the model's name or title when it has one. */
async function textColumn(desk: Desk, { name, locator }: PickedModel): Promise<string> {
	const parameters = {
		...{ api: 'classic', resource: 'record', operation: 'create' },
		...{ fieldsMode: 'mapped', model: locator },
	};
	const { fields } = await desk.client.mapperFields(
		question(desk, 'fields', 'getColumnsToCreate', parameters),
	);
	const texts = fields.filter(({ type }) => type === 'string').map(({ id }) => id);
	const column = ['name', 'title', 'description'].find((id) => texts.includes(id)) ?? texts[0];
	if (column === undefined) throw new Error(`${name} has no property that takes a text`);
	done(`writes text to ${column}`);
	return column;
}

function tellLeftOver(execution: Execution, { name }: PickedModel): void {
	const [made] = itemsOf(execution, basicSteps.create);
	const [deleted] = itemsOf(execution, basicSteps.delete);
	if (made !== undefined && deleted === undefined) {
		note(
			`! Record ${made.json.id} of ${name} was created but not deleted. Its text is "${marker}".`,
		);
	}
}
