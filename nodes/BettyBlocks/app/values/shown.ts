import { plainDecimal } from './decimals';
import type { IDataObject } from 'n8n-workflow';

// How an app shows values, and how they look in the output, with Simplify.

/** Money as text can't be computed with: a number, wherever that loses no digit. */
export function asNumber(shown: unknown): unknown {
	const isNumber = typeof shown === 'string' && /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(shown);
	if (!isNumber) return shown;
	return plainDecimal(String(Number(shown))) === plainDecimal(shown) ? Number(shown) : shown;
}

/** Some apps show an empty relation as `{ "id": null }` (vendor's client library). */
export function withoutEmptyRelation(shown: unknown): unknown {
	const isEmpty = typeof shown === 'object' && shown !== null && 'id' in shown && shown.id === null;
	return isEmpty ? null : shown;
}

/** Through a view a value stands under the property's UUID, in a cell: `{ "busy": false, "value": … }`. */
export function unwrapCell(cell: unknown): unknown {
	return typeof cell === 'object' && cell !== null && 'value' in cell ? cell.value : cell;
}

/**
 * The value of a property in a record as the app sent it: under its name, or in a view's cell. What an
 * object looks like tells nothing: a value may look like a cell itself.
 *
 * @returns undefined when the record does not show it
 */
export function shownValue(
	record: Record<string, unknown>,
	{ id, name }: { id: string; name: string },
): unknown {
	if (Object.hasOwn(record, name)) return record[name] ?? null;
	return Object.hasOwn(record, id) ? (unwrapCell(record[id]) ?? null) : undefined;
}

/** A record as the app sends it: under property names, or through a view under UUIDs. */
export type AppRecord = IDataObject;

/** Where computers keep their own files, which no app serves. */
const LOCAL_PATH = /^\/(tmp|home|root|var|etc|usr|Users|Volumes)\//;

/**
 * Whether a text says where a file is: a URL of the web, or a path of the app such as
 * `/uploads/1/a b.pdf`. Apps put names into it as people gave them, with blanks.
 */
export function isFileAddress(text: string): boolean {
	if (/[\r\n]/.test(text)) return false;
	if (/^https?:\/\//i.test(text)) return URL.canParse(text);
	return /^\/\S/.test(text) && !LOCAL_PATH.test(text);
}

/**
 * The address of a file as an app shows one: how is not documented, so it may be a text, or an object
 * with a URL and whatever else, such as a preview.
 *
 * @returns null for an object without a file, undefined for what is no address
 */
export function fileAddress(value: unknown): string | null | undefined {
	if (typeof value === 'string') return isFileAddress(value.trim()) ? value.trim() : undefined;
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
	if (Object.keys(value).length === 0) return null;
	const url = 'url' in value ? value.url : undefined;
	return url === null || url === '' ? null : typeof url === 'string' ? url : undefined;
}
