// Expressions that name a field of the item, as dragging it into a parameter makes them:
// `={{ $json.name }}`. To evaluate one, n8n makes ready all that an expression can ask for, and crosses
// its sandbox. So those that yield text, a number, a boolean or null are read from the item itself.
import { isSafeObjectProperty } from 'n8n-workflow';
import { isJsonObject } from '../app/values/json';

const NAME = String.raw`\.[A-Za-z_$][\w$]*|\['[^'\\\n]*'\]|\["[^"\\\n]*"\]`;
const FIELD = new RegExp(String.raw`^=\{\{\s*\$json((?:${NAME})+)\s*\}\}$`);

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
	if (typeof entered === 'string') return entered.startsWith('=') ? field(entered) : fixed(entered);
	if (Array.isArray(entered)) return listOf(entered.map(fieldExpressions));
	if (!isJsonObject(entered)) return fixed(entered);
	const names = Object.keys(entered);
	const fillIn = listOf(Object.values(entered).map(fieldExpressions));
	return (
		fillIn &&
		((json) => {
			const values = fillIn(json);
			return values === NOT_PLAIN
				? NOT_PLAIN
				: Object.fromEntries(names.map((name, index) => [name, (values as unknown[])[index]]));
		})
	);
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

function field(expression: string): FillIn | undefined {
	const [, path] = FIELD.exec(expression) ?? [];
	if (path === undefined) return undefined;
	const names = [...path.matchAll(new RegExp(NAME, 'g'))].map(([name]) =>
		name.startsWith('.') ? name.slice(1) : name.slice(2, -2),
	);
	// n8n refuses some names, and some that every object has mean something of their own.
	if (names.some((name) => !isSafeObjectProperty(name) || name in {})) return undefined;
	return (json) => plainValue(json, names);
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
