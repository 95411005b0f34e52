// Expressions that name fields of the item, as dragging one into a parameter makes them:
// `={{ $json.name }}`, and objects of fields: `={{ { name: $json.name, status: 'new' } }}`. To evaluate one,
// n8n makes ready all that an expression can ask for, and crosses its sandbox. So those that yield text, a
// number, a boolean or null, or an object of such values, are read from the item itself.
import { isSafeObjectProperty } from 'n8n-workflow';
import { isJsonObject } from '../app/values/json';

const IDENTIFIER = String.raw`[A-Za-z_$][\w$]*`;
const TEXT = String.raw`'[^'\\\n{}]*'|"[^"\\\n{}]*"`;
const STEP = String.raw`\.${IDENTIFIER}|\[(?:${TEXT})\]`;
const FIELD = String.raw`\$json(?:${STEP})+`;
const NUMBER = String.raw`-?(?:0|[1-9]\d*)(?:\.\d+)?`;
const CONSTANT = String.raw`${TEXT}|${NUMBER}|true|false|null`;
const ENTRY = String.raw`(?:${IDENTIFIER}|${TEXT})\s*:\s*(?:${FIELD}|${CONSTANT})\s*`;
const OBJECT = String.raw`\{\s*${ENTRY}(?:,\s*${ENTRY})*(?:,\s*)?\}`;
/** Two braces that end an object, and not the expression, are none to n8n. */
const EXPRESSION = new RegExp(
	String.raw`^=\{\{\s*(?:(${FIELD})|(${OBJECT})\s|\(\s*(${OBJECT})\s*\))\s*\}\}$`,
);
const STEPS = new RegExp(STEP, 'g');
const ENTRIES = new RegExp(
	String.raw`(${IDENTIFIER}|${TEXT})\s*:\s*(?:(${FIELD})|(${CONSTANT}))`,
	'g',
);

/** What only n8n can tell. */
export const NOT_PLAIN = Symbol('not plain');

/**
 * A parameter with the fields of an item put in; `NOT_PLAIN` when a field is absent, or holds anything
 * but text, a number, a boolean or null.
 *
 * @param json of the item, as the expression `$json` yields it
 */
export type FillIn = (json: unknown) => unknown;

/**
 * @param entered a parameter as it is saved
 * @returns undefined when it has an expression that does more than name a field
 */
export function fieldExpressions(entered: unknown): FillIn | undefined {
	if (typeof entered === 'string')
		return entered.startsWith('=') ? expression(entered) : fixed(entered);
	if (Array.isArray(entered)) return listOf(entered.map(fieldExpressions));
	if (!isJsonObject(entered)) return fixed(entered);
	return objectOf(Object.entries(entered).map(([name, value]) => [name, fieldExpressions(value)]));
}

const fixed =
	(value: unknown): FillIn =>
	() =>
		value;

function listOf(fillIns: Array<FillIn | undefined>): FillIn | undefined {
	const known = fillIns.filter((fillIn) => fillIn !== undefined);
	if (known.length < fillIns.length) return undefined;
	return (json) => {
		const values = known.map((fillIn) => fillIn(json));
		return values.includes(NOT_PLAIN) ? NOT_PLAIN : values;
	};
}

function objectOf(entries: Array<[name: string, FillIn | undefined]>): FillIn | undefined {
	const fillIn = listOf(entries.map(([, value]) => value));
	return (
		fillIn &&
		((json) => {
			const values = fillIn(json);
			return values === NOT_PLAIN
				? NOT_PLAIN
				: Object.fromEntries(entries.map(([name], index) => [name, (values as unknown[])[index]]));
		})
	);
}

function expression(text: string): FillIn | undefined {
	const [, path, object, inBrackets = object] = EXPRESSION.exec(text) ?? [];
	if (path !== undefined) return field(path);
	if (inBrackets === undefined) return undefined;
	const entries = [...inBrackets.matchAll(ENTRIES)].map(
		([, name = '', value, constant = '']): [string, FillIn | undefined] => [
			unquoted(name),
			value === undefined ? fixed(constantOf(constant)) : field(value),
		],
	);
	return entries.every(([name]) => isPlainName(name)) ? objectOf(entries) : undefined;
}

function field(path: string): FillIn | undefined {
	const names = (path.match(STEPS) ?? []).map((step) =>
		step.startsWith('.') ? step.slice(1) : unquoted(step.slice(1, -1)),
	);
	return names.every(isPlainName) ? (json) => plainValue(json, names) : undefined;
}

/** n8n refuses some names, and some that every object has mean something of their own. */
function isPlainName(name: string): boolean {
	return isSafeObjectProperty(name) && !(name in {});
}

function constantOf(text: string): unknown {
	return /^['"]/.test(text) ? unquoted(text) : JSON.parse(text);
}

function unquoted(text: string): string {
	return /^['"]/.test(text) ? text.slice(1, -1) : text;
}

function plainValue(json: unknown, names: string[]): unknown {
	let value = json;
	for (const name of names) {
		if (!isJsonObject(value) || !Object.hasOwn(value, name)) return NOT_PLAIN;
		value = value[name];
	}
	const isPlain =
		value === null ||
		typeof value === 'string' ||
		typeof value === 'boolean' ||
		Number.isFinite(value);
	return isPlain ? value : NOT_PLAIN;
}
