// How the records to read, update or delete are found: by ID, by properties that identify one, or by
// conditions that any number of them meet.
import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { App, AppRecord, RecordMatch } from '../../app/app';
import { readCondition } from '../../app/query/conditions';
import { AppError, InputError } from '../../app/errors';
import { isUnfiltered, type EnteredFilter } from '../../app/query/filter';
import { toRecordId } from '../../app/schema/ids';
import type { ModelKey, ModelReference } from '../../app/schema/models';
import { describe } from '../../app/values/parse';
import type { Item } from '../../node/item';
import { recordSequence, type Sequence } from '../../node/prepared';
import { isBlank, toChoice } from '../../parameters/converters';
import { entries, mapped, oneOf, parameter, type ValueOf } from '../../parameters/parameter';
import { classicFilters } from '../../parameters/queryFields';
import { recordId, propertyField } from '../../parameters/record';
import { matchSequence, noValue } from './matching';
import { foundBy } from './recordQuery';
import { matchesToUse, whenSeveralMatch } from './severalMatches';

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

const findByField: INodeProperties = {
	displayName: 'Find By',
	name: 'findBy',
	type: 'options',
	noDataExpression: true,
	default: 'id',
	description: 'How to find the record',
	options: ONE_RECORD,
};

const enteredMatch = entries({
	displayName: 'Properties to Find By',
	name: 'match',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Property',
	default: {},
	description: 'The record must have all of these values. None of them can be empty.',
	options: [
		{
			displayName: 'Property',
			name: 'by',
			values: [
				propertyField('getMatchProperties', {
					displayName: 'Property Name or ID',
					name: 'property',
				}),
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					description: 'The value to look for',
				},
			],
		},
	],
});

/** Properties that identify a record; each has a value. */
export const match = mapped(enteredMatch, (entered) => {
	const by = entered.filter(({ property }) => !isBlank(property));
	if (by.length === 0) {
		throw new InputError(
			`'${enteredMatch.displayName}' is empty`,
			'Add a property that identifies the record, for example email',
		);
	}
	const empty = by.find(({ value }) => isBlank(value));
	if (empty !== undefined) throw noValue(String(empty.property));
	return by;
});

const OTHER_WAYS =
	'Find the record by its ID instead, or in a previous step: with Get Many through a saved filter or a view';

const oneRecord = {
	id: { id: recordId },
	properties: { match, whenSeveral: whenSeveralMatch },
};

export const wantedRecord = oneOf(
	parameter(findByField, toChoice<'id' | 'properties'>(ONE_RECORD)),
	oneRecord,
);

export const wantedRecords = oneOf(
	parameter(
		{ ...findByField, options: ANY_NUMBER },
		toChoice<'id' | 'properties' | 'conditions'>(ANY_NUMBER),
	),
	{ ...oneRecord, conditions: { filter: classicFilters } },
);

type Wanted = ValueOf<typeof wantedRecords>;
type ByProperties = Extract<Wanted, { kind: 'properties' }>;

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
 * @throws {InputError} when what was entered identifies no record or would mean all of them, when there is
 * no such model, or it can't hold such a value
 */
export async function findRecords(
	item: Item,
	wanted: Wanted,
	reference: ModelReference,
): Promise<FoundRecords> {
	switch (wanted.kind) {
		case 'id':
			return await findById(item.app, wanted.id, reference);
		case 'properties':
			return await findByProperties(item, wanted, reference);
		case 'conditions':
			return await findAllThatMeet(item, wanted.filter, reference);
	}
}

async function findById(
	{ schema }: App,
	id: number,
	reference: ModelReference,
): Promise<FoundRecords> {
	const key = 'uuid' in reference ? reference : await schema.resolve(reference);
	return { key, sequence: recordSequence(key, id), find: async () => [{ id }] };
}

async function findByProperties(
	item: Item,
	{ match: by, whenSeveral }: ByProperties,
	reference: ModelReference,
): Promise<FoundRecords> {
	const sought = await matchOf(item, by, reference);
	return {
		key: sought.model,
		sequence: matchSequence(sought),
		find: async () => {
			const found = await matchesToUse(item.app, sought, whenSeveral);
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
	if (isUnfiltered(filter)) {
		throw new InputError(
			`'${classicFilters.displayName}' is empty, which would mean every record of the model`,
			'Add a condition that the records have to meet',
		);
	}
	const query = await foundBy(item, reference, { filter });
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
		"In the app, allow this user's role to read the ID of this model",
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
