import type { INodeProperties } from 'n8n-workflow';
import { filterOption, modelField, simplifyField, viewOption } from '../resources/fields';

export const DEFAULT_MAX_RECORDS = 500;
export const DEFAULT_OVERLAP_MINUTES = 5;
export const DEFAULT_CREATED_PROPERTY = 'created_at';
export const DEFAULT_UPDATED_PROPERTY = 'updated_at';

const createdOption: INodeProperties = {
	displayName: 'Created Property',
	name: 'createdProperty',
	type: 'string',
	default: DEFAULT_CREATED_PROPERTY,
	description: 'The name or UUID of the property that holds when a record was created',
};

const maxRecordsOption: INodeProperties = {
	displayName: 'Max Records per Poll',
	name: 'maxRecords',
	type: 'number',
	typeOptions: { minValue: 1, numberPrecision: 0 },
	default: DEFAULT_MAX_RECORDS,
	description: 'Most records that one poll puts out. The rest follows at the next polls.',
};

const overlapOption: INodeProperties = {
	displayName: 'Overlap (Minutes)',
	name: 'overlapMinutes',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: DEFAULT_OVERLAP_MINUTES,
	description: 'How far back each poll looks again for records that the app shows late',
};

const updatedOption: INodeProperties = {
	displayName: 'Updated Property',
	name: 'updatedProperty',
	type: 'string',
	default: DEFAULT_UPDATED_PROPERTY,
	description: 'The name or UUID of the property that holds when a record was last changed',
};

export const eventField: INodeProperties = {
	displayName: 'Trigger On',
	name: 'event',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Record Created',
			value: 'recordCreated',
			description: 'Once for each new record, whatever happens to it later',
		},
		{
			name: 'Record Created or Updated',
			value: 'recordCreatedOrUpdated',
			description: 'For each new record, and for each change that a poll can see',
		},
		{
			name: 'Record Updated',
			value: 'recordUpdated',
			description: 'For each change after the creation that a poll can see',
		},
	],
	default: 'recordCreated',
};

export const startFromField: INodeProperties = {
	displayName: 'Start From',
	name: 'startFrom',
	type: 'options',
	options: [
		{
			name: 'Now',
			value: 'now',
			description:
				'What happens from the first activation on, also while the workflow is switched off for a while',
		},
		{
			name: 'Existing Records',
			value: 'existing',
			description: 'Everything that is already there comes first, oldest first',
		},
		{ name: 'Date', value: 'date', description: 'Everything from a date on comes first' },
	],
	default: 'now',
	description: 'What comes when the workflow is activated for the first time',
};

/** All parameters of the trigger. */
export const triggerFields: INodeProperties[] = [
	eventField,
	{ ...modelField, description: 'The model whose records to watch' },
	startFromField,
	{
		displayName: 'Start Date',
		name: 'startDate',
		type: 'dateTime',
		default: '',
		required: true,
		description: 'The first moment that counts. Without a zone, it is in that of the workflow.',
		displayOptions: { show: { startFrom: ['date'] } },
	},
	simplifyField,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			createdOption,
			{
				...filterOption,
				description:
					'The UUID of a filter that is saved in the app, or its address in the builder. Only its records are watched.',
			},
			maxRecordsOption,
			overlapOption,
			updatedOption,
			{
				...viewOption,
				description:
					'The UUID of a saved view, or its address in the builder. Only its records are watched, and it must show the properties that hold when they were created and changed.',
			},
		],
	},
];
