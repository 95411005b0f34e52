import { choicesOf } from '../schema/choices';
import { kindOf } from './kinds';
import { takesLabel } from '../schema/labels';
import type { Model } from '../schema/models';
import type { Values } from './values';

const MAX_CHOICES_NAMED = 20;

/**
 * What may be wrong with a value that the app refused without saying more than that it is invalid.
 *
 * @returns undefined where nothing is known of the property
 */
export function explainRefused(model: Model, values: Values, name: string): string | undefined {
	const property = model.properties.find((each) => each.name === name);
	if (property === undefined) return undefined;
	const value = values[name];
	const { family, isToMany } = kindOf(property);
	if (family === 'relation' && !isToMany && typeof value === 'number') {
		return `there may be no ${property.target ?? 'record'} with ID ${value}`;
	}
	const choices = choicesOf(property)?.map((choice) => String(choice.value));
	if (choices !== undefined) {
		return `it must be one of ${choices.slice(0, MAX_CHOICES_NAMED).join(', ')}`;
	}
	const takes = takesLabel(property);
	return takes === undefined ? undefined : `it must be ${takes}`;
}
