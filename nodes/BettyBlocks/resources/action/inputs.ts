// What to pass to an action, and how it travels.
import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { ActionCall } from '../../app/parts';
import { InputError } from '../../app/errors';
import { isJsonObject } from '../../app/values/json';
import { checkMeant } from '../../app/values/values';
import { toChoice, toJsonObject, toOptionalText } from '../../parameters/converters';
import { entries, mapped, oneOf, parameter, type Parameter } from '../../parameters/parameter';

const NAMED: INodePropertyOptions = {
	name: 'Set Each Input Below',
	value: 'mapped',
	description: 'Enter a name and a value for each input variable',
};

const AS_JSON: INodePropertyOptions = {
	name: 'Use JSON',
	value: 'json',
	description: 'Enter an object with names and values',
};

const BY_KIND: INodePropertyOptions = {
	name: "Fill In the Action's Inputs",
	value: 'fields',
	description: 'Enter a value for each input that the app publishes for the action',
};

const MODES = [NAMED, AS_JSON];

const DATA_MODES = [BY_KIND, { ...NAMED, name: 'Set Names and Values' }, AS_JSON];

const WAYS: INodePropertyOptions[] = [
	{ name: 'Form', value: 'form' },
	{ name: 'JSON', value: 'json' },
	{ name: 'Query in the URL', value: 'query' },
];

const inputsModeField: INodeProperties = {
	displayName: 'Inputs to Send',
	name: 'inputsMode',
	type: 'options',
	noDataExpression: true,
	default: 'mapped',
	description: 'How to enter what to pass to the action',
	options: MODES,
};

const inputsMode = parameter(inputsModeField, toChoice<'mapped' | 'json'>(MODES));

const dataInputsMode = parameter(
	{ ...inputsModeField, default: 'fields', options: DATA_MODES },
	toChoice<'fields' | 'mapped' | 'json'>(DATA_MODES),
);

const mappedInputs = entries({
	displayName: 'Inputs',
	name: 'inputs',
	type: 'fixedCollection',
	placeholder: 'Add input',
	default: {},
	typeOptions: { multipleValues: true },
	description:
		"The input variables of the action. Actions started from n8n don't run on a record, so pass everything the action needs, such as a record ID.",
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
						'What to pass. An expression can return any type, such as a number or a list.',
				},
			],
		},
	],
});

const jsonInputs = parameter(
	{
		displayName: 'Inputs (JSON)',
		name: 'inputsJson',
		type: 'json',
		default: '{}',
		required: true,
		description: 'An object with the names and values of the input variables',
	},
	toJsonObject,
);

/**
 * The inputs that an app may publish for actions.
 *
 * @param resourceMapperMethod lists them in the editor
 * @param others the parameters that they depend on
 */
function filledIn(
	resourceMapperMethod: string,
	others: Array<Parameter<unknown>>,
): Parameter<IDataObject> {
	const names = others.flatMap(({ fields }) => fields.map(({ name }) => `${name}.value`));
	return parameter(
		{
			displayName: 'Inputs',
			name: 'inputFields',
			type: 'resourceMapper',
			noDataExpression: true,
			default: { mappingMode: 'defineBelow', value: null },
			required: true,
			description: 'The inputs of the action. One that is left blank is not passed.',
			typeOptions: {
				loadOptionsDependsOn: names,
				resourceMapper: {
					mode: 'add',
					resourceMapperMethod,
					valuesLabel: 'Inputs',
					fieldWords: { singular: 'input', plural: 'inputs' },
					addAllFields: true,
					supportAutoMap: false,
					multiKeyMatch: false,
					// The method says itself why there are none, and not in red.
					hideNoDataError: true,
				},
			},
		},
		(entered) => {
			const value = isJsonObject(entered) ? entered.value : undefined;
			return isJsonObject(value) ? value : {};
		},
	);
}

const named = { mapped: { variables: mappedInputs }, json: { json: jsonInputs } };

/** The inputs by name. What an expression does not find is not passed at all; null is passed empty. */
export const inputs = mapped(oneOf(inputsMode, named), (entered) =>
	passed(entered.kind === 'json' ? entered.json : byName(entered.variables)),
);

/** What is passed to an action. */
export interface EnteredInputs {
	values: IDataObject;
	/** Whether they were entered by the kinds that the app publishes. */
	byKind: boolean;
}

/**
 * The inputs of one of several actions, in an app that may publish them.
 *
 * @param others resource locators that they depend on
 */
export function inputsOfActions(
	method: string,
	...others: Array<Parameter<unknown>>
): Parameter<EnteredInputs> {
	const fields = { filled: filledIn(method, others) };
	return mapped(oneOf(dataInputsMode, { fields, ...named }), (entered) => {
		switch (entered.kind) {
			case 'json':
				return { values: passed(entered.json), byKind: false };
			case 'mapped':
				return { values: passed(byName(entered.variables)), byKind: false };
			case 'fields':
				return { values: passed(withoutBlanks(entered.filled)), byKind: true };
		}
	});
}

/** The editor has a value for each input, null or an empty text where nobody entered one. */
function withoutBlanks(values: IDataObject): IDataObject {
	const filled = Object.entries(values).filter(([, value]) => value !== null && value !== '');
	return Object.fromEntries(filled);
}

function passed(entered: IDataObject): IDataObject {
	const given = Object.entries(entered).filter(([, value]) => value !== undefined);
	for (const [name, value] of given) checkMeant(`The input "${name}"`, value);
	return Object.fromEntries(given);
}

/** How an app reads inputs is not documented. */
export const sendInputsAs = parameter(
	{
		displayName: 'Send Inputs As',
		name: 'sendInputsAs',
		type: 'options',
		default: 'form',
		description: "How to send the inputs. Try another option if the action doesn't receive them.",
		options: WAYS,
	},
	toChoice<ActionCall['sendAs']>(WAYS),
);

export const inputsKey = parameter(
	{
		displayName: 'Inputs Key',
		name: 'inputsKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. input',
		description:
			'Wrap the inputs in an object with this name: with "input", x=1 is sent as input[x]=1',
	},
	toOptionalText,
);

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
				'Enter each input once; for several values, use an expression that returns a list',
			);
		}
		named.set(key, value);
	}
	return Object.fromEntries(named);
}
