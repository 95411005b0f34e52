import { toText } from '../../parameters/converters';
import { parameter } from '../../parameters/parameter';

/** The property that a file is for. */
export const fileProperty = parameter(
	{
		displayName: 'Property Name or ID',
		name: 'property',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getFileProperties', loadOptionsDependsOn: ['model.value'] },
		default: '',
		required: true,
		description:
			'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
	},
	toText,
);
