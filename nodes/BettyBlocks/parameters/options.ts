// The collection Options, and what every operation offers in it.
import type { INodeProperties } from 'n8n-workflow';
import { DEFAULT_TIMEOUT_MS } from '../connect';
import { toPositiveInteger } from './converters';
import { option, type Parameter } from './parameter';

const DEFAULT_CONCURRENCY = 5;

/** A longer timer of Node's ends at once (its documentation of `setTimeout`). */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Maximum number of requests under way at once. Read once a run, from the first item. */
export const concurrency = option(
	{
		displayName: 'Concurrency',
		name: 'concurrency',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 50, numberPrecision: 0 },
		default: DEFAULT_CONCURRENCY,
		description:
			'Maximum number of requests at the same time. Set it to 1 to handle one item after the other.',
	},
	// A saved 0 leaves the number to the node.
	(entered, displayName) =>
		entered === 0 ? DEFAULT_CONCURRENCY : toPositiveInteger(entered, displayName),
);

/** Milliseconds that the app may take for one request. */
export const timeout = option(
	{
		displayName: 'Timeout (ms)',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: DEFAULT_TIMEOUT_MS,
		description: 'How many milliseconds the app may take to answer a request',
	},
	(entered, displayName) => Math.min(toPositiveInteger(entered, displayName), MAX_TIMEOUT_MS),
);

/** The options of an operation that runs per item, with what is special to it. */
export function optionsField(...special: Array<Parameter<unknown>>): INodeProperties {
	return collection([...special, concurrency, timeout]);
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
