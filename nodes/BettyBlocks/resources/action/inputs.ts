import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { ActionInputs } from '../../rest/actions';
import { InputError } from '../../app/inputError';
import { encodeInputs } from '../../app/actions';
import { choiceParameter, jsonObjectParameter, textOption } from '../parameters';

const inputsModeField: INodeProperties = {
	displayName: 'Inputs Mode',
	name: 'inputsMode',
	type: 'options',
	noDataExpression: true,
	default: 'mapped',
	description: 'How you want to say what to pass to the action',
	options: [
		{
			name: 'Using Fields Below',
			value: 'mapped',
			description: 'Give each input variable a name and a value',
		},
		{
			name: 'Using JSON',
			value: 'json',
			description: 'Give an object with names and values',
		},
	],
};

/** The parameters that say what to pass to the action. */
export const inputFields: INodeProperties[] = [
	inputsModeField,
	{
		displayName: 'Inputs',
		name: 'inputs',
		type: 'fixedCollection',
		placeholder: 'Add input',
		default: {},
		typeOptions: { multipleValues: true },
		description:
			'The input variables of the action. Its own record is empty when it is run from here, so pass what it needs, such as the ID of a record.',
		options: [
			{
				displayName: 'Variable',
				name: 'variables',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. company_id',
						description: 'The name of the input variable in the action',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. 42',
						description:
							'What to pass. An expression may yield any type, such as a number or a list.',
					},
				],
			},
		],
		displayOptions: { show: { inputsMode: ['mapped'] } },
	},
	{
		displayName: 'Inputs (JSON)',
		name: 'inputsJson',
		type: 'json',
		default: '{}',
		required: true,
		description: 'An object with the names and values of the input variables',
		displayOptions: { show: { inputsMode: ['json'] } },
	},
];

const sendInputsAsOption: INodeProperties = {
	displayName: 'Send Inputs As',
	name: 'sendInputsAs',
	type: 'options',
	default: 'form',
	description:
		'How the inputs travel to the app. Try another way when the action does not get them.',
	options: [
		{ name: 'Form', value: 'form' },
		{ name: 'JSON', value: 'json' },
		{ name: 'Query in the URL', value: 'query' },
	],
};

/** What can be changed about the way the inputs travel; how an app reads them is not documented. */
export const inputOptions: INodeProperties[] = [
	{
		displayName: 'Inputs Key',
		name: 'inputsKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. input',
		description: 'A name to put around all inputs: with "input", x=1 is sent as input[x]=1',
	},
	sendInputsAsOption,
];

/**
 * Reads what to pass to the action for one item.
 *
 * @throws {InputError} when inputs have no name or the same one, or cannot travel as chosen
 */
export function actionInputs(context: IExecuteFunctions, itemIndex: number): ActionInputs {
	const sendAs = choiceParameter<ActionInputs['sendAs']>(
		context,
		sendInputsAsOption,
		itemIndex,
		`options.${sendInputsAsOption.name}`,
	);
	const inputs = withoutUndefined(enteredInputs(context, itemIndex));
	const key = textOption(context, 'inputsKey', 'Inputs Key', itemIndex);
	return sendAs === 'json'
		? { sendAs, values: under(key, inputs) }
		: { sendAs, values: under(key, encodeInputs(inputs, context.getTimezone())) };
}

function under<Values extends object>(
	key: string | undefined,
	values: Values,
): Values | { [key: string]: Values } {
	return key === undefined ? values : { [key]: values };
}

function enteredInputs(context: IExecuteFunctions, itemIndex: number): IDataObject {
	return choiceParameter<'mapped' | 'json'>(context, inputsModeField, itemIndex) === 'json'
		? jsonObjectParameter(context, 'inputsJson', 'Inputs (JSON)', itemIndex)
		: mappedInputs(context, itemIndex);
}

function mappedInputs(context: IExecuteFunctions, itemIndex: number): IDataObject {
	const variables = context.getNodeParameter('inputs.variables', itemIndex, []) as IDataObject[];
	const inputs = new Map<string, IDataObject[string]>();
	for (const { name, value } of variables) {
		const key = String(name ?? '').trim();
		if (key === '') {
			throw new InputError(
				'An entry of Inputs has no name',
				'Give each input the name that it has in the action',
			);
		}
		if (inputs.has(key)) {
			throw new InputError(
				`Inputs names "${key}" twice`,
				'Give each input once; for several values, let an expression yield a list',
			);
		}
		inputs.set(key, value);
	}
	return Object.fromEntries(inputs);
}

/** What an expression does not find is not passed at all; null is passed as an empty value. */
function withoutUndefined(inputs: IDataObject): IDataObject {
	return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
}
