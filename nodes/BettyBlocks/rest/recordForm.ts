import { InputError } from '../app/errors';
import { kindOf } from '../app/values/kinds';
import { findProperty, type Model } from '../app/schema/models';
import type { Value, Values } from '../app/values/values';
import { inFormOrder, uncarried, type FormValue } from './form';

/** Values to write, in the app's own terms: property name → form value. */
export type RecordForm = { [property: string]: FormValue };

/**
 * A related record goes by its id: `record[group][id]=1` (vendor's client library).
 *
 * @throws {InputError} naming the property whose value a form can't carry
 */
export function toRecordForm(model: Pick<Model, 'properties'>, values: Values): RecordForm {
	return Object.fromEntries(
		Object.entries(values).map(([name, value]) => {
			const { family, isToMany } = kindOf(findProperty(model, name));
			if (family !== 'relation') return [name, carriedValue(name, value)];
			if (isToMany !== true) return [name, toRelated(value)];
			return [name, Array.isArray(value) ? value.map(toRelated) : toFormValue(value)];
		}),
	);
}

function carriedValue(name: string, value: Value): FormValue {
	const formValue = toFormValue(value);
	const what = uncarried(formValue);
	if (what === undefined) return inFormOrder(formValue);
	throw new InputError(
		`Property "${name}" has ${what}`,
		'The app accepts only text, and lists and objects of text. Leave this property out, or write its value as JSON text',
	);
}

/** A form carries text only: nothing is empty text. */
export function toFormValue(value: Value): FormValue {
	if (Array.isArray(value)) return value.map(toFormValue);
	if (typeof value !== 'object' || value === null) return String(value ?? '');
	return Object.fromEntries(
		Object.entries(value).map(([name, entry]) => [name, toFormValue(entry)]),
	);
}

function toRelated(id: Value): FormValue {
	return { id: toFormValue(id) };
}
