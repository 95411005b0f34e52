import type { FormValue } from '../api/form';
import type { Model, Property } from '../api/models';
import { InputError } from '../inputError';
import { findProperty } from './models';
import { readUuid } from './uuid';

const ONE_FILE = new Set(['file', 'image']);
const SEVERAL_FILES = new Set(['multi_file', 'multi_image']);

/** Whether the value of a property is the URL of a file, or a list of such URLs. */
export function holdsFiles({ kind }: Property): boolean {
	return ONE_FILE.has(kind) || SEVERAL_FILES.has(kind);
}

/** The value of a property that is to hold one file. */
export function fileValue(property: Property | undefined, url: string): FormValue {
	return property !== undefined && SEVERAL_FILES.has(property.kind) ? [url] : url;
}

/**
 * Finds the property for files that is meant.
 *
 * @param named its name or UUID
 * @throws {InputError} when the model has no such property, or it holds no files
 */
export function findFileProperty(model: Model, named: string): Property {
	const uuid = readUuid(named);
	const property =
		findProperty(model, named) ?? model.properties.find((known) => known.id === uuid);
	if (property !== undefined && holdsFiles(property)) return property;
	const others = model.properties.filter(holdsFiles).map(({ name }) => name);
	throw new InputError(
		property === undefined
			? `The model ${model.name} has no property "${named}"`
			: `The property "${property.name}" holds no files: it is of the kind ${property.kind}`,
		others.length === 0
			? `The model ${model.name} has no property for files or images`
			: `Its properties for files and images are: ${others.join(', ')}`,
	);
}
