import type { FieldType, INodePropertyOptions, ResourceMapperField } from 'n8n-workflow';
import { choicesOf } from '../app/schema/choices';
import { kindOf } from '../app/values/kinds';
import { mapperLabel } from '../app/schema/labels';
import type { Property } from '../app/schema/models';

/** Blank until somebody chooses: n8n gives a switch that nobody touched the value false. */
const YES_OR_NO: INodePropertyOptions[] = [
	{ name: 'Yes', value: true },
	{ name: 'No', value: false },
];

/** The field of a mapper for a property, or for an input of an action. */
export function mapperField(property: Property, required = false): ResourceMapperField {
	const options = optionsOf(property);
	return {
		id: property.name,
		displayName: mapperLabel(property),
		type: options ? 'options' : typeOf(property),
		...(options && { options }),
		required,
		defaultMatch: false,
		display: true,
	};
}

/**
 * Numbers are entered as text, which keeps all their digits. In a field for numbers, n8n 1 enters 0
 * where nobody entered anything, and every n8n makes 0 of an empty text.
 */
function typeOf(property: Property): FieldType {
	const { fieldType } = kindOf(property);
	return fieldType === 'options' || fieldType === 'number' ? 'string' : fieldType;
}

function optionsOf(property: Property): INodePropertyOptions[] | undefined {
	switch (kindOf(property).fieldType) {
		case 'boolean':
			return YES_OR_NO;
		case 'options':
			return choicesOf(property);
		default:
			return undefined;
	}
}
