// What Create or Update finds a record by.
import type { RecordMatch } from '../../app/app';
import type { Condition } from '../../app/query/conditions';
import { InputError } from '../../app/errors';
import { findProperty, type Model } from '../../app/schema/models';
import { lastOf, requireProperty } from '../../app/schema/paths';
import { toRecordId } from '../../app/schema/ids';
import { likeKey, sameKey } from '../../app/values/equality';
import type { Values } from '../../app/values/values';
import type { Sequence } from '../../node/prepared';
import { isBlank, shown } from '../../parameters/converters';
import type { EnteredValues } from './enteredValues';

/**
 * Items that may mean the same record keep their order, so that the second finds what the first
 * created. For that, values count as the most forgiving app compares them.
 */
export function matchSequence({
	model,
	conditions,
	zone,
}: Pick<RecordMatch, 'model' | 'conditions' | 'zone'>): Sequence {
	const sorted = [...conditions].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
	const keysOf = (toKey: typeof likeKey) =>
		JSON.stringify(
			sorted.map(({ path, criteria }) => criteria.map((each) => toKey(lastOf(path), each, zone))),
		);
	return {
		by: JSON.stringify(sorted.map(nameOf)),
		value: keysOf(likeKey),
		exactly: `${model.id} ${keysOf(sameKey)}`,
	};
}

function nameOf({ path }: Condition): string {
	return path.steps[0].name;
}

/** @throws {InputError} when it is empty */
export function valueToMatch({ values }: EnteredValues, key: string, model: Model): unknown {
	const property = requireProperty(model, key);
	const entry = Object.entries(values).find(([name]) => findProperty(model, name) === property);
	if (!isBlank(entry?.[1])) return entry?.[1];
	throw noValue(property.name);
}

/** @throws {InputError} when it is empty, or not an id */
export function idToMatch({ values }: EnteredValues, model: Model): number {
	const value = Object.entries(values).find(([name]) => isId(name, model))?.[1];
	if (isBlank(value)) throw noValue('id');
	const id = toRecordId(value);
	if (id !== undefined) return id;
	throw new InputError(
		`Property "id" must be a positive whole number, but got ${shown(value)}`,
		'Enter a record ID, for example 42',
	);
}

export function isById(keys: string[], model: Model): boolean {
	return keys.every((key) => isId(key, model));
}

/** The id may be matched on, but the app gives it. */
export function withoutId(entered: EnteredValues, model: Model): EnteredValues {
	const values = Object.entries(entered.values).filter(([name]) => !isId(name, model));
	return { ...entered, values: Object.fromEntries(values) };
}

export function withoutKeys(values: Values, conditions: Condition[]): Values {
	const keys = new Set(conditions.map(({ path }) => path.steps[0].name));
	return Object.fromEntries(Object.entries(values).filter(([name]) => !keys.has(name)));
}

/** An app may not list the property of ids. */
function isId(name: string, model: Model): boolean {
	return name.trim() === 'id' || findProperty(model, name)?.name === 'id';
}

export function noValue(name: string): InputError {
	return new InputError(
		`Property "${name}" is used for matching but has no value`,
		'Give every property to match on a value: an empty one would match the wrong records',
	);
}
