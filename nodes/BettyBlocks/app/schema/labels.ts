// What people are told of a property: its kind, what it takes, and the choices it has.
import { kindOf } from '../values/kinds';
import type { Property } from './models';

/** As in "Number" or "Relation to Company". */
export function kindLabel(property: Property): string {
	const { family, isToMany, label } = kindOf(property);
	const { target } = property;
	if (family !== 'relation' || target === undefined) return label;
	return isToMany ? `Relation to Many ${target}` : `Relation to ${target}`;
}

/**
 * The name of a property, with what it takes where its input in the editor does not show that: one for
 * a number looks like one for text, and one for a date like one for a date and time.
 */
export function mapperLabel(property: Property): string {
	const { name } = property;
	const takes = whatItTakes(property);
	return takes === undefined ? name : `${name} (${takes})`;
}

function whatItTakes(property: Property): string | undefined {
	const { mapperHint } = kindOf(property);
	if (mapperHint === 'label') return kindLabel(property);
	return mapperHint === 'ID' ? `ID of a ${property.target ?? 'Record'}` : mapperHint;
}

/** What a property takes, where that says more than its name; undefined for text of any kind. */
export function takesLabel(property: Property): string | undefined {
	const { family, takes, precision } = kindOf(property);
	return family === 'text' && precision === undefined ? undefined : takes;
}

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
