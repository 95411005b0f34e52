import {
	updateDisplayOptions,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';
import { API_PARAMETER, DEFAULT_API, type Api } from '../connect';
import type { Parameter } from './parameter';

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

export const APIS = GENERATIONS.map(({ value }) => value);

/** A parameter that is shown for only one API. */
export function only<Value>(api: Api, { fields, ...others }: Parameter<Value>): Parameter<Value> {
	return { ...others, fields: updateDisplayOptions({ show: { [API_PARAMETER]: [api] } }, fields) };
}

/** What is shown instead of a parameter in an app of one API. */
export function noticeFor(api: Api, name: string, displayName: string): INodeProperties {
	const displayOptions = { show: { [API_PARAMETER]: [api] } };
	return { displayName, name, type: 'notice', default: '', displayOptions };
}
