/** A value that a list can have, and what the app calls it. */
export interface Choice {
	name: string;
	value: string | number;
}

/**
 * The allowed values of a list, when the app tells them. Where in the options they stand is not
 * known, so every list of texts, or of objects with a name and a value, will do.
 */
export function choicesOf({ options }: { options: Record<string, unknown> }): Choice[] | undefined {
	const list = [options.values, options.items, options.options].find(Array.isArray);
	const choices = (list ?? []).flatMap((entry: unknown) => toChoice(entry) ?? []);
	return choices.length > 0 ? choices : undefined;
}

function toChoice(entry: unknown): Choice | undefined {
	if (typeof entry === 'string' || typeof entry === 'number') {
		return { name: String(entry), value: entry };
	}
	if (typeof entry !== 'object' || entry === null) return undefined;
	const { name, label, value = name ?? label } = entry as Record<string, unknown>;
	return typeof value === 'string' || typeof value === 'number'
		? { name: String(name ?? label ?? value), value }
		: undefined;
}
