import type { Personality } from './personality.ts';
import type { StoredProperty } from './store.ts';

/** A number in JSON with exactly these digits, which JavaScript could not all keep. */
const rawJson = (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON;

function time(value: string, { timeOfDay }: Personality): string {
	switch (timeOfDay) {
		case '14:30':
			return value.replace(/:00$/, '');
		case '2000-01-01T14:30:00.000Z':
			return `2000-01-01T${value}.000Z`;
		case '2000-01-01 14:30:00 UTC':
			return `2000-01-01 ${value} UTC`;
		default:
			return value;
	}
}

function file(value: unknown, { fileValue }: Personality): unknown {
	if (value === null) return fileValue === 'object' ? { url: null } : null;
	const url = String(value);
	switch (fileValue) {
		case 'path':
			return url.replace(/^https?:\/\/[^/]+/, '').replaceAll('%20', ' ');
		case 'host':
			return url.replace(/^https?:/, '');
		case 'object':
			return { url, thumb: { url: `${url}?thumb` } };
		default:
			return value;
	}
}

function decimal(value: unknown, { shownDigits, decimals }: Personality): unknown {
	if (shownDigits === 'cents') return Math.round(Number(value) * 100) / 100;
	if (shownDigits === '15') return Number(Number(value).toPrecision(15));
	if (decimals === 'text') return String(value);
	return typeof value === 'string' ? rawJson(value) : value;
}

/** What the app shows of a password or a token; undefined leaves the property out. */
export function shownSecret(value: unknown, { passwordValue }: Personality): unknown {
	switch (passwordValue) {
		case 'absent':
			return undefined;
		case 'empty':
			return '';
		case 'masked':
			return '********';
		case 'hash':
			return '$2a$10$N9qo8uLOickgx2ZMRZoMye';
		default:
			return value;
	}
}

/** A stored value in the form in which the app shows it, for the kinds that have several. */
export function shownForm(
	{ group, kind }: StoredProperty,
	value: unknown,
	personality: Personality,
): unknown {
	if (kind === 'password' || kind === 'login_token') return shownSecret(value, personality);
	if (group === 'file') return file(value, personality);
	if (value === null) return null;
	if (group === 'files' && Array.isArray(value))
		return value.map((each) => file(each, personality));
	if (group === 'time') return time(String(value), personality);
	return group === 'decimal' ? decimal(value, personality) : value;
}
