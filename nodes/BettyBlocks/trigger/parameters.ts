// All parameters of the trigger, in the order in which a person sees them.
import { tryToParseDateTime, type INodeProperties, type INodePropertyOptions } from 'n8n-workflow';
import { InputError } from '../app/inputError';
import { shown, toChoice, toOptionalText, toPositiveInteger } from '../parameters/converters';
import { STAMPS } from '../connect';
import { apiField, APIS, only, onlyWithin } from '../parameters/api';
import { model } from '../parameters/model';
import { option, parameter, shownAs, type Parameter } from '../parameters/parameter';
import { combineFilters, filtersWithGroups } from '../parameters/queryFields';
import { filter, simplify, view } from '../parameters/record';
import type { TriggerEvent } from './engine/settings';

const MINUTE_MS = 60_000;

const EVENTS: INodePropertyOptions[] = [
	{
		name: 'Record Created',
		value: 'recordCreated',
		description: 'Once for each new record, whatever happens to it later',
	},
	{
		name: 'Record Created or Updated',
		value: 'recordCreatedOrUpdated',
		description: 'For each new record and each change found by a poll',
	},
	{
		name: 'Record Updated',
		value: 'recordUpdated',
		description: 'For each change after the creation that a poll finds',
	},
];

export const event = parameter(
	{
		displayName: 'Trigger On',
		name: 'event',
		type: 'options',
		noDataExpression: true,
		options: EVENTS,
		default: 'recordCreated',
	},
	toChoice<TriggerEvent>(EVENTS),
);

export const watchedModel = shownAs(model, { description: 'The model whose records to watch' });

const STARTS: INodePropertyOptions[] = [
	{
		name: 'Now',
		value: 'now',
		description:
			'Only what happens after the first activation, including while the workflow is inactive',
	},
	{
		name: 'Existing Records',
		value: 'existing',
		description: 'Everything that is already there comes first, oldest first',
	},
	{ name: 'Date', value: 'date', description: 'Everything from a date on' },
];

export const startFrom = parameter(
	{
		displayName: 'Start From',
		name: 'startFrom',
		type: 'options',
		options: STARTS,
		default: 'now',
		description: 'Where to start when the workflow is activated for the first time',
	},
	toChoice<'now' | 'existing' | 'date'>(STARTS),
);

/** Milliseconds since 1970. */
export const startDate = parameter(
	{
		displayName: 'Start Date',
		name: 'startDate',
		type: 'dateTime',
		default: '',
		required: true,
		description:
			"The date and time to start with. Without a time zone, it is in the workflow's time zone.",
		displayOptions: { show: { startFrom: ['date'] } },
	},
	(entered, displayName, zone) => {
		try {
			return tryToParseDateTime(entered, zone).toMillis();
		} catch {
			return refuseDate(entered, displayName);
		}
	},
);

const watchedView = onlyWithin(
	'classic',
	shownAs(view, {
		description:
			'The UUID of a saved view, or its URL in the builder. Only its records are watched, and it must show the properties that hold when they were created and changed.',
	}),
);

const watchedFilter = onlyWithin(
	'classic',
	shownAs(filter, {
		description:
			'The UUID of a filter that is saved in the app, or its URL in the builder. Only its records are watched.',
	}),
);

/** Conditions that the records have to meet. */
const filters = only(
	'data',
	shownAs(filtersWithGroups, {
		description:
			'Only records that meet these conditions are watched. A group counts as one condition.',
	}),
);

export { watchedFilter as filter, simplify, watchedView as view };

export const maxRecords = option(
	{
		displayName: 'Max Records per Poll',
		name: 'maxRecords',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 500,
		description:
			'Maximum number of records to output per poll. Remaining records follow in later polls.',
	},
	toPositiveInteger,
);

/** Milliseconds. */
export const overlap = option(
	{
		displayName: 'Overlap (Minutes)',
		name: 'overlapMinutes',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 5,
		description: 'How many minutes each poll looks back, to catch records that become visible late',
	},
	(entered, displayName) => {
		const minutes =
			typeof entered === 'string' && entered.trim() !== '' ? Number(entered) : entered;
		if (typeof minutes === 'number' && Number.isFinite(minutes) && minutes >= 0) {
			return minutes * MINUTE_MS;
		}
		throw new InputError(
			`'${displayName}' must be a number of 0 or more, but got ${shown(entered)}`,
			'Enter how many minutes each poll looks back, for example 5',
		);
	},
);

/** How many records a test by hand shows. */
export const testRecords = option(
	{
		displayName: 'Test Records',
		name: 'testRecords',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 1_000, numberPrecision: 0 },
		default: 1,
		description:
			'How many of the newest records that match a test in the editor outputs, newest first',
	},
	toPositiveInteger,
);

/** Undefined: the one that is usual in the app. */
export const createdProperty = stamp('Created Property Name or ID', 'createdProperty');

export const updatedProperty = stamp('Updated Property Name or ID', 'updatedProperty');

/** Each API has its own names for them. */
const stampFields = APIS.map((api) => ({
	created: shownAs(createdProperty, { default: STAMPS[api].created }),
	updated: shownAs(updatedProperty, { default: STAMPS[api].updated }),
	within: <Value>(parameter: Parameter<Value>) => onlyWithin(api, parameter).field,
}));

export const triggerFields: INodeProperties[] = [
	apiField,
	event.field,
	watchedModel.field,
	startFrom.field,
	startDate.field,
	filters.field,
	only('data', combineFilters).field,
	simplify.field,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			...stampFields.map(({ created, within }) => within(created)),
			watchedFilter.field,
			maxRecords.field,
			overlap.field,
			testRecords.field,
			...stampFields.map(({ updated, within }) => within(updated)),
			watchedView.field,
		],
	},
];

/** A property that holds when something happened to a record. */
function stamp(displayName: string, name: string): Parameter<string | undefined> {
	const field: INodeProperties = {
		displayName,
		name,
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getDateProperties', loadOptionsDependsOn: ['model.value'] },
		default: '',
		description:
			'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
	};
	return option(field, (entered) => toOptionalText(entered, displayName));
}

function refuseDate(entered: unknown, displayName: string): never {
	const isEmpty = entered === undefined || entered === null || entered === '';
	throw new InputError(
		isEmpty
			? `'${displayName}' is empty`
			: `'${displayName}' must be a date, but got ${shown(entered)}`,
		`Choose a date, or set '${startFrom.field.displayName}' to something else`,
	);
}
