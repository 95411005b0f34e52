import type { StoredProperty } from './store.ts';
import type { Personality } from './personality.ts';
import { isUnknown } from './kinds.ts';
import { shownForm } from './shown.ts';

/** A value as the store keeps it, or the code of a validation error. */
export type Coerced = { value: unknown; error?: undefined } | { error: string; value?: undefined };

const invalid: Coerced = { error: 'is_invalid' };
const dateTimePattern =
	/^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|UTC|[+-]\d{2}:?\d{2})?)?$/;

/** Milliseconds of a date or date-time; without a zone it counts as UTC. Undefined: no such day. */
export function instantOf(input: unknown): number | undefined {
	const match = dateTimePattern.exec(String(input).trim());
	if (match === null) return undefined;
	const [, year, month, day, time = '00:00:00', zone = 'Z'] = match;
	const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
	if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > lastDay) {
		return undefined;
	}
	const instant = Date.parse(`${year}-${month}-${day}T${time}${zone === 'UTC' ? 'Z' : zone}`);
	return Number.isNaN(instant) ? undefined : instant;
}

/** `true`, `false`, `1` and `0`, as text or typed; undefined for anything else. */
export function booleanOf(input: unknown): boolean | undefined {
	const spelled = String(input).toLowerCase();
	if (spelled === 'true' || spelled === '1') return true;
	if (spelled === 'false' || spelled === '0') return false;
	return undefined;
}

/** A finite number written plainly (no blanks, no hexadecimal); undefined for anything else. */
export function numberOf(input: unknown): number | undefined {
	const spelled = String(input);
	if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(spelled)) return undefined;
	const value = Number(spelled);
	return Number.isFinite(value) ? value : undefined;
}

/** As text where JavaScript would change a digit. */
function exactNumberOf(input: unknown): number | string | undefined {
	const value = numberOf(input);
	const isPlain = /^-?(0|[1-9]\d*)(\.\d*[1-9])?$/.test(String(input));
	return isPlain &&
		value !== undefined &&
		String(value) !== String(input) &&
		!/e/.test(String(value))
		? String(input)
		: value;
}

function wrap(value: unknown): Coerced {
	return value === undefined ? invalid : { value };
}

/** A duration may be written as a clock shows it: 1:30 is 90 minutes. */
function minutesOf(input: unknown): number | undefined {
	const [, hours, minutes] = /^(\d+):([0-5]\d)$/.exec(String(input)) ?? [];
	return hours === undefined ? integerOf(input) : Number(hours) * 60 + Number(minutes);
}

function integerOf(input: unknown): number | undefined {
	const value = numberOf(input);
	return value !== undefined && /^[+-]?\d+$/.test(String(input)) ? value : undefined;
}

function timeOf(input: unknown): string | undefined {
	const spelled = String(input);
	if (!/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(spelled)) return undefined;
	return spelled.length === 5 ? `${spelled}:00` : spelled;
}

function dateOf(input: unknown): string | undefined {
	return instantOf(input) === undefined ? undefined : String(input).trim().slice(0, 10);
}

function dateTimeOf(input: unknown): string | undefined {
	const instant = instantOf(input);
	return instant === undefined ? undefined : new Date(instant).toISOString();
}

function optionValue(option: unknown): unknown {
	if (typeof option !== 'object' || option === null) return option;
	if ('value' in option) return option.value;
	return 'name' in option ? option.name : undefined;
}

/** The values that a list may have; undefined when it says nothing of them. */
function choicesOf({ options: { values } }: StoredProperty): string[] | undefined {
	return Array.isArray(values) ? values.map((option) => String(optionValue(option))) : undefined;
}

/** Whether the list no longer has a value: the first one, in an app that withdrew it. */
export function isWithdrawn(
	property: StoredProperty,
	value: unknown,
	{ choices }: Personality,
): boolean {
	return choices === 'withdrawn' && choicesOf(property)?.[0] === value;
}

function coerceChoice(property: StoredProperty, input: unknown): Coerced {
	const known = choicesOf(property)?.includes(String(input)) ?? true;
	return known ? { value: String(input) } : { error: 'is_not_included_in_the_list' };
}

function coerceFiles(input: unknown): Coerced {
	const urls: unknown[] = Array.isArray(input) ? input : [input];
	const kept = urls.filter((url) => url !== '' && url !== null);
	return kept.every((url) => typeof url === 'string') ? { value: kept } : invalid;
}

/** Turns what a client wrote for a property that is no relation into what the store keeps. */
export function coerce(property: StoredProperty, input: unknown): Coerced {
	if (input === '' || input === null || input === undefined) return { value: null };
	if (property.group === 'object') return { value: input };
	if (property.group === 'files') return coerceFiles(input);
	if (typeof input === 'object') return isUnknown(property.kind) ? { value: input } : invalid;
	switch (property.group) {
		case 'boolean':
			return wrap(booleanOf(input));
		case 'integer':
			return wrap(property.kind === 'minutes' ? minutesOf(input) : integerOf(input));
		case 'decimal':
			return wrap(exactNumberOf(input));
		case 'date':
			return wrap(dateOf(input));
		case 'dateTime':
			return wrap(dateTimeOf(input));
		case 'time':
			return wrap(timeOf(input));
		case 'choice':
			return coerceChoice(property, input);
		default:
			return { value: String(input) };
	}
}

function inZone(iso: string, personality: Personality): string {
	if (personality.timestampFormat === 'offset') {
		const shifted = new Date(Date.parse(iso) + 2 * 3_600_000).toISOString();
		return shifted.replace('Z', '+02:00');
	}
	if (personality.timestampFormat === 'local') {
		// Sweden writes dates as ISO 8601 does.
		const local = new Date(iso).toLocaleString('sv-SE', { timeZone: 'Europe/Amsterdam' });
		return `${local.replace(' ', 'T')}${/\.\d+/.exec(iso)?.[0] ?? ''}`;
	}
	if (personality.timestampFormat === 'spaced') return iso.replace('T', ' ').replace('Z', ' UTC');
	return iso;
}

function formatInstant(iso: string, personality: Personality): string | number {
	if (personality.stampNumber === 'milliseconds') return Date.parse(iso);
	if (personality.stampNumber === 'seconds') return Math.floor(Date.parse(iso) / 1_000);
	const zoned = inZone(iso, personality);
	return personality.timestampPrecision === 'seconds' ? zoned.replace(/\.\d{3}/, '') : zoned;
}

/** A stored value that is no relation, the way the app writes it in JSON. */
export function present(
	property: StoredProperty,
	value: unknown,
	personality: Personality,
): unknown {
	const kept = value ?? null;
	if (property.group === 'dateTime' && kept !== null) {
		return formatInstant(String(kept), personality);
	}
	return shownForm(property, kept, personality);
}
