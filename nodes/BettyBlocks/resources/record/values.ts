import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { FormValue } from '../../rest/form';
import type { Model, Property } from '../../rest/models';
import type { RecordForm } from '../../rest/records';
import { InputError } from '../../app/inputError';
import { encodeValue, isEmptyFor, kindOf } from '../../app/kinds';
import { propertyFinder } from '../../app/models';
import { requireProperty } from '../../app/paths';
import { booleanParameter, choiceParameter, jsonObjectParameter } from '../parameters';
import { fieldsModeField } from './valueFields';

/** What a person wants to write: property names or UUIDs and values, before they are checked. */
export interface EnteredValues {
	values: IDataObject;
	/** Taken from the input as it is, which may hold more than what can be written. */
	isInput: boolean;
}

/** Marks that this package puts beside the properties of a record. */
const MARKERS = new Set(['_action', '_event']);

/** Reads the values of one item from the mapper, the JSON or the input. */
export function enteredValues(context: IExecuteFunctions, itemIndex: number): EnteredValues {
	switch (fieldsMode(context, itemIndex)) {
		case 'json': {
			const values = jsonObjectParameter(context, 'fieldsJson', 'Fields (JSON)', itemIndex);
			return { values, isInput: false };
		}
		case 'auto':
			return { values: context.getInputData()[itemIndex]?.json ?? {}, isInput: true };
		case 'mapped':
			return { values: mappedValues(context, itemIndex), isInput: false };
	}
}

/** The mapper has had a mode of its own for mapping the input; saved workflows may hold it. */
function fieldsMode(context: IExecuteFunctions, itemIndex: number): 'mapped' | 'auto' | 'json' {
	const mode = choiceParameter<'mapped' | 'auto' | 'json'>(context, fieldsModeField, itemIndex);
	if (mode !== 'mapped') return mode;
	const mapping = context.getNodeParameter('fields.mappingMode', itemIndex, 'defineBelow');
	return mapping === 'autoMapInputData' ? 'auto' : 'mapped';
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
	return (
		value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
	);
}

export interface ValueRules {
	/** Whether input that is no property is left out. */
	ignoreUnknown: boolean;
	/** The zone of the workflow. */
	zone: string;
}

/**
 * Puts values into the app's own terms. Of the input, our own marks, what the app keeps itself and
 * relations to many are left out, as in a record that was read before.
 *
 * @throws {InputError} when there are none, or when the model cannot hold one of them
 */
export function encodeValues(
	{ values, isInput }: EnteredValues,
	model: Model,
	{ ignoreUnknown, zone }: ValueRules,
): RecordForm {
	const find = propertyFinder(model);
	const keys = new Map<string, string>();
	const form: Array<[string, FormValue]> = [];
	for (const [key, value] of Object.entries(values)) {
		const known = find(key);
		if (value === undefined) continue;
		if (isInput && isLeftOut(key, known, ignoreUnknown)) continue;
		const property = known ?? requireProperty(model, key);
		if (!kindOf(property).writable) throw notWritable(key);
		const other = keys.get(property.name);
		if (other !== undefined) throw givenTwice(property.name, other, key);
		keys.set(property.name, key);
		form.push([property.name, encodeValue(property.name, property, value, zone)]);
	}
	if (form.length > 0) return Object.fromEntries(form);
	throw new InputError('There is nothing to write', 'Give at least one property a value');
}

function isLeftOut(key: string, property: Property | undefined, ignoreUnknown: boolean): boolean {
	if (MARKERS.has(key)) return true;
	if (property === undefined) return ignoreUnknown || key.trim() === 'id';
	const { writable, isToMany = false } = kindOf(property);
	return !writable || isToMany;
}

/**
 * What a new record gets. The empty cells of a row that is mapped automatically are left out, so
 * that the defaults of the app apply.
 */
export function valuesForNew(form: RecordForm, entered: EnteredValues, model: Model): RecordForm {
	if (!entered.isInput) return form;
	const find = propertyFinder(model);
	const empty = new Set(
		Object.entries(entered.values).flatMap(([key, value]) => {
			const property = find(key);
			return property !== undefined && isEmptyFor(property, value) ? [property.name] : [];
		}),
	);
	return Object.fromEntries(Object.entries(form).filter(([name]) => !empty.has(name)));
}

function notWritable(name: string): InputError {
	return new InputError(
		`"${name}" cannot be written: the app keeps its value itself`,
		'Leave this property out',
	);
}

function givenTwice(property: string, one: string, other: string): InputError {
	return new InputError(
		`"${property}" is given twice: as ${JSON.stringify(one)} and as ${JSON.stringify(other)}`,
		'Give each property one value',
	);
}

/** Whether the options say that input without a property is left out. */
export function ignoresUnknown(context: IExecuteFunctions, itemIndex: number): boolean {
	const name = 'options.ignoreUnknown';
	return booleanParameter(context, name, 'Ignore Unknown Input', false, itemIndex);
}
