import type { INodeProperties } from 'n8n-workflow';
import { DEFAULT_TIMEOUT_MS } from '../rest/client';

export const DEFAULT_CONCURRENCY = 5;

/** Rows a request asks for. 500 is the most that was seen to be accepted by an app. */
export const DEFAULT_PAGE_SIZE = 500;

/** The model, as the list offers it or as a person names it. */
export const modelField: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The model whose records you want to work with',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a model...',
			typeOptions: {
				searchListMethod: 'searchModels',
				searchable: true,
				slowLoadNotice: {
					message:
						'If the list does not load, enter the UUID or the table name of the model instead',
					timeout: 15_000,
				},
			},
		},
		{
			displayName: 'By UUID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 5d41402abc4b2a76b9719d911017c592',
			hint: 'Click the model in the builder: the address bar shows its UUID',
			validation: [
				{
					type: 'regex',
					properties: {
						regex: '\\s*[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}\\s*',
						errorMessage: 'A UUID has 32 characters, each a digit or a letter from a to f',
					},
				},
			],
		},
		{
			displayName: 'By Table',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. companies',
			hint: 'The name of its table: usually the plural of the name of the model, in lower case',
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://my-app.bettyblocks.com/…',
			hint: 'Click the model in the builder and copy the address',
			validation: [
				{
					type: 'regex',
					properties: {
						regex: '.*[0-9a-fA-F]{32}.*',
						errorMessage: 'The address must contain the UUID of the model, its 32 characters',
					},
				},
			],
		},
	],
};

export const recordIdField: INodeProperties = {
	displayName: 'Record ID',
	name: 'recordId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 42',
	description: 'The ID of the record: a positive whole number',
};

export const returnAllField: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

export const limitField: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
	displayOptions: { show: { returnAll: [false] } },
};

export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

export const viewOption: INodeProperties = {
	displayName: 'View',
	name: 'viewId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 5d41402abc4b2a76b9719d911017c592',
	description:
		'The UUID of a saved view, or its address in the builder. Only its records and columns are returned.',
};

export const filterOption: INodeProperties = {
	displayName: 'Filter',
	name: 'filterId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 5d41402abc4b2a76b9719d911017c592',
	description: 'The UUID of a filter that is saved in the app, or its address in the builder',
};

/** Most requests under way at once. Read once a run, from the first item. */
const concurrencyOption: INodeProperties = {
	displayName: 'Concurrency',
	name: 'concurrency',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 50, numberPrecision: 0 },
	default: DEFAULT_CONCURRENCY,
	description:
		'How many requests may be under way at once. Set it to 1 to handle one item after the other.',
};

const timeoutOption: INodeProperties = {
	displayName: 'Timeout',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 1, numberPrecision: 0 },
	default: DEFAULT_TIMEOUT_MS,
	description: 'How many milliseconds the app may take to answer a request',
};

/** The options of an operation that runs per item, with what is special to it. */
export function optionsField(...special: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...special, concurrencyOption, timeoutOption].sort((a, b) =>
			a.displayName.localeCompare(b.displayName),
		),
	};
}

/** The options of an operation that makes one request for all items. */
export const optionsFieldOnce: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [timeoutOption],
};
