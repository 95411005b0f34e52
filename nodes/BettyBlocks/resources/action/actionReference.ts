import type { INodeParameterResourceLocator } from 'n8n-workflow';
import { readActionId } from '../../app/actionId';
import { parameter } from '../../parameters/parameter';

/** An action, as the list offers it or as a person calls it. */
export const actionReference = parameter(
	{
		displayName: 'Action',
		name: 'actionId',
		type: 'resourceLocator',
		default: { mode: 'id', value: '' },
		required: true,
		description: 'The action to work with',
		modes: [
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 7d793037a0760186574b0282f2f435e7',
				hint: 'Click the action in the builder: the address bar shows its 32 characters',
				validation: [
					{
						type: 'regex',
						properties: {
							regex: '\\s*[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}\\s*',
							errorMessage: 'An ID has 32 characters, each a digit or a letter from a to f',
						},
					},
				],
			},
			{
				displayName: 'By URL',
				name: 'url',
				type: 'string',
				placeholder: 'e.g. https://my.bettyblocks.com/…',
				hint: 'Click the action in the builder and copy the address',
				validation: [
					{
						type: 'regex',
						properties: {
							regex: '.*[0-9a-fA-F]{32}.*',
							errorMessage: 'The address must contain the 32 characters of the ID',
						},
					},
				],
			},
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select an action...',
				hint: 'Not every app publishes its actions. If the list is empty, enter the ID instead.',
				typeOptions: { searchListMethod: 'searchActions', searchable: true },
			},
		],
	},
	(entered, displayName) => {
		const isLocator = typeof entered === 'object' && entered !== null && 'value' in entered;
		const value = isLocator ? (entered as INodeParameterResourceLocator).value : entered;
		return readActionId(value, displayName);
	},
);
