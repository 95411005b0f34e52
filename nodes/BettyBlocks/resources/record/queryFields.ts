import type { INodeProperties } from 'n8n-workflow';

const conditionProperty: INodeProperties = {
	displayName: 'Property Name or ID',
	name: 'property',
	type: 'options',
	typeOptions: {
		loadOptionsMethod: 'getFilterProperties',
		loadOptionsDependsOn: ['model.value'],
	},
	default: '',
	description:
		'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};

const conditionOperator: INodeProperties = {
	displayName: 'Operator Name or ID',
	name: 'operator',
	type: 'options',
	typeOptions: { loadOptionsMethod: 'getOperators', loadOptionsDependsOn: ['&property'] },
	default: 'eq',
	description:
		'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};

const conditionValue: INodeProperties = {
	displayName: 'Value',
	name: 'value',
	type: 'string',
	default: '',
	description:
		'What to compare with. Several values have commas in between; a related record is meant by its ID.',
	displayOptions: { hide: { operator: ['exists', 'doesNotExist'] } },
};

export const combineFiltersField: INodeProperties = {
	displayName: 'Combine Filters',
	name: 'combineFilters',
	type: 'options',
	default: 'and',
	description: 'Which of the conditions a record has to meet',
	options: [
		{ name: 'All Conditions', value: 'and' },
		{ name: 'Any Condition', value: 'or' },
	],
};

/** Conditions that records have to meet, and whether all or any of them. */
export const filterFields: INodeProperties[] = [
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Condition',
		default: {},
		description: 'Conditions that the records have to meet',
		options: [
			{
				displayName: 'Conditions',
				name: 'conditions',
				values: [conditionProperty, conditionOperator, conditionValue],
			},
		],
	},
	combineFiltersField,
];

/** What the records are sorted by; what is equal then is sorted by ID. */
export const sortField: INodeProperties = {
	displayName: 'Sort',
	name: 'sort',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Property',
	default: {},
	description: 'What to sort the records by. Without it they come in the order of their IDs.',
	options: [
		{
			displayName: 'By',
			name: 'by',
			values: [
				{
					displayName: 'Property Name or ID',
					name: 'property',
					type: 'options',
					typeOptions: {
						loadOptionsMethod: 'getSortProperties',
						loadOptionsDependsOn: ['model.value'],
					},
					default: '',
					description:
						'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
				},
				{
					displayName: 'Direction',
					name: 'direction',
					type: 'options',
					default: 'asc',
					options: [
						{ name: 'Ascending', value: 'asc' },
						{ name: 'Descending', value: 'desc' },
					],
				},
			],
		},
	],
};
