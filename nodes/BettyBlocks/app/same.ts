import { plainDecimal } from './decimals';
import { kindOf } from './kinds';
import { momentOf, timeOfDay } from './moments';

type KindOf = { name: string; kind: string };

/**
 * The one notion of "the same value": two values of a property are the same when their keys are.
 * Numbers count as numbers, days as days, dates with a time as instants, relations by id, text as
 * text in one form of Unicode.
 *
 * @param value as the app shows it, or as it is sent to the app
 * @param zone the zone of the workflow, for what has none of its own
 */
export function sameKey(property: KindOf, value: unknown, zone: string): string {
	const { family, precision } = kindOf(property);
	const shown = isWithId(value) ? value.id : value;
	const text = String(shown ?? '').normalize('NFC');
	switch (family) {
		case 'number':
		case 'relation':
			return plainDecimal(text) ?? text;
		case 'boolean':
			return isTrue(shown) ? 'true' : isFalse(shown) ? 'false' : text;
		case 'temporal': {
			const moment = momentOf(text, zone);
			if (moment === undefined) return text;
			return precision === 'day' ? moment.day : String(Date.parse(moment.iso));
		}
		default:
			return precision === 'time' ? timeKey(text) : text;
	}
}

/**
 * What the most forgiving app may take for the same: without case, accents and blanks. It tells which
 * items have to wait for each other, and which answers need a second look, and never what is right.
 */
export function likeKey(property: KindOf, value: unknown, zone: string): string {
	const key = sameKey(property, value, zone);
	return kindOf(property).family === 'text' ? folded(key) : key;
}

/** Letters that Unicode does not take apart into a letter and an accent. */
const LETTERS: Record<string, string> = {
	ß: 'ss',
	æ: 'ae',
	œ: 'oe',
	ø: 'o',
	ł: 'l',
	đ: 'd',
	ð: 'd',
	þ: 'th',
	ħ: 'h',
	ı: 'i',
};

/** Text without case, accents and blanks at its ends; other blanks are one. */
export function folded(text: string): string {
	return text
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[ßæœøłđðþħı]/g, (letter) => LETTERS[letter] ?? letter)
		.trim()
		.split(/\s+/)
		.join(' ');
}

/** `10:00` and `10:00:00` are one time. */
function timeKey(text: string): string {
	const time = timeOfDay(text);
	return time?.length === 5 ? `${time}:00` : (time ?? text);
}

function isTrue(value: unknown): boolean {
	return value === true || value === 1 || value === 'true' || value === '1' || value === 't';
}

function isFalse(value: unknown): boolean {
	return value === false || value === 0 || value === 'false' || value === '0' || value === 'f';
}

function isWithId(value: unknown): value is { id: unknown } {
	return typeof value === 'object' && value !== null && 'id' in value;
}
