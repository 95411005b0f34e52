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
