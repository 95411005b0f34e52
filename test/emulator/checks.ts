/** Checks of what an app file says; each names the place of the first thing that is wrong. */

export type Fields = Record<string, unknown>;

export const uuidPattern = /^[0-9a-f]{32}$/;

export function fail(where: string, problem: string): never {
	throw new Error(`${where} ${problem}`);
}

export function fieldsAt(value: unknown, where: string): Fields {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		fail(where, 'must be an object');
	}
	return Object.fromEntries(Object.entries(value));
}

export function listAt(value: unknown, where: string): unknown[] {
	if (!Array.isArray(value)) fail(where, 'must be a list');
	return value;
}

export function textAt(fields: Fields, key: string, where: string): string {
	const value = fields[key];
	if (typeof value !== 'string' || value.trim() === '') {
		fail(`${where}.${key}`, 'must be a text that is not empty');
	}
	return value;
}

export function uuidAt(fields: Fields, key: string, where: string): string {
	const value = fields[key];
	if (typeof value !== 'string' || !uuidPattern.test(value)) {
		fail(`${where}.${key}`, 'must be a UUID of 32 lowercase hexadecimal characters');
	}
	return value;
}

export function optionalObject(fields: Fields, key: string, where: string): void {
	if (fields[key] !== undefined) fieldsAt(fields[key], `${where}.${key}`);
}

export function optionalNumber(
	fields: Fields,
	key: string,
	where: string,
	range: [number, number],
): void {
	const value = fields[key];
	if (value === undefined) return;
	if (typeof value !== 'number' || !Number.isInteger(value)) {
		fail(`${where}.${key}`, 'must be a whole number');
	}
	if (value < range[0] || value > range[1]) {
		fail(`${where}.${key}`, `must lie between ${range[0]} and ${range[1]}`);
	}
}

export function takeUnique(seen: Set<unknown>, value: unknown, where: string): void {
	if (seen.has(value)) fail(where, `is used twice: ${JSON.stringify(value)}`);
	seen.add(value);
}
