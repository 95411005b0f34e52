import type { INodeProperties, ResourceMapperTypeOptions } from 'n8n-workflow';

type MapperOptions = Extract<ResourceMapperTypeOptions, { resourceMapperMethod: string }>;

/** The mapper, or JSON. */
export const fieldsModeField: INodeProperties = {
	displayName: 'Fields Mode',
	name: 'fieldsMode',
	type: 'options',
	noDataExpression: true,
	default: 'mapped',
	description: 'How you want to say what to write',
	options: [
		{
			name: 'Using Fields Below',
			value: 'mapped',
			description: 'Choose a value for each property of the model',
		},
		{
			name: 'From the Input',
			value: 'auto',
			description: 'Take the fields of each item that have the name of a property',
		},
		{
			name: 'Using JSON',
			value: 'json',
			description: 'Give an object with property names and values',
		},
	],
};

const fieldsField: INodeProperties = {
	displayName: 'Fields',
	name: 'fields',
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'defineBelow', value: null },
	required: true,
	description: 'The values to write. A property that is left blank is left alone.',
	displayOptions: { show: { fieldsMode: ['mapped'] } },
};

const fieldsJsonField: INodeProperties = {
	displayName: 'Fields (JSON)',
	name: 'fieldsJson',
	type: 'json',
	default: '{}',
	required: true,
	description:
		'An object with property names and values. A property that is absent is left alone, null clears it.',
	displayOptions: { show: { fieldsMode: ['json'] } },
};

export const ignoreUnknownOption: INodeProperties = {
	displayName: 'Ignore Unknown Input',
	name: 'ignoreUnknown',
	type: 'boolean',
	default: false,
	description:
		'Whether to leave out input that is no property of the model, when the input is mapped automatically',
};

/** The parameters that say what to write. The mapper's method lists the columns in the editor. */
export function valueFields(
	mapper: Pick<MapperOptions, 'mode' | 'resourceMapperMethod'>,
): INodeProperties[] {
	return [
		fieldsModeField,
		{
			...fieldsField,
			typeOptions: {
				loadOptionsDependsOn: ['model.value'],
				resourceMapper: {
					...mapper,
					fieldWords: { singular: 'property', plural: 'properties' },
					addAllFields: true,
					supportAutoMap: false,
					multiKeyMatch: true,
					matchingFieldsLabels: {
						title: 'Properties to Match On',
						description: 'The properties that identify a record, such as an email address',
						hint: 'The properties that identify a record. Each must have a value',
					},
					// The methods say themselves why there are none, and not in red.
					hideNoDataError: true,
				},
			},
		},
		fieldsJsonField,
	];
}
