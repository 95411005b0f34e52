import { InputError } from '../errors';
import { parseList } from './json';
import { kindOf } from './kinds';
import { fileAddress } from './shown';
import { findProperty, type Model, type Property } from '../schema/models';

/** Whether the value of a property is the URL of a file, or a list of such URLs. */
export function holdsFiles(property: Property): boolean {
	return kindOf(property).files !== undefined;
}

/**
 * The addresses in the value of a property for several files. How an app shows them is not documented:
 * as a list of addresses, or of objects with an address, perhaps.
 *
 * @returns undefined when something in it has no address
 */
export function fileUrls(value: unknown): string[] | undefined {
	if (value === null || value === undefined || value === '') return [];
	const entries = (typeof value === 'string' ? parseList(value) : undefined) ?? [value].flat();
	const urls = entries.map(fileAddress).filter((url) => url !== null);
	return urls.every((url) => url !== undefined) ? urls : undefined;
}

/**
 * Finds the property for files that is meant.
 *
 * @param named its name or UUID
 * @throws {InputError} when the model has no such property, or it holds no files
 */
export function findFileProperty(model: Model, named: string): Property {
	const property = findProperty(model, named);
	if (property !== undefined && holdsFiles(property)) return property;
	const others = model.properties.filter(holdsFiles).map(({ name }) => name);
	throw new InputError(
		property === undefined
			? `The model ${model.name} has no property "${named}"`
			: `Property "${property.name}" must be a file or image property, but is of kind ${property.kind}`,
		others.length === 0
			? `The model ${model.name} has no file or image properties`
			: `Its file and image properties are ${others.join(', ')}`,
	);
}
