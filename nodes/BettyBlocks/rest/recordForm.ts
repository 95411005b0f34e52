import { kindOf } from '../app/kinds';
import { findProperty, type Model } from '../app/models';
import type { Value, Values } from '../app/values';
import type { FormValue } from './form';

/** Values to write, in the app's own terms: property name → form value. */
export type RecordForm = { [property: string]: FormValue };

/** A related record goes by its id: `record[group][id]=1` (vendor's client library). */
export function toRecordForm(model: Pick<Model, 'properties'>, values: Values): RecordForm {
	return Object.fromEntries(
		Object.entries(values).map(([name, value]) => {
			const { family, isToMany } = kindOf(findProperty(model, name));
			if (family !== 'relation') return [name, toFormValue(value)];
			if (isToMany !== true) return [name, toRelated(value)];
			return [name, Array.isArray(value) ? value.map(toRelated) : toFormValue(value)];
		}),
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
