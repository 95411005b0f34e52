import { InputError } from '../app/errors';
import { plainValue } from '../app/values/values';
import { inFormOrder, isCarriedName, uncarried, type FormValue } from './form';
import { toFormValue } from './recordForm';

/**
 * Encodes input variables for a form or a query, the way Rails reads them back.
 *
 * @throws {InputError} naming the variable, when a form cannot carry its value
 */
export function encodeInputs(inputs: object, zone: string): { [name: string]: FormValue } {
	return Object.fromEntries(
		Object.entries(inputs).map(([name, value]) => {
			checkName(name);
			const formValue = toFormValue(plainValue(name, value, zone));
			const what = uncarried(formValue);
			if (what === undefined) return [name, inFormOrder(formValue)];
			throw notInAForm(
				`The input "${name}" has ${what}`,
				'The entries of a list must be text, or objects that have the same text field',
			);
		}),
	);
}

/** @throws {InputError} for a name that a form would take for something nested */
function checkName(name: string): void {
	if (isCarriedName(name)) return;
	throw notInAForm(
		`The name of the input "${name.slice(0, 80)}" has brackets, which a form reads as nested values`,
		'Use a name without brackets',
	);
}

function notInAForm(message: string, advice: string): InputError {
	return new InputError(message, advice, { remedy: 'another encoding' });
}
