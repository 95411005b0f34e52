import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { isMissing } from '../../rest/errors';
import type { Model } from '../../rest/models';
import type { RecordForm } from '../../rest/records';
import { InputError } from '../../app/inputError';
import { readCondition, type Condition } from '../../app/conditions';
import { findProperty, pathOf } from '../../app/models';
import { lastOf, requireProperty } from '../../app/paths';
import { likeKey } from '../../app/same';
import { modelField, optionsField } from '../fields';
import type { Operation } from '../../node/operation';
import { toRecordId } from '../../app/recordId';
import { choiceParameter, modelParameter, namesParameter } from '../parameters';
import { clientFor } from '../run';
import { performed, recordSequence, type Performed, type Sequence } from '../../node/task';
import { planFiles, type FilePlan } from './files';
import { findMatches, type MatchTarget, type WhenSeveralMatch } from '../../rest/list/matches';
import { fieldsModeField, ignoreUnknownOption, valueFields } from './valueFields';
import {
	encodeValues,
	enteredValues,
	ignoresUnknown,
	isBlank,
	valuesForNew,
	type EnteredValues,
} from './values';
import { create, update } from './write';

const matchOnField: INodeProperties = {
	displayName: 'Match On',
	name: 'matchOn',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. email, postcode',
	description:
		'The properties that identify a record, with commas in between. Each needs a value. When matching on the ID, a new record gets an ID of its own whenever no record has the one that is given.',
	displayOptions: { show: { fieldsMode: ['auto', 'json'] } },
};

const whenSeveralMatchField: INodeProperties = {
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
		whenSeveralMatchField,
		optionsField(ignoreUnknownOption),
	],
	done: 'written',
	async prepare(run, itemIndex) {
		const { context } = run;
		const reference = modelParameter(context, itemIndex);
		const entered = enteredValues(context, itemIndex);
		const keys = matchNames(context, itemIndex);
		const whenSeveralMatch = choiceParameter<WhenSeveralMatch>(
			context,
			whenSeveralMatchField,
			itemIndex,
		);
		const ignoreUnknown = ignoresUnknown(context, itemIndex);
		const client = clientFor(run, itemIndex);
		const model = await run.model(reference, itemIndex);
		const zone = context.getTimezone();
		const written = withoutId(entered, model);
		const form = encodeValues(written, model, { ignoreUnknown, zone });
		const values = planFiles(run, itemIndex, model, form);
		const target: Target = {
			client,
			path: pathOf(reference, model),
			model,
			zone,
			proofs: run.proofs,
			values,
			forNew: (values) => valuesForNew(values, entered, model),
		};
		if (isById(keys, model)) {
			const id = idToMatch(entered, model);
			return {
				sequence: recordSequence(id),
				perform: async () => await upsertById(target, id),
			};
		}
		const models = await run.models(itemIndex);
		const conditions = keys.map((key) => {
			const value = valueToMatch(entered, key, model);
			return readCondition(models, model, { property: key, operator: 'eq', value }, zone);
		});
		return {
			sequence: matchSequence(conditions, zone),
			perform: async () => await upsertByMatch(target, conditions, whenSeveralMatch),
		};
	},
};

interface Target extends MatchTarget {
	values: FilePlan;
	/** What of the values a new record gets. */
	forNew: (values: RecordForm) => RecordForm;
}

/** An update tells whether there is such a record; a new one gets an id of the app's own. */
async function upsertById(
	{ client, path, values, forNew }: Target,
	id: number,
): Promise<Performed> {
	return await values.uploaded(async (form) => {
		const updated = await update(client, path, id, form).catch(async (error: unknown) =>
			isMissing(error) ? undefined : await Promise.reject(error as Error),
		);
		return updated === undefined
			? performed([{ ...(await create(client, path, forNew(form))), _action: 'created' }])
			: performed([{ ...updated.record, _action: 'updated' }], updated.mayStillArrive);
	});
}

async function upsertByMatch(
	target: Target,
	conditions: Condition[],
	whenSeveralMatch: WhenSeveralMatch,
): Promise<Performed> {
	const { client, path, values, forNew } = target;
	const found = await findMatches(target, conditions, whenSeveralMatch);
	if (found.length === 0) {
		return await values.uploaded(
			async (form) => performed([{ ...(await create(client, path, form)), _action: 'created' }]),
			forNew(values.form),
		);
	}
	return await values.uploaded(
		async (changes) => await updateEach(target, found, changes),
		withoutKeys(values.form, conditions),
	);
}

