import type { IDataObject } from 'n8n-workflow';

/**
 * Whole numbers beyond 2^53 keep their digits, as text: JavaScript would change them. Only newer
 * versions of Node.js tell the digits.
 *
 * @returns the parsed JSON, or undefined when the text is none
 */
export function parseJson(text: string): unknown {
	try {
		return hasLongNumber(text) ? JSON.parse(text, withDigits) : JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** How many digits a number has that JavaScript may change. */
const LONG = 16;

/** Looks at each sixteenth character only, as one of them is in any such number. */
function hasLongNumber(text: string): boolean {
	for (let index = LONG - 1; index < text.length; index += LONG) {
		if (!isDigit(text, index)) continue;
		let from = index;
		let to = index + 1;
		while (isDigit(text, from - 1)) from -= 1;
		while (isDigit(text, to)) to += 1;
		if (to - from >= LONG) return true;
	}
	return false;
}

function isDigit(text: string, index: number): boolean {
	const code = text.charCodeAt(index);
	return code >= 48 && code <= 57;
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
