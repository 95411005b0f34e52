/** Forms of values, which say nothing of the values themselves. */

const instant = /^\d{4}-\d\d-\d\d([T ])\d\d:\d\d(?::\d\d(?:\.(\d+))?)?(Z| UTC|[+-]\d\d:?\d\d)?$/;

/** The forms in which times are shown, as findings. */
export const instantForms = {
	utc: 'UTC, with Z',
	offset: 'with an offset',
	spaced: 'UTC, in the form "2024-05-01 08:00:00 UTC"',
	local: 'none is told',
	milliseconds: 'numbers: milliseconds since 1970',
	seconds: 'numbers: seconds since 1970',
	other: 'another form',
};

type InstantForm = keyof typeof instantForms;

export function instantForm(value: unknown): InstantForm {
	if (typeof value === 'number') return value > 1e11 ? 'milliseconds' : 'seconds';
	const [, between, , zone] = instant.exec(String(value)) ?? [];
	if (between === undefined) return 'other';
	if (zone === undefined) return 'local';
	if (zone === ' UTC') return 'spaced';
	return zone === 'Z' ? 'utc' : 'offset';
}

/** Digits of the fraction of a second that are shown. */
export function fractionDigits(value: unknown): number {
	return instant.exec(String(value))?.[2]?.length ?? 0;
}

/** How precisely times are shown, as findings. */
export const precisions = { seconds: 'seconds', fraction: '{n} digits of a second' };

export function precisionOf(value: unknown): 'seconds' | { is: 'fraction'; n: number } {
	const n = fractionDigits(value);
	return n === 0 ? 'seconds' : { is: 'fraction', n };
}

export type BodyForm = 'empty' | 'html' | 'json' | 'text';

export function bodyForm({ text, json }: { text: string; json: unknown }): BodyForm {
	if (text.trim() === '') return 'empty';
	if (json !== undefined) return 'json';
	return /<html|<!doctype/i.test(text) ? 'html' : 'text';
}

export function isRecordLike(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isBlank(value: unknown): boolean {
	return value === null || value === undefined || value === '';
}

/** A text in the other case; the same where it has no letters. */
export function otherCase(text: string): string {
	return text === text.toLowerCase() ? text.toUpperCase() : text.toLowerCase();
}

/** Which order numbers come in. */
export function orderOf(numbers: readonly number[]): 'ascending' | 'descending' | 'none' {
	const pairs = numbers.slice(1).map((number, index) => number - (numbers[index] ?? 0));
	if (pairs.every((step) => step > 0)) return 'ascending';
	return pairs.every((step) => step < 0) ? 'descending' : 'none';
}
