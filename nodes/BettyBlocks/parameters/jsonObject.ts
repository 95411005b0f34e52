import { InputError } from '../app/errors';
import { isJsonObject, isTooDeep, MAX_DEPTH, parseJson, repeatedName } from '../app/values/json';

const FENCE = /^```[a-z]*[ \t]*\n([\s\S]*)\n```$/i;

const MAX_SAID = 200;

const CONTEXT = 20;

/**
 * Parses the JSON text of an object; nothing but blanks is an empty one. A language model may put one
 * fence around it.
 *
 * @throws {InputError} naming the parameter, and where the text breaks
 */
export function parseJsonObject(entered: unknown, displayName: string): Record<string, unknown> {
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
