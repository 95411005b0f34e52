import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { API_PARAMETER, DEFAULT_API, type Api } from '../connect';
import { shownAs, type Parameter } from './parameter';

const GENERATIONS: Array<INodePropertyOptions & { value: Api }> = [
	{
		name: 'Classic REST API',
		value: 'classic',
		description: 'For apps on bettyblocks.com: records are read and written directly',
	},
	{
		name: 'Data API',
		value: 'data',
		description: 'For newer apps on betty.app: records are read directly, and written by actions',
	},
];

/** Which generation the app is of. It decides which credential the node has, so it is no expression. */
export const apiField: INodeProperties = {
	displayName: 'API',
	name: API_PARAMETER,
	type: 'options',
	noDataExpression: true,
	options: GENERATIONS,
	default: DEFAULT_API,
	description: 'Which API your app has. Its address tells: bettyblocks.com or betty.app.',
};

/** The APIs there are. */
export const APIS = GENERATIONS.map(({ value }) => value);

/** A parameter that only one API has. */
export function only<Value>(api: Api, parameter: Parameter<Value>): Parameter<Value> {
	return shownOnly(api, API_PARAMETER, parameter);
}

/** The same for one inside a collection. */
export function onlyWithin<Value>(api: Api, parameter: Parameter<Value>): Parameter<Value> {
	return shownOnly(api, `/${API_PARAMETER}`, parameter);
}

function shownOnly<Value>(api: Api, path: string, parameter: Parameter<Value>): Parameter<Value> {
	const { displayOptions } = parameter.field;
	const show = { ...displayOptions?.show, [path]: [api] };
	return shownAs(parameter, { displayOptions: { ...displayOptions, show } });
}
