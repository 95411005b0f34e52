import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { API_PARAMETER, DEFAULT_API, type Api } from '../connect';
import { shownAs, type Parameter } from './parameter';

const GENERATIONS: Array<INodePropertyOptions & { value: Api }> = [
	{
		name: 'Classic App (bettyblocks.com)',
		value: 'classic',
		description: 'Reads and writes records directly',
	},
	{
		name: 'Newer App (betty.app)',
		value: 'data',
		description: 'Reads records directly through the Data API, and writes them by running actions',
	},
];

/** The app's generation. It decides which credential the node needs, so it can't be an expression. */
export const apiField: INodeProperties = {
	displayName: 'API',
	name: API_PARAMETER,
	type: 'options',
	noDataExpression: true,
	options: GENERATIONS,
	default: DEFAULT_API,
	description:
		'The kind of app you have. The URL of the app shows which: bettyblocks.com or betty.app.',
};

/** All APIs. */
export const APIS = GENERATIONS.map(({ value }) => value);

/** A parameter of only one API. */
export function only<Value>(api: Api, parameter: Parameter<Value>): Parameter<Value> {
	return shownOnly(api, API_PARAMETER, parameter);
}

/** The same for a parameter inside a collection. */
export function onlyWithin<Value>(api: Api, parameter: Parameter<Value>): Parameter<Value> {
	return shownOnly(api, `/${API_PARAMETER}`, parameter);
}

function shownOnly<Value>(api: Api, path: string, parameter: Parameter<Value>): Parameter<Value> {
	const { displayOptions } = parameter.field;
	const show = { ...displayOptions?.show, [path]: [api] };
	return shownAs(parameter, { displayOptions: { ...displayOptions, show } });
}
