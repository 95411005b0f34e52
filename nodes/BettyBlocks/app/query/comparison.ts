// How a value that the app shows compares with one that a person asks for.
import { inUnits, placesOf, plainDecimal } from '../values/decimals';
import { kindOf } from '../values/kinds';
import { momentOf } from '../values/moments';
import { folded, likeKey, sameKey } from '../values/equality';

/**
 * Yes and no are beyond doubt. Undefined is a reason to ask whether the app applies a condition, and
 * never to believe it: apps differ in how they treat case, accents, time zones and empty values, may
 * keep more digits than they show, and a record may not show the property at all.
 */
export type Verdict = boolean | undefined;

/** What a condition asks for, as it was checked. */
export type Criterion = string | number | boolean;

/** What both sides are values of. */
export interface Compared {
	property: { name: string; kind: string };
	/** The zone of the workflow, for what has none of its own. */
	zone: string;
}

type Order = 'above' | 'same' | 'below' | undefined;

const A_DAY_MS = 24 * 60 * 60 * 1000;

const NANOSECONDS = 1_000_000n;

/** Digits of a number that every app keeps. */
const DIGITS = 15;

const ZONE = /(z|utc|gmt|[+-]\d\d:?\d\d)$/i;

const SECONDS = /\d:\d\d:\d\d(?:[.,](\d{1,9}))?/;

export function isSame(shown: unknown, criterion: Criterion, compared: Compared): Verdict {
	const { property, zone } = compared;
	if (sameKey(property, shown, zone) === sameKey(property, criterion, zone)) return true;
	return isAlike(shown, criterion, compared) ? undefined : false;
}

/** Which of two values comes first; of texts that cannot be told, unless they are the same. */
export function orderOf(shown: unknown, criterion: Criterion, compared: Compared): Order {
	const { property, zone } = compared;
	const { family, precision } = kindOf(property);
	if (family === 'number' || family === 'temporal')
		return measuredOrder(shown, criterion, compared);
	const one = sameKey(property, shown, zone);
	const other = sameKey(property, criterion, zone);
	if (one === other) return 'same';
	const areTimes = precision === 'time' && [one, other].every((time) => /^\d\d:\d\d/.test(time));
	if (areTimes) return one > other ? 'above' : 'below';
	return undefined;
}

/** A part with characters that mean something in a pattern may be read as one. */
export function isPartOf(
	shown: unknown,
	part: Criterion,
	{ property }: Compared,
	test: (text: string, part: string) => boolean,
): Verdict {
	const [text, wanted] = [String(shown), String(part)];
	if (test(text.normalize('NFC'), wanted.normalize('NFC'))) return true;
	if (test(folded(text), folded(wanted))) return undefined;
	// An app may keep a time or a file in another form than it shows.
	const { family, precision } = kindOf(property);
	const isPlain = family === 'text' && precision === undefined;
	return !isPlain || /[%_*?^$|()[\]\\+.]/.test(wanted) ? undefined : false;
}

/** Whether some app could take two values for equal. */
function isAlike(shown: unknown, criterion: Criterion, compared: Compared): boolean {
	const { property, zone } = compared;
	const { family } = kindOf(property);
	if (family === 'number' || family === 'temporal') return isNear(shown, criterion, compared);
	return likeKey(property, shown, zone) === likeKey(property, criterion, zone);
}

function isNear(shown: unknown, criterion: Criterion, compared: Compared): boolean {
	if (orderOf(shown, criterion, compared) === undefined) return true;
	const [one, other] = [shown, criterion].map((value) => milliseconds(value, compared));
	if (kindOf(compared.property).family === 'temporal') {
		return Math.abs(Number(one) - Number(other)) <= A_DAY_MS;
	}
	const noise = 1e-6 * Math.max(1, Math.abs(Number(criterion)));
	return Math.abs(Number(shown) - Number(criterion)) <= noise;
}

/**
 * An app may round or cut what it shows, so the value that it keeps lies anywhere within one unit of
 * the last digit.
 */
function measuredOrder(shown: unknown, criterion: Criterion, compared: Compared): Order {
	const measures = kindOf(compared.property).family === 'temporal' ? instants : decimals;
	const measured = measures(shown, criterion, compared);
	if (measured === undefined) return undefined;
	const { distance, unit } = measured;
	if (unit === 0n && distance === 0n) return 'same';
	if (distance >= unit) return 'above';
	if (-distance >= unit) return 'below';
	return undefined;
}

interface Measured {
	distance: bigint;
	/** How far the value that the app keeps may be from the one that it shows. */
	unit: bigint;
}

function decimals(shown: unknown, criterion: Criterion, compared: Compared): Measured | undefined {
	const [one, other] = [shown, criterion].map((value) => plainDecimal(String(value)));
	if (one === undefined || other === undefined) return undefined;
	const scale = Math.max(placesOf(one), placesOf(other));
	const places = kindOf(compared.property).isWhole ? scale : placesOf(one);
	const beyond = one.replace('-', '').search(/\.|$/) - DIGITS;
	const isExact = kindOf(compared.property).isWhole && beyond <= 0;
	return {
		distance: inUnits(one, scale) - inUnits(other, scale),
		unit: isExact ? 0n : 10n ** BigInt(scale - places + Math.max(0, beyond)),
	};
}

function instants(shown: unknown, criterion: Criterion, compared: Compared): Measured | undefined {
	const [one, other] = [shown, criterion].map((value) => milliseconds(value, compared));
	if (one === undefined || other === undefined) return undefined;
	const isDay = kindOf(compared.property).precision === 'day';
	if (isDay) return { distance: BigInt(one) - BigInt(other), unit: 0n };
	const [at, than] = [shown, criterion].map(String) as [string, string];
	const distance = nanoseconds(one, at) - nanoseconds(other, than);
	// The clock of a zone that nobody tells may be off by a day at most.
	const isTold = [at, than].every((text) => ZONE.test(text.trim()));
	return { distance, unit: isTold ? unitOf(at) : BigInt(A_DAY_MS) * NANOSECONDS };
}

function milliseconds(value: unknown, { property, zone }: Compared): number | undefined {
	const moment = momentOf(value, zone);
	const text = kindOf(property).precision === 'day' ? moment?.day : moment?.iso;
	const instant = Date.parse(text ?? String(value));
	return Number.isNaN(instant) ? undefined : instant;
}

function nanoseconds(instant: number, text: string): bigint {
	const fraction = (SECONDS.exec(text)?.[1] ?? '').padEnd(9, '0');
	return BigInt(instant) * NANOSECONDS + BigInt(fraction.slice(3));
}

/** What the last digit of a time stands for, in nanoseconds. */
function unitOf(text: string): bigint {
	const seconds = SECONDS.exec(text);
	if (seconds === null) return 60_000n * NANOSECONDS;
	return 10n ** BigInt(9 - (seconds[1]?.length ?? 0));
}
