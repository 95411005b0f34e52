import { InputError } from '../app/inputError';
import { isJsonObject, parseJson } from '../app/json';

const FENCE = /^```[a-z]*[ \t]*\n([\s\S]*)\n```$/i;

const MAX_SAID = 200;

const CONTEXT = 20;

/**
 * Reads the JSON text of an object. A language model may put one fence around it.
 *
 * @throws {InputError} naming the parameter, and where the text breaks
 */
export function readJsonObject(entered: unknown, displayName: string): Record<string, unknown> {
	const text = typeof entered === 'string' ? withoutFence(entered.trim()) : undefined;
	const value = text === undefined ? entered : parseJson(text);
	if (isJsonObject(value)) return value;
	if (text !== undefined && value === undefined) throw notJson(text, displayName);
	throw new InputError(
		`'${displayName}' must be a JSON object`,
		'Enter property names and values in double quotes, as in { "name": "Alkmaar BV" }',
	);
}

function withoutFence(text: string): string {
	return FENCE.exec(text)?.[1]?.trim() ?? text;
}

function notJson(text: string, displayName: string): InputError {
	return new InputError(
		`'${displayName}' must be valid JSON${whereItBreaks(text)}`,
		'Names and text need double quotes, and a quote or a line break inside a value breaks the text. Use one expression that yields the whole object instead, as in {{ ({ name: $json.name }) }}',
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
