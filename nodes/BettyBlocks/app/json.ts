import type { IDataObject } from 'n8n-workflow';

/**
 * Whole numbers beyond 2^53 keep their digits, as text: JavaScript would change them. Only newer
 * versions of Node.js tell the digits.
 *
 * @returns the parsed JSON, or undefined when the text is none
 */
export function parseJson(text: string): unknown {
	try {
		return /\d{16}/.test(text) ? JSON.parse(text, withDigits) : JSON.parse(text);
	} catch {
		return undefined;
	}
}

function withDigits(_key: string, value: unknown, ...[context]: [{ source?: string }?]): unknown {
	const digits = context?.source;
	const isChanged = typeof value === 'number' && !Number.isSafeInteger(value);
	return isChanged && digits !== undefined && /^-?\d+$/.test(digits) ? digits : value;
}

/** Whether a value is what JSON calls an object. */
export function isJsonObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
