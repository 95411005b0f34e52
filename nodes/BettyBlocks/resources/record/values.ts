import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Model } from '../../api/models';
import type { RecordForm } from '../../api/records';
import { InputError } from '../../inputError';
import { encodeValue, kindOf } from '../../schema/kinds';
import { findProperty } from '../../schema/models';
import { requireProperty } from '../../schema/paths';
import { booleanParameter, choiceParameter, jsonObjectParameter } from '../parameters';
import { fieldsModeField } from './valueFields';

/** What a person wants to write: property names or UUIDs and values, before they are checked. */
export interface EnteredValues {
	values: IDataObject;
	/** Taken from the input as it is, which may hold more than what can be written. */
	isInput: boolean;
}

/** Whether values are given as JSON rather than in the mapper. */
export function isJsonMode(context: IExecuteFunctions, itemIndex: number): boolean {
	return choiceParameter<'mapped' | 'json'>(context, fieldsModeField, itemIndex) === 'json';
}

/** Reads the values of one item from the mapper, the JSON or the input. */
export function enteredValues(context: IExecuteFunctions, itemIndex: number): EnteredValues {
	if (isJsonMode(context, itemIndex)) {
		const values = jsonObjectParameter(context, 'fieldsJson', 'Fields (JSON)', itemIndex);
		return { values, isInput: false };
	}
	return context.getNodeParameter('fields.mappingMode', itemIndex) === 'autoMapInputData'
		? { values: context.getInputData()[itemIndex]?.json ?? {}, isInput: true }
		: { values: mappedValues(context, itemIndex), isInput: false };
}

/**
 * The values of the mapper. A blank field is stored as null or '', and means that the property is
 * left alone; only an expression that yields null or '' clears it. n8n's own conversion is passed
 * over, as it would turn an empty number into 0.
 */
function mappedValues(context: IExecuteFunctions, itemIndex: number): IDataObject {
	const entered = context.getNodeParameter(
		'fields.value',
		itemIndex,
		{},
		{
			rawExpressions: true,
		},
	) as IDataObject | null;
	const values = context.getNodeParameter(
		'fields.value',
		itemIndex,
		{},
		{
			skipValidation: true,
		},
	) as IDataObject | null;
	return Object.fromEntries(
		Object.entries(values ?? {}).filter(([name]) => !isBlank(entered?.[name])),
	);
}

export function isBlank(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

/**
 * Puts values into the app's own terms. Of the input, what the app keeps itself is left out, as in a
 * record that was read before.
 *
 * @param model undefined when it is not known, so that the values speak for themselves
 * @param ignoreUnknown whether input that is no property is left out as well
 * @throws {InputError} when there are none, or when the model cannot hold one of them
 */
export function encodeValues(
	{ values, isInput }: EnteredValues,
	model: Model | undefined,
	ignoreUnknown: boolean,
): RecordForm {
	const form: RecordForm = {};
	for (const [name, value] of Object.entries(values)) {
		const known = model && findProperty(model, name);
		const isForeign = model !== undefined && known === undefined && ignoreUnknown;
		const isKeptByApp = name === 'id' || !kindOf(known).writable;
		if (value === undefined || (isInput && (isForeign || isKeptByApp))) continue;
		const property = model && requireWritable(model, name);
		form[property?.name ?? name] = encodeValue(name, property, value);
	}
	if (Object.keys(form).length > 0) return form;
	throw new InputError('There is nothing to write', 'Give at least one property a value');
}

function requireWritable(model: Model, name: string): Model['properties'][number] {
	const property = requireProperty(model, name);
	if (kindOf(property).writable) return property;
	throw new InputError(
		`"${name}" cannot be written: the app keeps its value itself`,
		'Leave this property out',
	);
}

/** Whether the options say that input without a property is left out. */
export function ignoresUnknown(context: IExecuteFunctions, itemIndex: number): boolean {
	const name = 'options.ignoreUnknown';
	return booleanParameter(context, name, 'Ignore Unknown Input', false, itemIndex);
}
