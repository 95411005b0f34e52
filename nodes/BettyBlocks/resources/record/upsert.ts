import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { Client } from '../../api/client';
import { isMissing } from '../../api/errors';
import type { Model } from '../../api/models';
import type { AppRecord, RecordForm } from '../../api/records';
import { InputError } from '../../inputError';
import { readCondition, type Condition } from '../../schema/conditions';
import { findProperty, modelPath, requireModel } from '../../schema/models';
import { requireProperty } from '../../schema/paths';
import { modelField, optionsField } from '../fields';
import type { Operation } from '../operation';
import { choiceParameter, modelParameter, namesParameter, toRecordId } from '../parameters';
import { clientFor, toItems, type Run } from '../run';
import { withFilesUploaded } from './files';
import { filteredReader } from './filtered';
import { readQuery } from './query';
import { ignoreUnknownOption, valueFields } from './valueFields';
import {
	encodeValues,
	enteredValues,
	ignoresUnknown,
	isBlank,
	isJsonMode,
	type EnteredValues,
} from './values';
import { create, update } from './write';

type WhenSeveralMatch = 'fail' | 'first' | 'all';

const matchOnField: INodeProperties = {
	displayName: 'Match On',
	name: 'matchOn',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. email, postcode',
	description:
		'The properties that identify a record, with commas in between. Their values are in the JSON.',
	displayOptions: { show: { fieldsMode: ['json'] } },
};

const whenSeveralMatchOption: INodeProperties = {
	displayName: 'When Several Match',
	name: 'whenSeveralMatch',
	type: 'options',
	default: 'fail',
	description: 'What to do when more than one record has the values that are matched on',
	options: [
		{ name: 'Fail', value: 'fail', description: 'Change none of them' },
		{ name: 'Update All', value: 'all', description: 'Change each of them' },
		{ name: 'Update First', value: 'first', description: 'Change the one with the lowest ID' },
	],
};

const OTHER_WAYS =
	'Match on id instead, or find the record in a step before this one: with Get Many through a saved filter or a view';

export const upsert: Operation = {
	option: {
		name: 'Create or Update',
		value: 'upsert',
		action: 'Create or update record',
		description: 'Create a new record, or update the current one if it already exists (upsert)',
	},
	properties: [
		modelField,
		...valueFields({ mode: 'upsert', resourceMapperMethod: 'getColumnsToUpsert' }),
		matchOnField,
		optionsField(ignoreUnknownOption, whenSeveralMatchOption),
	],
	keyOf: orderOfMatch,
	async execute(run, itemIndex) {
		const { context } = run;
		const reference = modelParameter(context, itemIndex);
		const entered = enteredValues(context, itemIndex);
		const keys = matchNames(context, itemIndex);
		const models = await run.models();
		const model = requireModel(models, reference);
		const values = encodeValues(
			withoutId(entered, model),
			model,
			ignoresUnknown(context, itemIndex),
		);
		const target: Target = {
			client: clientFor(run, itemIndex),
			path: modelPath(reference),
			model,
			withFiles: async (form) => await withFilesUploaded(run, itemIndex, model, form),
		};
		if (isById(keys, model)) {
			return toItems([await upsertById(target, idToMatch(entered, model), values)]);
		}
		const conditions = keys.map((key) => {
			const value = valueToMatch(entered, key, model);
			return readCondition(models, model, { property: key, operator: 'eq', value });
		});
		const whenSeveralMatch = whenSeveralMatchParameter(context, itemIndex);
		return toItems(await upsertByMatch(target, conditions, values, whenSeveralMatch));
	},
};

interface Target {
	client: Client;
	path: string;
	model: Model;
	/** Uploads the files that are named among the values: last, when it is clear what to write. */
	withFiles: (values: RecordForm) => Promise<RecordForm>;
}

/** An update tells whether there is such a record; a new one gets an id of the app's own. */
async function upsertById(
	{ client, path, withFiles }: Target,
	id: number,
	checked: RecordForm,
): Promise<IDataObject> {
	const values = await withFiles(checked);
	const updated = await update(client, path, id, values).catch(async (error: unknown) =>
		isMissing(error) ? undefined : await Promise.reject(error as Error),
	);
	return updated === undefined
		? { ...(await create(client, path, values)), _action: 'created' }
		: { ...updated, _action: 'updated' };
}

