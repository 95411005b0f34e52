// All parameters of the trigger, in the order in which a person sees them.
import { tryToParseDateTime, type INodeProperties, type INodePropertyOptions } from 'n8n-workflow';
import { InputError } from '../app/errors';
import { shown, toChoice, toOptionalText, toPositiveInteger } from '../parameters/converters';
import { STAMPS, type Api } from '../connect';
import { apiField, APIS, only } from '../parameters/api';
import { model } from '../parameters/model';
import { collection } from '../parameters/options';
import { oneOf, parameter, shownAs, type Parameter } from '../parameters/parameter';
import { dataFilters } from '../parameters/queryFields';
import {
	downloadFiles,
	savedFilter,
	simplify,
	savedView,
	propertyField,
} from '../parameters/record';
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

const event = parameter(
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

const watchedModel = shownAs(model, { description: 'The model whose records to watch' });

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
		description: 'Everything that already exists, oldest first',
	},
	{ name: 'Date', value: 'date', description: 'Everything since a date' },
];

const startFrom = parameter(
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
const startDate = parameter(
	{
		displayName: 'Start Date',
		name: 'startDate',
		type: 'dateTime',
		default: '',
		required: true,
		description:
			"The date and time to start with. Without a time zone, it is in the workflow's time zone.",
	},
	(entered, displayName, zone) => {
		try {
			return tryToParseDateTime(entered, zone).toMillis();
		} catch {
			return refuseDate(entered, displayName);
		}
	},
);

const watchedView = shownAs(savedView, {
	description:
		'The UUID of a saved view, or its URL in the builder. Only its records are watched, and it must show when they were created and changed.',
});

const watchedFilter = shownAs(savedFilter, {
	description:
		'The UUID of a filter that is saved in the app, or its URL in the builder. Only its records are watched.',
});

const filters = dataFilters(
	'Only records that meet these conditions are watched. A group counts as one condition.',
);

const maxRecords = parameter(
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
const overlap = parameter(
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
const testRecords = parameter(
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
export const createdProperty = stamp(
	'Created Property Name or ID',
	'createdProperty',
	(api) => STAMPS[api].created,
);

export const updatedProperty = stamp(
	'Updated Property Name or ID',
	'updatedProperty',
	(api) => STAMPS[api].updated,
);

/** In the order in which a person sees them. */
export const triggerParameters = {
	event,
	reference: watchedModel,
	start: oneOf(startFrom, { date: { since: startDate } }),
	filter: filters,
	isSimplified: simplify,
	options: collection({
		created: createdProperty,
		downloads: downloadFiles,
		filterId: watchedFilter,
		maxRecords,
		overlapMs: overlap,
		testRecords,
		updated: updatedProperty,
		viewId: watchedView,
	}),
};

export const triggerFields: INodeProperties[] = [
	apiField,
	...Object.values(triggerParameters).flatMap(({ fields }) => fields),
];

/**
 * A property that holds when something happened to a record.
 *
 * @param usual its name in an API
 */
function stamp(
	displayName: string,
	name: string,
	usual: (api: Api) => string,
): Parameter<string | undefined> {
	const own = parameter(propertyField('getDateProperties', { displayName, name }), toOptionalText);
	const fields = APIS.flatMap((api) => only(api, shownAs(own, { default: usual(api) })).fields);
	return { ...own, fields };
}

function refuseDate(entered: unknown, displayName: string): never {
	const isEmpty = entered === undefined || entered === null || entered === '';
	throw new InputError(
		isEmpty
			? `'${displayName}' is empty`
			: `'${displayName}' must be a date, but got ${shown(entered)}`,
		`Choose a date, or set '${startFrom.displayName}' to something else`,
	);
}
