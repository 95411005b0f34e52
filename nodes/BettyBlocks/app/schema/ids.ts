import { InputError } from '../errors';

const UUID_ONLY = /^[0-9a-f]{32}$/i;

/**
 * Reads a UUID as people have it: 32 hexadecimal characters, with or without dashes.
 *
 * @returns 32 lowercase hexadecimal characters, or undefined when the text is no UUID
 */
export function readUuid(text: string): string | undefined {
	const undashed = text.trim().replace(/^(\w{8})-(\w{4})-(\w{4})-(\w{4})-(\w{12})$/, '$1$2$3$4$5');
	return UUID_ONLY.test(undashed) ? undashed.toLowerCase() : undefined;
}

/** Whether a text is a UUID as the app writes it. */
export function isUuid(text: string): boolean {
	return readUuid(text) === text;
}

/**
 * Finds the UUID in an address of the builder, which may name several things: the one that follows
 * `<segment>/` (`models/`, `views/`), or else the last one.
 */
export function uuidInAddress(address: string, segment: string): string | undefined {
	const named = address.match(new RegExp(`\\b${segment}/([0-9a-f]{32})`, 'i'))?.[1];
	return (named ?? address.match(/[0-9a-f]{32}/gi)?.at(-1))?.toLowerCase();
}

/** @returns undefined for anything but a positive integer, as a number or as text */
export function toRecordId(entered: unknown): number | undefined {
	const text = typeof entered === 'number' ? String(entered) : entered;
	if (typeof text !== 'string' || !/^\d+$/.test(text.trim())) return undefined;
	const id = Number(text);
	return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

const WHERE_TO_FIND =
	'In the builder, click the action and copy the 32 characters from the address bar';

/**
 * Reads what a person entered for an action: its UUID, or a builder address that contains it.
 *
 * @throws {InputError} for anything else
 */
export function readActionId(entered: unknown, displayName: string): string {
	const text = typeof entered === 'string' ? entered.trim() : '';
	if (text === '') throw new InputError(`'${displayName}' is empty`, WHERE_TO_FIND);
	// The address of a list of actions names the model only.
	const address = text.replace(/\bmodels\/[0-9a-f]{32}/i, '');
	const uuid =
		readUuid(text) ?? (text.includes('/') ? uuidInAddress(address, 'actions') : undefined);
	if (uuid !== undefined) return uuid;
	throw new InputError(
		`'${displayName}' must be a UUID or a URL with one, but got "${text.slice(0, 80)}"`,
		WHERE_TO_FIND,
	);
}
