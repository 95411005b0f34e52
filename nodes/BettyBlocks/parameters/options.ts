// The collection 'Options', and what every operation offers in it.
import type { INodeProperties } from 'n8n-workflow';
import { DEFAULT_TIMEOUT_MS } from '../connect';
import { toPositiveInteger } from './converters';
import { option, type Parameter } from './parameter';

/** A longer timer of Node's ends at once (its documentation of `setTimeout`). */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Maximum number of items under way at once; undefined leaves it to the node. Read once a run, from
 * the first item.
 */
export const concurrency = option(
	{
		displayName: 'Concurrency',
		name: 'concurrency',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 50, numberPrecision: 0 },
		default: 0,
		description:
			'Maximum number of items processed at the same time. With 0, the node adjusts it itself: up to 64 while the app responds quickly, and 1 in a newer app. Set it to 1 to process one item after the other.',
	},
	(entered, displayName) => (entered === 0 ? undefined : toPositiveInteger(entered, displayName)),
);

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
			// Not by a locale, which takes longer to set up than the whole package to load.
			.sort((a, b) => (a.displayName < b.displayName ? -1 : 1)),
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
			description: 'How many milliseconds the app may take to respond to a request',
		},
		(entered, displayName) => Math.min(toPositiveInteger(entered, displayName), MAX_TIMEOUT_MS),
	);
}
