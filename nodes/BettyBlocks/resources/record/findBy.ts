// How the records to read, update or delete are found: by ID, by properties that identify one, or by
// conditions that any number of them meet.
import {
	updateDisplayOptions,
	type IDataObject,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';
import type { AppRecord, RecordMatch } from '../../app/app';
import type { ModelKey, ModelReference } from '../../app/models';
import { readCondition } from '../../app/conditions';
import { describe } from '../../app/parse';
import { AppError } from '../../app/errors';
import { isUnfiltered, type EnteredFilter } from '../../app/filter';
import { InputError } from '../../app/inputError';
import { toRecordId } from '../../app/recordId';
import type { Item } from '../../node/item';
import { recordSequence, type Sequence } from '../../node/task';
import { toChoice } from '../../parameters/converters';
import { entries, parameter, shownAs } from '../../parameters/parameter';
import { classicFilterFields, readEnteredFilter } from '../../parameters/queryFields';
import { recordId } from '../../parameters/record';
import { isBlank } from './enteredValues';
import { matchSequence, noValue } from './matching';
import { readConditions } from './recordQuery';
import { matchesToUse, whenSeveralMatch, type WhenSeveralMatch } from './severalMatches';

const ONE_RECORD: INodePropertyOptions[] = [
	{ name: 'ID', value: 'id', description: 'The ID of the record' },
	{
		name: 'Properties',
		value: 'properties',
		description: 'Properties that identify the record, for example its email address',
	},
];

const ANY_NUMBER: INodePropertyOptions[] = [
	{
		name: 'Conditions',
		value: 'conditions',
		description: 'Every record that meets the conditions',
	},
	...ONE_RECORD,
];

const findOne = parameter(
	{
		displayName: 'Find By',
		name: 'findBy',
		type: 'options',
		noDataExpression: true,
		default: 'id',
		description: 'What the record is found by',
		options: ONE_RECORD,
	},
	toChoice<'id' | 'properties'>(ONE_RECORD),
);

const findAnyNumber = parameter(
	{ ...findOne.field, options: ANY_NUMBER },
	toChoice<'id' | 'properties' | 'conditions'>(ANY_NUMBER),
);

const byProperties = { displayOptions: { show: { findBy: ['properties'] } } };

/** Properties that identify a record, and their values. */
export const match = entries({
	displayName: 'Properties to Find By',
	name: 'match',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Property',
	default: {},
	description: 'The record must have each of these values. A value must not be empty.',
	options: [
		{
			displayName: 'Property',
			name: 'by',
			values: [
				{
					displayName: 'Property Name or ID',
					name: 'property',
					type: 'options',
					typeOptions: {
						loadOptionsMethod: 'getMatchProperties',
						loadOptionsDependsOn: ['model.value'],
					},
					default: '',
					description:
						'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					description: 'The value that the record has',
				},
			],
		},
	],
});

const OTHER_WAYS =
	'Find the record by its ID instead, or in a previous step: with Get Many through a saved filter or a view';

/** The parameters that say which record is meant. */
export const findFields: INodeProperties[] = [
	findOne.field,
	shownAs(recordId, { displayOptions: { show: { findBy: ['id'] } } }).field,
	shownAs(match, byProperties).field,
	shownAs(whenSeveralMatch, byProperties).field,
];

/** The parameters that say which records are changed. */
export const targetFields: INodeProperties[] = [
	findAnyNumber.field,
	...findFields.slice(1),
	...updateDisplayOptions({ show: { findBy: ['conditions'] } }, classicFilterFields),
];

/** What was entered for one record, before anything is asked of the app. */
export type WantedRecord = { id: number } | { by: IDataObject[]; whenSeveral: WhenSeveralMatch };

/** The same for any number of records. */
export type WantedRecords = WantedRecord | { filter: EnteredFilter };

/** @throws {InputError} when what was entered identifies no record */
export function readWanted(item: Item): WantedRecord {
	return item.read(findOne) === 'id' ? { id: item.read(recordId) } : readProperties(item);
}

/** @throws {InputError} when what was entered identifies no record, or would mean all of them */
export function readTargets(item: Item): WantedRecords {
	switch (item.read(findAnyNumber)) {
		case 'id':
			return { id: item.read(recordId) };
		case 'properties':
			return readProperties(item);
		case 'conditions': {
			const filter = readEnteredFilter(item);
			if (!isUnfiltered(filter)) return { filter };
			throw new InputError(
				"'Filters' is empty, which would mean every record of the model",
				'Add a condition that the records have to meet',
			);
		}
	}
}

function readProperties(item: Item): WantedRecord {
	return { by: readMatch(item), whenSeveral: item.read(whenSeveralMatch) };
}

/** @throws {InputError} when there are no properties, or one has no value */
export function readMatch(item: Item): IDataObject[] {
	const by = item.read(match).filter(({ property }) => !isBlank(property));
	if (by.length === 0) {
		throw new InputError(
			`'${match.field.displayName}' is empty`,
			'Add a property that identifies the record, for example email',
		);
	}
	const empty = by.find(({ value }) => isBlank(value));
	if (empty !== undefined) throw noValue(String(empty.property));
	return by;
}

/** The records that an item is about. */
export interface FoundRecords {
	/** Their model, known no better than a request about one of them needs. */
	key: ModelKey;
	sequence: Sequence;
	/**
	 * @returns one at least, unless they are found by conditions
	 * @throws {AppError} when there is no such record, or more than one and none is meant then
	 */
	find: () => Promise<FoundRecord[]>;
}

export interface FoundRecord {
	id: number;
	/** As the app shows it, where it was read to be found. */
	shown?: AppRecord;
}

/**
 * @throws {InputError} when there is no such model, it has no such property, or can't hold such a value
 */
export async function findRecords(
	item: Item,
	wanted: WantedRecords,
	reference: ModelReference,
): Promise<FoundRecords> {
	if ('id' in wanted) {
		const { id } = wanted;
		const key = 'uuid' in reference ? reference : await item.app.schema.resolve(reference);
		return { key, sequence: recordSequence(key, id), find: async () => [{ id }] };
	}
	if ('filter' in wanted) return await findAllThatMeet(item, wanted.filter, reference);
	const sought = await matchOf(item, wanted.by, reference);
	return {
		key: sought.model,
		sequence: matchSequence(sought),
		find: async () => {
			const found = await matchesToUse(item.app, sought, wanted.whenSeveral);
			if (found.length === 0) throw notFound(sought);
			return found.map(toFound);
		},
	};
}

/** @throws {InputError} when the model has no such property, or it can't hold such a value */
export async function matchOf(
	{ app, zone }: Item,
	by: IDataObject[],
	reference: ModelReference,
): Promise<RecordMatch> {
	const of = await app.schema.resolve(reference);
	const paths = by.map(({ property }) => String(property));
	const models = await app.schema.models({ model: reference, paths });
	const conditions = by.map(({ property, value }) =>
		readCondition(models, of, { property, operator: 'eq', value }, zone),
	);
	return { model: of, conditions, zone, otherWays: OTHER_WAYS };
}

/** One item may change what the conditions of another are about, so they keep their order. */
const IN_ORDER: Sequence = { by: 'conditions', value: '' };

async function findAllThatMeet(
	item: Item,
	filter: EnteredFilter,
	reference: ModelReference,
): Promise<FoundRecords> {
	const query = await readConditions(item, filter);
	return {
		key: query?.model ?? reference,
		sequence: IN_ORDER,
		find: async () => {
			const rows =
				query === undefined
					? []
					: await item.app.records.list({ ...query, sort: [], limit: Infinity });
			if (rows.length === 0) item.hint('No record meets the conditions, so nothing was changed.');
			return rows.map(toFound);
		},
	};
}

/** @throws {InputError} when the app doesn't show the ID */
function toFound(shown: AppRecord): FoundRecord {
	const id = toRecordId(shown.id);
	if (id !== undefined) return { id, shown };
	throw new InputError(
		"The app doesn't show the ID of a record that it found",
		'In the app, let the role of this user read the ID of this model',
	);
}

/** The values that a record has to have, as people read them. */
export function valuesText({ conditions }: RecordMatch): string {
	return conditions
		.map(({ path, criteria }) => `${path.label} ${describe(criteria[0])}`)
		.join(' and ');
}

function notFound(sought: RecordMatch): AppError {
	return new AppError({
		kind: 'missing',
		message: `No record of ${sought.model.name} has ${valuesText(sought)}`,
		advice: 'Check the values, or create the record first',
	});
}
