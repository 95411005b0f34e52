const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;

/** Beyond JavaScript's own numbers nobody means what is written. */
const MAX_EXPONENT = 324;

/**
 * Writes a number in plain digits: without an exponent, a plus sign, or zeros that say nothing, so
 * that one number has one text. However many digits there are, none is lost.
 *
 * @returns undefined when the text is no number
 */
export function plainDecimal(text: string): string | undefined {
	const parts = DECIMAL.exec(text.trim());
	const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts ?? [];
	if (parts === null || whole + fraction === '') return undefined;
	if (Math.abs(Number(exponent)) > MAX_EXPONENT) return undefined;
	const digits = whole + fraction;
	const point = whole.length + Number(exponent);
	const padded = digits.padEnd(point, '0').padStart(digits.length - Math.min(0, point), '0');
	const at = Math.max(0, point);
	const integer = withoutLeadingZeros(padded.slice(0, at));
	const decimals = withoutTrailingZeros(padded.slice(at));
	const plain = decimals === '' ? integer : `${integer}.${decimals}`;
	return sign === '-' && plain !== '0' ? `-${plain}` : plain;
}

/** The same for what a person entered: with a sign before a zero, `+02` is no number, but half a time zone. */
export function enteredDecimal(text: string): string | undefined {
	return /^\s*[+-]0\d/.test(text) ? undefined : plainDecimal(text);
}

function withoutLeadingZeros(digits: string): string {
	return digits.replace(/^0+/, '') || '0';
}

/** By hand: as a pattern it would look again at every run of zeros. */
function withoutTrailingZeros(digits: string): string {
	let end = digits.length;
	while (digits[end - 1] === '0') end--;
	return digits.slice(0, end);
}

/** Digits behind the point of a plain decimal. */
export function placesOf(plain: string): number {
	return plain.split('.')[1]?.length ?? 0;
}

/** A plain decimal as a whole number of units, of which so many places make one. */
export function inUnits(plain: string, places: number): bigint {
	const [whole = '', fraction = ''] = plain.split('.');
	return BigInt(whole + fraction.padEnd(places, '0'));
}

/** Compares numbers by all of their digits: negative when the first is smaller. */
export function compareDecimals(one: string, other: string): number {
	if (one === other) return 0;
	const [a, b] = [plainDecimal(one) ?? '0', plainDecimal(other) ?? '0'];
	const places = Math.max(placesOf(a), placesOf(b));
	const difference = inUnits(a, places) - inUnits(b, places);
	return difference < 0n ? -1 : Number(difference > 0n);
}
