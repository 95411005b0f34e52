// How the record to read, update or delete is found: by its ID, or by properties that identify it.
import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { ModelKey, RecordMatch } from '../../app/app';
import { readCondition } from '../../app/conditions';
import { describe } from '../../app/parse';
import { AppError } from '../../app/errors';
import { InputError } from '../../app/inputError';
import type { Item } from '../../node/item';
import { recordSequence, type Sequence } from '../../node/task';
import { toChoice } from '../../parameters/converters';
import { entries, parameter, shownAs } from '../../parameters/parameter';
import { model } from '../../parameters/model';
import { recordId } from '../../parameters/record';
import { isBlank } from './enteredValues';
import { matchSequence, noValue } from './matching';
import { matchesToUse, whenSeveralMatch, type WhenSeveralMatch } from './severalMatches';

const WAYS: INodePropertyOptions[] = [
	{ name: 'ID', value: 'id', description: 'The ID of the record' },
	{
		name: 'Properties',
		value: 'properties',
		description: 'Properties that identify the record, for example its email address',
	},
];

const findBy = parameter(
	{
		displayName: 'Find By',
		name: 'findBy',
		type: 'options',
		noDataExpression: true,
		default: 'id',
		description: 'What the record is found by',
		options: WAYS,
	},
	toChoice<'id' | 'properties'>(WAYS),
);

const byProperties = { displayOptions: { show: { findBy: ['properties'] } } };

const match = entries({
	displayName: 'Properties to Find By',
	name: 'match',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Property',
	default: {},
	description: 'The record must have each of these values. A value must not be empty.',
	...byProperties,
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
	findBy.field,
	shownAs(recordId, { displayOptions: { show: { findBy: ['id'] } } }).field,
	match.field,
	shownAs(whenSeveralMatch, byProperties).field,
];

/** What was entered, before anything is asked of the app. */
export type WantedRecord = { id: number } | { by: IDataObject[]; whenSeveral: WhenSeveralMatch };

/** @throws {InputError} when what was entered identifies no record */
export function readWanted(item: Item): WantedRecord {
	if (item.read(findBy) === 'id') return { id: item.read(recordId) };
	const by = item.read(match).filter(({ property }) => !isBlank(property));
	if (by.length === 0) {
		throw new InputError(
			`'${match.field.displayName}' is empty`,
			'Add a property that identifies the record, for example email',
		);
	}
	const empty = by.find(({ value }) => isBlank(value));
	if (empty !== undefined) throw noValue(String(empty.property));
	return { by, whenSeveral: item.read(whenSeveralMatch) };
}

/** The records that an item is about. */
export interface FoundRecords {
	sequence: Sequence;
	/**
	 * @returns one ID at least
	 * @throws {AppError} when there is no such record, or more than one and none is meant then
	 */
	ids: () => Promise<number[]>;
}

/** @throws {InputError} when the model has no such property, or it can't hold such a value */
export async function findRecords(
	item: Item,
	wanted: WantedRecord,
	key: ModelKey,
): Promise<FoundRecords> {
	if ('id' in wanted) {
		const { id } = wanted;
		return { sequence: recordSequence(key, id), ids: async () => [id] };
	}
	const { app, zone } = item;
	const reference = item.read(model);
	const of = await app.model(reference);
	const paths = wanted.by.map(({ property }) => String(property));
	const models = await app.models({ model: reference, paths });
	const conditions = wanted.by.map(({ property, value }) =>
		readCondition(models, of, { property, operator: 'eq', value }, zone),
	);
	const sought = { model: of, conditions, zone, otherWays: OTHER_WAYS };
	return {
		sequence: matchSequence(sought),
		ids: async () => {
			const found = await matchesToUse(app, sought, wanted.whenSeveral);
			if (found.length === 0) throw notFound(sought);
			return found.map(({ id }) => Number(id));
		},
	};
}

function notFound({ model: { name }, conditions }: RecordMatch): AppError {
	const values = conditions.map(({ path, criteria }) => `${path.label} ${describe(criteria[0])}`);
	return new AppError({
		kind: 'missing',
		message: `No record of ${name} has ${values.join(' and ')}`,
		advice: 'Check the values, or create the record first',
	});
}
