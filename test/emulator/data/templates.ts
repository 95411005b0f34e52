import { isParameters, type Parameters } from '../parameters.ts';

/** What stands behind `$inputs`, `$record` and `$user`. */
export interface Known {
	inputs: Parameters;
	/** The record that was written last. */
	record: unknown;
	/** The id of whoever is logged in. */
	user: unknown;
}

function follow(value: unknown, path: readonly string[]): unknown {
	return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}

/** Replaces `"$inputs.<name>"` and the like, however deep they stand; undefined when the whole is a value that is not there. */
export function fillIn(template: unknown, known: Known): unknown {
	if (typeof template === 'string') {
		const [root = '', ...path] = template.split('.');
		if (root === '$inputs') return follow(known.inputs, path);
		if (root === '$record') return follow(known.record, path);
		return root === '$user' ? known.user : template;
	}
	if (Array.isArray(template)) return template.map((entry) => fillIn(entry, known) ?? null);
	if (!isParameters(template)) return template;
	return Object.fromEntries(
		Object.entries(template).map(([key, value]) => [key, fillIn(value, known) ?? null]),
	);
}
