import type { INodeProperties } from 'n8n-workflow';
import { readActionId } from '../../app/schema/ids';
import { locatorValue, matching, parameter, type Parameter } from '../../parameters/parameter';

const locator: INodeProperties = {
	displayName: 'Action',
	name: 'actionId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The action to work with',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select an action...',
			typeOptions: { searchListMethod: 'searchActions', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 7d793037a0760186574b0282f2f435e7',
			hint: 'Click the action in the builder: the address bar shows its 32 characters',
			validation: matching(
				'\\s*[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}\\s*',
				'An ID has 32 characters, each a digit or a letter from a to f',
			),
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://my.bettyblocks.com/…',
			hint: 'Click the action in the builder and copy the URL',
			validation: matching(
				'.*[0-9a-fA-F]{32}.*',
				'The URL must contain the 32 characters of the ID',
			),
		},
	],
};

/** An action, chosen from the list or named by a person: its UUID. */
export const actionReference = actionCalled({});

/** The same, as another parameter. */
export function actionCalled(changes: Partial<INodeProperties>): Parameter<string> {
	return parameter({ ...locator, ...changes }, (entered, displayName) =>
		readActionId(locatorValue(entered), displayName),
	);
}
