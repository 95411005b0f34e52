import type { INodeParameterResourceLocator } from 'n8n-workflow';
import { readModelReference } from '../app/models';
import { parameter } from './parameter';

/** The model, as the list offers it or as a person calls it. */
export const model = parameter(
	{
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
						message: "If the list doesn't load, enter the model's UUID or table name instead",
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
				hint: "The name of its table: usually the plural of the model's name, in lower case",
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
							errorMessage: "The address must contain the 32 characters of the model's UUID",
						},
					},
				],
			},
		],
	},
	(entered) => readModelReference(...enteredModel(entered)),
);

/** What stands in the parameter, and the mode it was entered in: an expression yields plain text. */
export function enteredModel(entered: unknown): [value: unknown, mode?: string] {
	if (typeof entered !== 'object' || entered === null) return [entered];
	const { value, mode } = entered as INodeParameterResourceLocator;
	return [value, mode];
}
