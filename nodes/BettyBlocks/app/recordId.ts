/** @returns undefined for anything but a positive integer, as a number or as text */
export function toRecordId(entered: unknown): number | undefined {
	const text = typeof entered === 'number' ? String(entered) : entered;
	if (typeof text !== 'string' || !/^\d+$/.test(text.trim())) return undefined;
	const id = Number(text);
	return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}
