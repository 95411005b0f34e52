import type { IDataObject } from 'n8n-workflow';
import { plainDecimal } from './decimals';

/** Deeper than what any app keeps, and far from what a call stack holds. */
export const MAX_DEPTH = 500;

/**
 * Parses JSON that comes from outside. A number that JavaScript would change keeps its digits, as text.
 *
 * @returns undefined when the text is not JSON, or is nested more than `MAX_DEPTH` levels deep
 */
export function parseJson(text: string): unknown {
	const exact = withExactNumbers(text);
	try {
		return exact === undefined ? undefined : JSON.parse(exact);
	} catch {
		return undefined;
	}
}

/** The entries of a JSON list that was entered as text; undefined for any other text. */
export function parseList(text: string): unknown[] | undefined {
	const list = /^\s*\[/.test(text) ? parseJson(text) : undefined;
	return Array.isArray(list) ? list : undefined;
}

/** Whether a value, or JSON text, is nested more than `MAX_DEPTH` levels deep; a circle is as well. */
export function isTooDeep(value: unknown): boolean {
	if (typeof value === 'string') return withExactNumbers(value) === undefined;
	let level = [value];
	for (let depth = 0; level.length > 0; depth++) {
		if (depth > MAX_DEPTH) return true;
		level = [...new Set(level.filter(isContainer).flatMap((each) => Object.values(each)))];
	}
	return false;
}

/**
 * The first name that an object in valid JSON text has twice, however it is spelled: JSON itself keeps
 * the last of the values without a word.
 */
export function repeatedName(text: string): string | undefined {
	const isName = /\s*:/y;
	const open: Array<Set<string>> = [];
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (isOpening(code)) open.push(new Set());
		else if (isClosing(code)) open.pop();
		if (code !== QUOTE) continue;
		const start = at;
		at = endOfString(text, start);
		isName.lastIndex = at + 1;
		if (!isName.test(text)) continue;
		const name = String(JSON.parse(text.slice(start, at + 1)));
		const names = open.at(-1);
		if (names?.has(name)) return name;
		names?.add(name);
	}
	return undefined;
}

/** Whether a value is what JSON calls an object. */
export function isJsonObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What JSON writes as a list or an object: a date, for one, says itself what is written for it. */
function isContainer(value: unknown): value is object {
	return typeof value === 'object' && value !== null && !('toJSON' in value);
}

const QUOTE = 0x22;
const MINUS = 0x2d;
const BACKSLASH = 0x5c;

/** The text with quotes around numbers that JavaScript would change; undefined when it is too deep. */
function withExactNumbers(text: string): string | undefined {
	let depth = 0;
	let exact = '';
	let copied = 0;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === QUOTE) at = endOfString(text, at);
		else if (isOpening(code)) depth += 1;
		else if (isClosing(code)) depth -= 1;
		else if (code === MINUS || isDigit(code)) {
			const end = endOfNumber(text, at);
			const number = text.slice(at, end);
			if (isChanged(number)) {
				exact += `${text.slice(copied, at)}"${number}"`;
				copied = end;
			}
			at = end - 1;
		}
		if (depth > MAX_DEPTH) return undefined;
	}
	return copied === 0 ? text : exact + text.slice(copied);
}

/** The position of the quote that ends a string. */
function endOfString(text: string, start: number): number {
	let end = text.indexOf('"', start + 1);
	while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
	return end < 0 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
	let before = at;
	while (text.charCodeAt(before - 1) === BACKSLASH) before -= 1;
	return (at - before) % 2 === 1;
}

/** The position after the last character that a number may have. */
function endOfNumber(text: string, start: number): number {
	let end = start + 1;
	while (isOfNumber(text.charCodeAt(end))) end += 1;
	return end;
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** With fewer digits and no exponent, JavaScript keeps every number. */
const ALWAYS_KEPT = 15;

function isChanged(number: string): boolean {
	if (number.length <= ALWAYS_KEPT && !/e/i.test(number)) return false;
	if (!NUMBER.test(number)) return false;
	const exact = plainDecimal(number);
	return exact === undefined || plainDecimal(String(Number(number))) !== exact;
}

function isDigit(code: number): boolean {
	return code >= 0x30 && code <= 0x39;
}

/** Digits, a dot, signs and the `e` of an exponent. */
function isOfNumber(code: number): boolean {
	const isSign = code === 0x2b || code === MINUS;
	return isDigit(code) || isSign || code === 0x2e || code === 0x65 || code === 0x45;
}

function isOpening(code: number): boolean {
	return code === 0x7b || code === 0x5b;
}

function isClosing(code: number): boolean {
	return code === 0x7d || code === 0x5d;
}
