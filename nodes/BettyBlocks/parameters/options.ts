// The collection Options, and what every operation offers in it.
import type { INodeProperties } from 'n8n-workflow';
import { DEFAULT_TIMEOUT_MS } from '../connect';
import { toPositiveInteger } from './converters';
import { option, type Parameter } from './parameter';

const DEFAULT_CONCURRENCY = 5;

/** A longer timer of Node's ends at once (its documentation of `setTimeout`). */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

const concurrencyField: INodeProperties = {
	displayName: 'Concurrency',
	name: 'concurrency',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 50, numberPrecision: 0 },
	default: DEFAULT_CONCURRENCY,
	description:
		'Maximum number of requests at the same time. Set it to 1 to handle one item after the other, as it is by default with the Data API.',
};

/**
 * Maximum number of requests under way at once; undefined leaves it to the node, as a saved 0 does. Read
 * once a run, from the first item.
 */
export const concurrency: Parameter<number | undefined> = {
	field: concurrencyField,
	read: (reader) => {
		const entered = reader.get(`options.${concurrencyField.name}`, 0);
		return entered === 0 ? undefined : toPositiveInteger(entered, concurrencyField.displayName);
	},
};

/** Milliseconds that the app may take for one request. */
export const timeout = timeoutOf(DEFAULT_TIMEOUT_MS);

/** The options of an operation that runs per item, with what is special to it. */
export function optionsField(...special: Array<Parameter<unknown>>): INodeProperties {
	const own = special.map(({ field }) => field.name);
	return collection([
		...special,
		...[concurrency, timeout].filter(({ field }) => !own.includes(field.name)),
	]);
}

/** The options of an operation that makes one request for all items. */
export const optionsFieldOnce: INodeProperties = collection([timeout]);

function collection(parameters: Array<Parameter<unknown>>): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: parameters
			.map(({ field }) => field)
			.sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

/** @param usual what it is unless somebody sets it */
export function timeoutOf(usual: number): Parameter<number> {
	return option(
		{
			displayName: 'Timeout (ms)',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 1, numberPrecision: 0 },
			default: usual,
			description: 'How many milliseconds the app may take to answer a request',
		},
		(entered, displayName) => Math.min(toPositiveInteger(entered, displayName), MAX_TIMEOUT_MS),
	);
}
