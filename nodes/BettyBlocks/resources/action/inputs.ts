// What to pass to an action, and how it travels.
import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import type { ActionCall } from '../../app/app';
import { InputError } from '../../app/inputError';
import { isLuxon } from '../../app/moments';
import { toChoice, toJsonObject, toOptionalText } from '../../parameters/converters';
import { entries, option, parameter, type Parameter } from '../../parameters/parameter';

const MODES: INodePropertyOptions[] = [
	{
		name: 'Set Each Input Below',
		value: 'mapped',
		description: 'Enter a name and a value for each input variable',
	},
	{
		name: 'Use JSON',
		value: 'json',
		description: 'Enter an object with names and values',
	},
];

const WAYS: INodePropertyOptions[] = [
	{ name: 'Form', value: 'form' },
	{ name: 'JSON', value: 'json' },
	{ name: 'Query in the URL', value: 'query' },
];

export const inputsMode = parameter(
	{
		displayName: 'Inputs to Send',
		name: 'inputsMode',
		type: 'options',
		noDataExpression: true,
		default: 'mapped',
		description: 'How to enter what to pass to the action',
		options: MODES,
	},
	toChoice<'mapped' | 'json'>(MODES),
);

const mappedInputs = entries({
	displayName: 'Inputs',
	name: 'inputs',
	type: 'fixedCollection',
	placeholder: 'Add input',
	default: {},
	typeOptions: { multipleValues: true },
	description:
		'The input variables of the action. An action that is run from here has no record of its own, so pass what it needs, such as the ID of a record.',
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
});

const jsonInputs = parameter(
	{
		displayName: 'Inputs (JSON)',
		name: 'inputsJson',
		type: 'json',
		default: '{}',
		required: true,
		description: 'An object with the names and values of the input variables',
		displayOptions: { show: { inputsMode: ['json'] } },
	},
	toJsonObject,
);

/** The fields in which the inputs are entered. */
export const inputFields = [inputsMode.field, mappedInputs.field, jsonInputs.field];

/** The inputs by name. What an expression does not find is not passed at all; null is passed empty. */
export const inputs: Pick<Parameter<IDataObject>, 'read'> = {
	read: (reader) => {
		const entered =
			reader.read(inputsMode) === 'json'
				? reader.read(jsonInputs)
				: byName(reader.read(mappedInputs));
		const given = Object.entries(entered).filter(([, value]) => value !== undefined);
		for (const [name, value] of given) checkCarried(value, name);
		return Object.fromEntries(given);
	},
};

/** How an app reads inputs is not documented. */
export const sendInputsAs = option(
	{
		displayName: 'Send Inputs As',
		name: 'sendInputsAs',
		type: 'options',
		default: 'form',
		description:
			"How the inputs travel to the app. Try another way if the action doesn't receive them.",
		options: WAYS,
	},
	toChoice<NonNullable<ActionCall['sendAs']>>(WAYS),
);

export const inputsKey = option(
	{
		displayName: 'Inputs Key',
		name: 'inputsKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. input',
		description: 'A name to put around all inputs: with "input", x=1 is sent as input[x]=1',
	},
	toOptionalText,
);

/** What n8n makes of a date that there is not. */
const NO_DATE = 'Invalid DateTime';

/** @throws {InputError} for what would arrive as null, though nobody meant it: a wrong date, no number */
function checkCarried(value: unknown, name: string): void {
	const isWrongDate =
		value === NO_DATE ||
		(isLuxon(value) && !value.isValid) ||
		(value instanceof Date && Number.isNaN(value.getTime()));
	const isNoNumber = typeof value === 'number' && !Number.isFinite(value);
	if (isWrongDate || isNoNumber) {
		throw new InputError(
			`The input "${name}" is ${isNoNumber ? 'not a number' : 'a date that there is not'}: ${String(value)}`,
			'Check the expression of this input',
		);
	}
	if (typeof value !== 'object' || value === null || value instanceof Date || isLuxon(value))
		return;
	for (const part of Object.values(value)) checkCarried(part, name);
}

/** @throws {InputError} when an input has no name, or the name of another */
function byName(variables: IDataObject[]): IDataObject {
	const named = new Map<string, IDataObject[string]>();
	for (const { name, value } of variables) {
		const key = String(name ?? '').trim();
		if (key === '') {
			throw new InputError(
				"An entry of 'Inputs' has no name",
				'Give each input the name it has in the action',
			);
		}
		if (named.has(key)) {
			throw new InputError(
				`'Inputs' has "${key}" twice`,
				'Enter each input once; for several values, use an expression that yields a list',
			);
		}
		named.set(key, value);
	}
	return Object.fromEntries(named);
}
