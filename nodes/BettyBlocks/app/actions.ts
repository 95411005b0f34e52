import type { FormValue } from '../rest/form';
import type { Model } from '../rest/models';
import { InputError } from './inputError';
import { any } from './encode';
import { findModel, modelPath, type ModelReference } from './models';
import { readUuid, uuidInAddress } from './uuid';

const WHERE_TO_FIND =
	'In the builder, click the action and copy the 32 characters from the address bar';

/**
 * Reads what a person entered for an action: its UUID, or a builder address that contains it.
 *
 * @throws {InputError} for anything else
 */
export function readActionId(entered: unknown): string {
	const text = typeof entered === 'string' ? entered.trim() : '';
	if (text === '') throw new InputError('Action ID is empty', WHERE_TO_FIND);
	// The address of a list of actions names the model only.
	const address = text.replace(/\bmodels\/[0-9a-f]{32}/i, '');
	const uuid =
		readUuid(text) ?? (text.includes('/') ? uuidInAddress(address, 'actions') : undefined);
	if (uuid !== undefined) return uuid;
	throw new InputError(`Action ID "${text}" is no UUID and no address with one`, WHERE_TO_FIND);
}

/**
 * The UUID of a model, which addresses of actions need.
 *
 * @param models asked for only when the model is not named by its UUID
 * @throws {InputError} when it cannot be told which model is meant
 */
export async function modelUuid(
	reference: ModelReference,
	models: () => Promise<Model[]>,
): Promise<string> {
	if ('uuid' in reference) return reference.uuid;
	const model = findModel(await models(), reference);
	if (model !== undefined) return model.id;
	throw new InputError(
		`The app does not say which model "${modelPath(reference)}" is, and an action needs its UUID`,
		'Choose the model from the list, or enter its UUID',
	);
}

/**
 * Encodes input variables for a form or a query, the way Rails reads them back.
 *
 * @throws {InputError} naming the variable, when a form cannot carry its value
 */
export function encodeInputs(inputs: object, zone: string): { [name: string]: FormValue } {
	return Object.fromEntries(
		Object.entries(inputs).map(([name, value]) => {
			checkName(name);
			const carried = asCarried(any(value, name, zone));
			if (carried !== undefined) return [name, carried];
			throw new InputError(
				`"${name}" holds a list that a form cannot carry`,
				'Its entries must be texts, or objects that share a name with a text. Set "Send Inputs As" to JSON for others',
			);
		}),
	);
}

/**
 * Rails starts the next object of a list at a name that the object under way already has, and takes
 * a list in a list for part of the same one (Rack's parser). So each object of a list must begin
 * with a name that they all have.
 *
 * @returns the value in an order that comes back as it is; undefined when there is none
 */
function asCarried(value: FormValue): FormValue | undefined {
	if (typeof value === 'string') return value;
	if (!Array.isArray(value)) return everyCarried(value);
	const objects = value.filter(isObject);
	const isEmpty = objects.some((object) => Object.keys(object).length === 0);
	if (isEmpty || value.some((entry) => Array.isArray(entry))) return undefined;
	// JavaScript puts such names first, whatever the order they are given in.
	const isNumbered = objects.some((object) =>
		Object.keys(object).some((name) => /^\d+$/.test(name)),
	);
	if (objects.length > 1 && isNumbered) return undefined;
	const shared = Object.keys(objects[0] ?? {}).find((name) =>
		objects.every((object) => typeof object[name] === 'string'),
	);
	if (objects.length > 1 && shared === undefined) return undefined;
	const entries = value.map((entry) =>
		isObject(entry) && shared !== undefined
			? everyCarried({ [shared]: entry[shared] as string, ...entry })
			: asCarried(entry),
	);
	return entries.every((entry) => entry !== undefined) ? entries : undefined;
}

function everyCarried(values: { [name: string]: FormValue }): FormValue | undefined {
	const entries = Object.entries(values).map(([name, value]) => [name, asCarried(value)] as const);
	return entries.every(isCarried) ? Object.fromEntries(entries) : undefined;
}

function isCarried(
	entry: readonly [string, FormValue | undefined],
): entry is readonly [string, FormValue] {
	return entry[1] !== undefined;
}

function isObject(value: FormValue): value is { [name: string]: FormValue } {
	return typeof value === 'object' && !Array.isArray(value);
}

/** @throws {InputError} for a name that a form would take for something nested */
function checkName(name: string): void {
	if (!/[[\]]/.test(name)) return;
	throw new InputError(
		`The name of the input "${name.slice(0, 80)}" has brackets, which a form takes for values inside values`,
		'Use a name without brackets, or set "Send Inputs As" to JSON',
	);
}
