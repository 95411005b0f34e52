// How a person says what to write.
import type {
	INodeProperties,
	INodePropertyOptions,
	ResourceMapperTypeOptions,
} from 'n8n-workflow';
import { toBoolean, toChoice, toJsonObject } from '../../parameters/converters';
import { option, parameter } from '../../parameters/parameter';

/** What the mapper calls the properties that identify a record. */
export const MATCHING_TITLE = 'Properties to Match On';

/** What it takes for a property to identify records. */
export const MATCHING_HINT = 'The properties that identify a record. Each must have a value';

type MapperOptions = Extract<ResourceMapperTypeOptions, { resourceMapperMethod: string }>;

export type FieldsMode = 'mapped' | 'auto' | 'json';

const MODES: INodePropertyOptions[] = [
	{
		name: 'Set Each Property Below',
		value: 'mapped',
		description: 'Enter a value for each property of the model',
	},
	{
		name: 'Map Input Automatically',
		value: 'auto',
		description: 'Use the fields of each item that have the name of a property',
	},
	{
		name: 'Use JSON',
		value: 'json',
		description: 'Enter an object with property names and values',
	},
];

export const fieldsMode = parameter(
	{
		displayName: 'Values to Write',
		name: 'fieldsMode',
		type: 'options',
		noDataExpression: true,
		default: 'mapped',
		description: 'How to enter the values of the properties',
		options: MODES,
	},
	toChoice<FieldsMode>(MODES),
);

const fieldsField: INodeProperties = {
	displayName: 'Properties',
	name: 'fields',
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'defineBelow', value: null },
	required: true,
	description: 'The values to write. A property that is left blank is not changed.',
	displayOptions: { show: { fieldsMode: ['mapped'] } },
};

export const fieldsJson = parameter(
	{
		displayName: 'Values (JSON)',
		name: 'fieldsJson',
		type: 'json',
		default: '{}',
		required: true,
		description:
			'An object with property names and values. A property that is absent is not changed, null clears it.',
		displayOptions: { show: { fieldsMode: ['json'] } },
	},
	toJsonObject,
);

export const ignoreUnknown = option(
	{
		displayName: 'Ignore Unknown Input',
		name: 'ignoreUnknown',
		type: 'boolean',
		default: false,
		description:
			'Whether to leave out input that is not a property of the model, when the input is mapped automatically',
	},
	toBoolean,
);

/** The parameters that say what to write. The mapper's method lists the columns in the editor. */
export function valueFields(
	mapper: Pick<MapperOptions, 'mode' | 'resourceMapperMethod'>,
): INodeProperties[] {
	return [
		fieldsMode.field,
		{
			...fieldsField,
			typeOptions: {
				loadOptionsDependsOn: ['model.value'],
				resourceMapper: {
					...mapper,
					valuesLabel: 'Properties',
					fieldWords: { singular: 'property', plural: 'properties' },
					addAllFields: true,
					supportAutoMap: false,
					multiKeyMatch: true,
					matchingFieldsLabels: {
						title: MATCHING_TITLE,
						description: 'The properties that identify a record, for example an email address',
						hint: MATCHING_HINT,
					},
					// The methods say themselves why there are none, and not in red.
					hideNoDataError: true,
				},
			},
		},
		fieldsJson.field,
	];
}