/** Updates every record that was found; an error says which were updated before it. */
async function updateEach(
	{ client, path }: Target,
	found: IDataObject[],
	changes: RecordForm,
): Promise<Performed> {
	const records: IDataObject[] = [];
	let mayStillArrive = false;
	try {
		for (const row of found) {
			const isUnchanged = Object.keys(changes).length === 0;
			const updated = isUnchanged
				? { record: row, mayStillArrive: false }
				: await update(client, path, Number(row.id), changes);
			mayStillArrive ||= updated.mayStillArrive;
			records.push({ ...updated.record, _action: 'updated' });
		}
	} catch (error) {
		return await Promise.reject(tellUpdated(error, records));
	}
	return performed(records, mayStillArrive);
}

function tellUpdated(error: unknown, updated: IDataObject[]): unknown {
	if (updated.length === 0 || !(error instanceof Error)) return error;
	const failure = error as Error & { description?: string | null };
	const ids = updated.map(({ id }) => String(id)).join(', ');
	const told = `Of the records that match, ${ids} had already been updated`;
	failure.description = [failure.description, told].filter(Boolean).join('. ');
	return failure;
}

/**
 * Items that may mean the same record keep their order, so that the second finds what the first
 * created. Values count as the most forgiving app compares them.
 */
function matchSequence(conditions: Condition[], zone: string): Sequence {
	const keys = conditions
		.map(({ path, criteria }) => {
			const property = lastOf(path);
			return {
				name: path.steps[0].name,
				value: criteria.map((each) => likeKey(property, each, zone)),
			};
		})
		.sort((a, b) => (a.name < b.name ? -1 : 1));
	return {
		by: JSON.stringify(keys.map(({ name }) => name)),
		value: JSON.stringify(keys.map(({ value }) => value)),
	};
}

function matchNames(context: IExecuteFunctions, itemIndex: number): string[] {
	const isMapped = choiceParameter(context, fieldsModeField, itemIndex) === 'mapped';
	const names = namesParameter(context, isMapped ? 'fields.matchingColumns' : 'matchOn', itemIndex);
	if (names.length > 0) return names;
	throw new InputError(
		isMapped ? 'No property to match on is chosen' : "'Match On' is empty",
		'Choose one or several properties that identify a record, as in email',
	);
}

function valueToMatch({ values }: EnteredValues, key: string, model: Model): unknown {
	const property = requireProperty(model, key);
	const entry = Object.entries(values).find(([name]) => findProperty(model, name) === property);
	if (!isBlank(entry?.[1])) return entry?.[1];
	throw noValue(property.name);
}

function idToMatch(entered: EnteredValues, model: Model): number {
	const value = Object.entries(entered.values).find(([name]) => isId(name, model))?.[1];
	if (isBlank(value)) throw noValue('id');
	const id = toRecordId(value);
	if (id !== undefined) return id;
	throw new InputError(
		`Property "id" must be a positive whole number, but got ${JSON.stringify(value)}`,
		'Give the ID of a record, as in 42',
	);
}

function noValue(name: string): InputError {
	return new InputError(
		`Property "${name}" is used for matching but has no value`,
		'Give every property that is matched on a value: an empty one would match the wrong records',
	);
}

function isById(keys: string[], model: Model): boolean {
	return keys.every((key) => isId(key, model));
}

/** An app may not list the property of ids. */
function isId(name: string, model: Model): boolean {
	return name.trim() === 'id' || findProperty(model, name)?.name === 'id';
}

/** The id may be matched on, but the app gives it. */
function withoutId(entered: EnteredValues, model: Model): EnteredValues {
	const values = Object.entries(entered.values).filter(([name]) => !isId(name, model));
	return { ...entered, values: Object.fromEntries(values) };
}

function withoutKeys(values: RecordForm, conditions: Condition[]): RecordForm {
	const keys = new Set(conditions.map(({ path }) => path.steps[0].name));
	return Object.fromEntries(Object.entries(values).filter(([name]) => !keys.has(name)));
}
