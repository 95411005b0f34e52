import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import { enteredDecimal } from '../app/values/decimals';
import { InputError } from '../app/errors';
import { isTooDeep } from '../app/values/json';
import { parseJsonObject } from './jsonObject';

type Convert<Value> = (entered: unknown, displayName: string) => Value;

const MAX_SHOWN = 80;

/**
 * One of the values of a list. In the editor it is nothing else, but an expression may yield anything.
 *
 * @param options the list
 */
export function toChoice<Choice extends string>(options: INodePropertyOptions[]): Convert<Choice> {
	return (entered, displayName) => {
		const choices = options.map(({ value }) => value as Choice);
		const choice = choices.find((known) => known === entered);
		if (choice !== undefined) return choice;
		throw new InputError(
			`'${displayName}' must be one of ${choices.join(', ')}, but got ${shown(entered)}`,
			`Choose one from the list of '${displayName}'`,
		);
	};
}

/** A switch; an expression, or an AI agent, may yield true and false as text. */
export const toBoolean: Convert<boolean> = (entered, displayName) => {
	const text = typeof entered === 'string' ? entered.trim().toLowerCase() : entered;
	if (text === true || text === 'true') return true;
	if (text === false || text === 'false') return false;
	throw new InputError(
		`'${displayName}' must be true or false, but got ${shown(entered)}`,
		`Switch '${displayName}' on or off, or use an expression that returns true or false`,
	);
};

export const toPositiveInteger = wholeNumber(1, 'a positive whole number');

export const toWholeNumber = wholeNumber(0, 'a whole number of 0 or more');

/** @param meant what it must be */
function wholeNumber(least: number, meant: string): Convert<number> {
	return (entered, displayName) => {
		const number = typeof entered === 'string' ? Number(enteredDecimal(entered)) : entered;
		if (typeof number === 'number' && Number.isSafeInteger(number) && number >= least)
			return number;
		throw new InputError(
			`'${displayName}' must be ${meant}, but got ${shown(entered)}`,
			`Enter a whole number of ${least} or more for '${displayName}'`,
		);
	};
}

/** Text without the blanks around it, which may not be empty. */
export const toText: Convert<string> = (entered, displayName) => {
	const text = typeof entered === 'string' ? entered.trim() : '';
	if (text !== '') return text;
	const isEmpty = entered === undefined || entered === null || typeof entered === 'string';
	throw new InputError(
		isEmpty
			? `'${displayName}' is empty`
			: `'${displayName}' must be text, but got ${shown(entered)}`,
		`Enter text for '${displayName}'`,
	);
};

/** Text without the blanks around it; undefined when it is empty or not set. */
export const toOptionalText: Convert<string | undefined> = (entered, displayName) => {
	if (typeof entered === 'object' && entered !== null) {
		throw new InputError(
			`'${displayName}' must be text, but got ${shown(entered)}`,
			`Enter text for '${displayName}', or leave it empty`,
		);
	}
	const text = String(entered ?? '').trim();
	return text === '' ? undefined : text;
};

/** Names with commas in between, or a list of them. */
export const toNames: Convert<string[]> = (entered, displayName) => {
	if (isTooDeep(entered)) throw new InputError(`'${displayName}' must be a list of names`);
	const given: unknown[] = Array.isArray(entered) ? entered : String(entered ?? '').split(',');
	return given.map((entry) => String(entry ?? '').trim()).filter((entry) => entry !== '');
};

/** An object, or the JSON text of one. */
export const toJsonObject: Convert<IDataObject> = (entered, displayName) =>
	parseJsonObject(entered, displayName) as IDataObject;

/** Whether nothing was entered; white space alone is nothing. */
export function isBlank(value: unknown): boolean {
	return (
		value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
	);
}

/** Any value as it was entered, cut to a length that a message can hold. */
export function shown(entered: unknown): string {
	const text = isTooDeep(entered) ? 'an object' : (JSON.stringify(entered) ?? String(entered));
	return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`.toWellFormed();
}
