// What a record shows already is not written again: an app may show less than it keeps (digits, seconds,
// a file's own address), in a form that it doesn't take, or a choice that its list no longer has.
import type { App, AppRecord } from '../../app/app';
import { AppError, unless } from '../../app/errors';
import { kindOf } from '../../app/values/kinds';
import { findProperty, type Model, type Property } from '../../app/schema/models';
import { shownValue } from '../../app/values/shown';
import type { Values } from '../../app/values/values';
import { requireSome, type EnteredValues } from './enteredValues';

/**
 * Reads what a record shows.
 *
 * @returns undefined where the user may not read it, or it isn't there: the write then tells
 */
export async function fetchShown(
	app: App,
	model: Model,
	id: number,
): Promise<AppRecord | undefined> {
	return await unless(isUnreadable, app.records.get(model, id), undefined);
}

/** Whether an error says that the user may not read a record, or that it isn't there. */
export function isUnreadable(error: unknown): boolean {
	return error instanceof AppError && ['missing', 'refused', 'credential'].includes(error.kind);
}

/** Whether a record has to be looked at before input is written to it. */
export function needsShown({ values, isInput }: EnteredValues, model: Model): boolean {
	if (!isInput) return false;
	return Object.keys(values).some((key) => {
		const property = findProperty(model, key);
		return property !== undefined && kindOf(property).writable && kindOf(property).isShownInPart;
	});
}

/** The input without what all records show already, where that may be less than the app keeps. */
function withoutShown(
	{ values, isInput }: EnteredValues,
	model: Model,
	records: AppRecord[],
	isOfAnyKind = false,
): EnteredValues {
	const differing = Object.entries(values).filter(([key, value]) => {
		const property = findProperty(model, key);
		const isLeftOut = property && (isOfAnyKind || isInAnotherForm(property));
		return !isLeftOut || !records.every((record) => isShown(property, value, record));
	});
	return { values: isInput ? Object.fromEntries(differing) : values, isInput };
}

/**
 * Checks what is to be written. A value that the app shows may be none that it takes: then what the
 * records show already is left out, if it is all there is.
 *
 * @param records what is shown of the records that are meant
 * @throws {InputError} when there is nothing to write, and of the check, when another value is wrong
 */
export async function takenOrShown(
	entered: EnteredValues,
	model: Model,
	check: (entered: EnteredValues) => Values,
	records: () => Promise<AppRecord[]>,
): Promise<Values> {
	let values: Values;
	try {
		values = check(entered);
	} catch (error) {
		const shown = entered.isInput ? await records() : [];
		if (shown.length === 0) return await Promise.reject(error as Error);
		return check(withoutShown(entered, model, shown, true));
	}
	return requireSome(values);
}

/** Of the values that are ready to be written, those that the record doesn't show already. */
export function differingValues(
	values: Values,
	entered: EnteredValues,
	model: Model,
	shown: AppRecord,
): Values {
	if (!entered.isInput) return values;
	const names = new Set(
		Object.keys(withoutShown(entered, model, [shown]).values).map(
			(key) => findProperty(model, key)?.name,
		),
	);
	return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}

function isInAnotherForm(property: Property): boolean {
	const { isShownInPart = false, fieldType } = kindOf(property);
	return isShownInPart || fieldType === 'options';
}

function isShown(property: Property, value: unknown, record: AppRecord): boolean {
	const { simplify } = kindOf(property);
	const shown = shownValue(record, property);
	if (shown === undefined) return false;
	return isEqual(value, shown) || (simplify !== undefined && isEqual(value, simplify(shown)));
}

/** Whether two values are the same JSON. */
function isEqual(one: unknown, other: unknown): boolean {
	if (one === other) return true;
	if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false;
	if (Array.isArray(one) !== Array.isArray(other)) return false;
	const [ones, others] = [Object.entries(one), new Map<string, unknown>(Object.entries(other))];
	return (
		ones.length === others.size &&
		ones.every(([name, value]) => others.has(name) && isEqual(value, others.get(name)))
	);
}
