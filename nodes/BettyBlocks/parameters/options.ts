// The collection 'Options', and what every operation offers in it.
import type { INodeProperties } from 'n8n-workflow';
import { API_PARAMETER, DEFAULT_TIMEOUT_MS } from '../connect';
import { toPositiveInteger } from './converters';
import { parameter, parseAll, type Parameter, type Parameters, type ValuesOf } from './parameter';

const COLLECTION = 'options';

/** A longer timer of Node's ends at once (its documentation of `setTimeout`). */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Maximum number of items under way at once; undefined leaves it to the node. */
const itemsAtOnce = parameter(
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

/** The same for whoever reads it for a run, from the first item. */
export const concurrency = inOptions(itemsAtOnce);

/**
 * Milliseconds that the app may take for one request.
 *
 * @param usual what it is unless somebody sets it
 */
export function timeoutOf(usual: number): Parameter<number> {
	return parameter(
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

type WithTimeout<Declared> = Parameter<ValuesOf<Declared & { timeout: Parameter<number> }>>;

const usual = { timeout: timeoutOf(DEFAULT_TIMEOUT_MS) };

/** The options of an operation that runs per item, with what is special to it. */
export function options<Declared extends Parameters>(special: Declared): WithTimeout<Declared> {
	const all = { ...usual, ...special };
	const shown = [...Object.values(all), itemsAtOnce].flatMap(({ fields }) => fields);
	// Not by a locale, which takes longer to set up than the whole package to load.
	return collection(
		all,
		shown.sort((a, b) => (a.displayName < b.displayName ? -1 : 1)),
	);
}

/** The options of an operation that makes one request for all items. */
export function optionsOnce(): WithTimeout<unknown> {
	return collection(usual);
}

function inOptions<Value>({ fields, parse, ...others }: Parameter<Value>): Parameter<Value> {
	return {
		...others,
		fields: fields.map(besideTheApi),
		parse: (reader) => parse(reader.within(COLLECTION)),
	};
}

/**
 * The collection itself.
 *
 * @param shown the fields in their order
 */
export function collection<Declared extends Parameters>(
	declared: Declared,
	shown = Object.values(declared).flatMap(({ fields }) => fields),
): Parameter<ValuesOf<Declared>> {
	const field: INodeProperties = {
		displayName: 'Options',
		name: COLLECTION,
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: shown.map(besideTheApi),
	};
	return {
		displayName: field.displayName,
		fields: [field],
		parse: (reader) => parseAll(declared, reader.within(COLLECTION)),
	};
}

/** From inside a collection, other parameters are seen by their path from the top. */
function besideTheApi(field: INodeProperties): INodeProperties {
	const { [API_PARAMETER]: apis, ...show } = field.displayOptions?.show ?? {};
	if (apis === undefined) return field;
	return { ...field, displayOptions: { show: { ...show, [`/${API_PARAMETER}`]: apis } } };
}
