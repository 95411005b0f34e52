import type { FormValue } from '../api/form';
import type { Model } from '../api/models';
import { InputError } from '../inputError';
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
export function encodeInputs(inputs: object): { [name: string]: FormValue } {
	return Object.fromEntries(
		Object.entries(inputs).map(([name, value]) => {
			const encoded = any(value, name);
			if (!canBeReadBack(encoded)) {
				throw new InputError(
					`"${name}" holds a list that a form cannot carry`,
					'Its entries must be texts, or objects with the same names. Set "Send Inputs As" to JSON for others',
				);
			}
			return [name, encoded];
		}),
	);
}

/**
 * Rails starts the next object of a list at the first name that the object under way already has,
 * so lists of other objects, and lists of lists, would arrive as something else.
 */
function canBeReadBack(value: FormValue): boolean {
	if (typeof value === 'string') return true;
	if (!Array.isArray(value)) return Object.values(value).every(canBeReadBack);
	const entries = value.map((entry) => (isObject(entry) ? Object.keys(entry) : undefined));
	return value.every((entry, index) => {
		if (Array.isArray(entry) || !canBeReadBack(entry)) return false;
		const names = entries[index];
		if (names === undefined) return true;
		const [first] = names;
		const before = entries[index - 1];
		return first !== undefined && (before === undefined || before.includes(first));
	});
}

function isObject(value: FormValue): value is { [name: string]: FormValue } {
	return typeof value === 'object' && !Array.isArray(value);
}
