import { InputError } from './inputError';
import { readUuid, uuidInAddress } from './uuid';

const WHERE_TO_FIND =
	'In the builder, click the action and copy the 32 characters from the address bar';

/**
 * Reads what a person entered for an action: its UUID, or a builder address that contains it.
 *
 * @throws {InputError} for anything else
 */
export function readActionId(entered: unknown, displayName: string): string {
	const text = typeof entered === 'string' ? entered.trim() : '';
	if (text === '') throw new InputError(`'${displayName}' is empty`, WHERE_TO_FIND);
	// The address of a list of actions names the model only.
	const address = text.replace(/\bmodels\/[0-9a-f]{32}/i, '');
	const uuid =
		readUuid(text) ?? (text.includes('/') ? uuidInAddress(address, 'actions') : undefined);
	if (uuid !== undefined) return uuid;
	throw new InputError(
		`'${displayName}' must be a UUID or a URL with one, but got "${text.slice(0, 80)}"`,
		WHERE_TO_FIND,
	);
}
