// What the editor calls kinds of properties.
import { kindOf } from './kinds';
import type { Property } from './models';

/** As in "Number" or "Relation to Company". */
export function kindLabel(property: Property): string {
	const { family, isToMany, label } = kindOf(property);
	const { target } = property;
	if (family !== 'relation' || target === undefined) return label;
	return isToMany ? `Relation to Many ${target}` : `Relation to ${target}`;
}

/** The name of a property, with what it takes where its input in the editor does not show that. */
export function mapperLabel(property: Property): string {
	const { family, isToMany, files } = kindOf(property);
	const { name, target = 'Record' } = property;
	if (family === 'relation') return isToMany ? `${name} (IDs)` : `${name} (ID of a ${target})`;
	if (files === 'one') return `${name} (URL or binary field)`;
	return files === 'several' ? `${name} (URLs or binary fields)` : name;
}

/** What a property takes, where that says more than its name; undefined for text of any kind. */
export function takesLabel(property: Property): string | undefined {
	const { family, takes, precision } = kindOf(property);
	return family === 'text' && precision === undefined ? undefined : takes;
}
