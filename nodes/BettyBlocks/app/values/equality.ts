import { kindOf } from './kinds';

type KindOf = { name: string; kind: string };

/**
 * The one notion of "the same value": two values of a property are the same when their keys are.
 *
 * @param value as the app shows it, or as it is sent to the app
 * @param zone the zone of the workflow, for what has none of its own
 */
export function sameKey(property: KindOf, value: unknown, zone: string): string {
	return kindOf(property).key(value, zone);
}

/**
 * What the most forgiving app may take for the same: without case, accents and blanks. It tells which
 * items have to wait for each other, and which responses need a second look, and never what is right.
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