async function upsertByMatch(
	target: Target,
	conditions: Condition[],
	values: RecordForm,
	whenSeveralMatch: WhenSeveralMatch,
): Promise<IDataObject[]> {
	const { client, path, withFiles } = target;
	const found = await findMatches(target, conditions, whenSeveralMatch);
	if (found.length === 0) {
		return [{ ...(await create(client, path, await withFiles(values))), _action: 'created' }];
	}
	const changes = await withFiles(withoutKeys(values, conditions));
	const updated: IDataObject[] = [];
	for (const row of found) {
		const isUnchanged = Object.keys(changes).length === 0;
		const record = isUnchanged ? row : await update(client, path, Number(row.id), changes);
		updated.push({ ...record, _action: 'updated' });
	}
	return updated;
}

/** Looks the records up through the app's own filter, which is checked like any other. */
async function findMatches(
	{ client, path, model }: Target,
	conditions: Condition[],
	whenSeveralMatch: WhenSeveralMatch,
): Promise<AppRecord[]> {
	const selection = { path, conditions, combinator: 'and', otherWays: OTHER_WAYS } as const;
	if (whenSeveralMatch === 'all') {
		const everything = { model, sort: [], limit: Infinity, pageSize: 100 };
		return await readQuery(client, { ...selection, ...everything });
	}
	const id = findProperty(model, 'id')?.id;
	const limit = whenSeveralMatch === 'first' ? 1 : 2;
	const order = id === undefined ? undefined : `${id}:asc`;
	const found = await filteredReader(client, selection)({ limit, order });
	if (found.length < 2) return found;
	throw new InputError(
		`More than one record matches, among them ${found.map((row) => String(row.id)).join(' and ')}. None was changed`,
		'Match on more properties, or choose in the options what to do when several match',
	);
}

/**
 * Items that may mean the same record keep their order, so that the second finds what the first
 * created. Case and blanks are disregarded here, as an app may do when it compares.
 */
function orderOfMatch({ context }: Run, itemIndex: number): string {
	const { values } = enteredValues(context, itemIndex);
	const keys = matchNames(context, itemIndex);
	return JSON.stringify(keys.map((key) => String(values[key]).trim().toLowerCase()));
}

function matchNames(context: IExecuteFunctions, itemIndex: number): string[] {
	const isJson = isJsonMode(context, itemIndex);
	const names = namesParameter(context, isJson ? 'matchOn' : 'fields.matchingColumns', itemIndex);
	if (names.length > 0) return names;
	throw new InputError(
		isJson ? 'Match On is empty' : 'There is no column to match on',
		'Choose one or several properties that identify a record, as in email',
	);
}

function valueToMatch({ values }: EnteredValues, key: string, model: Model): unknown {
	const property = requireProperty(model, key);
	const value = values[key] ?? values[property.name] ?? values[property.id];
	if (!isBlank(value)) return value;
	throw noValue(property.name);
}

function idToMatch({ values }: EnteredValues, model: Model): number {
	const value = values.id ?? values[findProperty(model, 'id')?.id ?? 'id'];
	if (isBlank(value)) throw noValue('id');
	const id = toRecordId(value);
	if (id !== undefined) return id;
	throw new InputError(
		`The id to match on is ${JSON.stringify(value)}, which is no positive whole number`,
		'Give the ID of a record, as in 42',
	);
}

function noValue(name: string): InputError {
	return new InputError(
		`There is no value to match "${name}" on`,
		'Give every property that is matched on a value: an empty one would match the wrong records',
	);
}

function isById(keys: string[], model: Model): boolean {
	const [key, ...others] = keys;
	return others.length === 0 && (key === 'id' || key === findProperty(model, 'id')?.id);
}

/** The id may be matched on, but the app gives it. */
function withoutId(entered: EnteredValues, model: Model): EnteredValues {
	const names = new Set(['id', findProperty(model, 'id')?.id]);
	const values = Object.entries(entered.values).filter(([name]) => !names.has(name));
	return { ...entered, values: Object.fromEntries(values) };
}

function withoutKeys(values: RecordForm, conditions: Condition[]): RecordForm {
	const keys = new Set(conditions.map(({ path }) => path.steps[0].name));
	return Object.fromEntries(Object.entries(values).filter(([name]) => !keys.has(name)));
}

function whenSeveralMatchParameter(
	context: IExecuteFunctions,
	itemIndex: number,
): WhenSeveralMatch {
	return choiceParameter(
		context,
		whenSeveralMatchOption,
		itemIndex,
		`options.${whenSeveralMatchOption.name}`,
	);
}
