/* eslint-disable @n8n/community-nodes/require-node-api-error */
/** Parameters as a Rails application sees them: texts, lists and nested objects. */
export type Parameters = Record<string, unknown>;

/** Parameters that contradict each other, such as `a=1&a[b]=2`; Rails answers 400. */
export class ParameterError extends Error {}

const deepest = 64;

export function isParameters(value: unknown): value is Parameters {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasPath(value: unknown, path: string): boolean {
	if (path.includes('[]')) return false;
	let current = value;
	for (const part of path.split(/[[\]]+/).filter((piece) => piece !== '')) {
		if (!isParameters(current) || !Object.hasOwn(current, part)) return false;
		current = current[part];
	}
	return true;
}

function listAt(target: Parameters, key: string): unknown[] {
	const existing = Object.hasOwn(target, key) ? target[key] : undefined;
	if (existing === undefined) {
		const created: unknown[] = [];
		target[key] = created;
		return created;
	}
	if (!Array.isArray(existing)) throw new ParameterError(`"${key}" is used both as list and not`);
	return existing;
}

function objectAt(target: Parameters, key: string): Parameters {
	const existing = Object.hasOwn(target, key) ? target[key] : undefined;
	if (existing === undefined) {
		const created: Parameters = {};
		target[key] = created;
		return created;
	}
	if (!isParameters(existing)) throw new ParameterError(`"${key}" is used both nested and not`);
	return existing;
}

/**
 * Adds one pair by the rules of Rack: within `list[][key]` a new element starts when the last one
 * already has that key, so the order in which a client sends its pairs matters.
 */
function addPair(target: Parameters, name: string, value: string | null, depth = 0): void {
	if (depth > deepest) throw new ParameterError('Parameters are nested too deeply');
	const match = /^[[\]]*([^[\]]+)\]*/.exec(name);
	const key = match?.[1];
	if (match === null || key === undefined || key === '__proto__') return;
	const rest = name.slice(match[0].length);
	const child = /^\[\]\[([^[\]]+)\]$/.exec(rest)?.[1] ?? /^\[\](.+)$/.exec(rest)?.[1];

	if (rest === '') target[key] = value;
	else if (rest === '[') target[name] = value;
	else if (rest === '[]') listAt(target, key).push(value);
	else if (child !== undefined) addToElement(listAt(target, key), child, value, depth);
	else addPair(objectAt(target, key), rest, value, depth + 1);
}

function addToElement(list: unknown[], child: string, value: string | null, depth: number): void {
	const last = list.at(-1);
	if (isParameters(last) && !hasPath(last, child)) {
		addPair(last, child, value, depth + 1);
		return;
	}
	const element: Parameters = {};
	addPair(element, child, value, depth + 1);
	list.push(element);
}

function decode(encoded: string): string {
	const spaced = encoded.replaceAll('+', ' ');
	try {
		return decodeURIComponent(spaced);
	} catch {
		throw new ParameterError('Invalid percent-encoding');
	}
}

/** Nests pairs such as `record[name]` → `Robert` the Rails way. */
export function nestPairs(pairs: Iterable<readonly [string, string | null]>): Parameters {
	const parameters: Parameters = {};
	for (const [name, value] of pairs) addPair(parameters, name, value);
	return parameters;
}

function* splitPairs(encoded: string): Generator<[string, string | null]> {
	for (const piece of encoded.split('&')) {
		if (piece === '') continue;
		const equals = piece.indexOf('=');
		if (equals < 0) yield [decode(piece), null];
		else yield [decode(piece.slice(0, equals)), decode(piece.slice(equals + 1))];
	}
}

/**
 * Parses a query string or a form-encoded body the Rails way.
 * @throws ParameterError when the parameters contradict each other or are not well encoded
 */
export function parseParameters(encoded: string): Parameters {
	return nestPairs(splitPairs(encoded));
}
