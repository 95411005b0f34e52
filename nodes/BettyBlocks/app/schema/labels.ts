// What the editor calls kinds of properties.
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
