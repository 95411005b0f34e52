import { findProperty, type Model, type Property } from './models';
import { InputError } from './inputError';
import { parseJson } from './json';
import { kindOf } from './kinds';

/** Whether the value of a property is the URL of a file, or a list of such URLs. */
export function holdsFiles(property: Property): boolean {
	return kindOf(property).files !== undefined;
}

/**
 * The URLs in the value of a property for several files. How an app shows them is not documented:
 * as a list of addresses, or of objects with an address, perhaps.
 *
 * @returns undefined when something in it has no address
 */
export function fileUrls(value: unknown): string[] | undefined {
	if (value === null || value === undefined || value === '') return [];
	const parsed = typeof value === 'string' && /^\s*\[/.test(value) ? parseJson(value) : value;
	const entries: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
	const urls = entries.map((entry) =>
		typeof entry === 'object' && entry !== null && 'url' in entry ? entry.url : entry,
	);
	return urls.every((url): url is string => typeof url === 'string' && isFileAddress(url))
		? urls
		: undefined;
}

/** Where computers keep their own files, which no app serves. */
const LOCAL_PATH = /^\/(tmp|home|root|var|etc|usr|opt|mnt|media|private|Users|Volumes)\//;

/** Whether a text says where a file is: a URL of the web, or a path of the app such as `/uploads/1/a.pdf`. */
export function isFileAddress(text: string): boolean {
	if (/\s/.test(text)) return false;
	if (/^https?:\/\//i.test(text)) return URL.canParse(text);
	return /^\/[^/]/.test(text) && !LOCAL_PATH.test(text);
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
