import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import { InputError } from '../app/errors';
import { enteredDecimal } from '../app/values/decimals';
import { isJsonObject, isTooDeep, MAX_DEPTH, parseJson, repeatedName } from '../app/values/json';

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

const FENCE = /^```[a-z]*[ \t]*\n([\s\S]*)\n```$/i;

const MAX_SAID = 200;

const CONTEXT = 20;

/**
 * Parses the JSON text of an object; nothing but blanks is an empty one. A language model may put one
 * fence around it.
 *
 * @throws {InputError} naming the parameter, and where the text breaks
 */
export function toJsonObject(entered: unknown, displayName: string): IDataObject {
	const text = typeof entered === 'string' ? withoutFence(entered.trim()) : undefined;
	if (text === '') return {};
	if (isTooDeep(text ?? entered)) throw tooDeep(displayName);
	const value = text === undefined ? entered : parseJson(text);
	if (text !== undefined && value === undefined) throw notJson(text, displayName);
	if (text !== undefined) checkNames(text, displayName);
	if (isJsonObject(value)) return value;
	throw new InputError(
		`'${displayName}' must be a JSON object`,
		'Enter names and values in double quotes, for example { "name": "Alkmaar BV" }',
	);
}

/**
 * Checks text that may be JSON, and is sent as it is.
 *
 * @throws {InputError} for JSON of which an app would lose something
 */
export function checkJsonText(text: string, displayName: string): void {
	if (!/^\s*[[{]/.test(text)) return;
	if (isTooDeep(text)) throw tooDeep(displayName);
	if (parseJson(text) !== undefined) checkNames(text, displayName);
}

function checkNames(text: string, displayName: string): void {
	const repeated = repeatedName(text);
	if (repeated !== undefined) throw nameTwice(repeated, displayName);
}

function tooDeep(displayName: string): InputError {
	return new InputError(
		`'${displayName}' is nested more than ${MAX_DEPTH} levels deep`,
		'Check the expression that returns it, or pass only a part of it',
	);
}

function nameTwice(name: string, displayName: string): InputError {
	return new InputError(
		`'${displayName}' has the name ${JSON.stringify(name.slice(0, MAX_SAID))} twice in the same object`,
		'Enter each name once: only one of the values would be used',
	);
}

function withoutFence(text: string): string {
	return FENCE.exec(text)?.[1]?.trim() ?? text;
}

function notJson(text: string, displayName: string): InputError {
	return new InputError(
		`'${displayName}' must be valid JSON${whereItBreaks(text)}`,
		'Names and text need double quotes, and a quote or a line break inside a value breaks the text. Use one expression that returns the whole object instead, for example {{ ({ name: $json.name }) }}',
	);
}

/** JavaScript's own parser tells, with the text around. */
function whereItBreaks(text: string): string {
	try {
		JSON.parse(text);
		return '';
	} catch (error) {
		const said = (error as Error).message.replace(/ is not valid JSON$/, '');
		const position = /at position (\d+)/.exec(said)?.[1];
		const around = position === undefined ? '' : ` (${excerptOf(text, Number(position))})`;
		return `. It breaks here: ${said.slice(0, MAX_SAID)}${around}`.toWellFormed();
	}
}

/** Some of the text before a position, and some after it. */
function excerptOf(text: string, position: number): string {
	const before = text.slice(Math.max(0, position - CONTEXT), position);
	return `${before} ⟶ ${text.slice(position, position + CONTEXT)}`;
}
