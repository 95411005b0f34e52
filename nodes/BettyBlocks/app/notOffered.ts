import { InputError } from './inputError';

/**
 * For what an app's API doesn't do.
 *
 * @param what as in "create records"
 * @param instead what to do
 */
export function notOffered(what: string, instead: string): InputError {
	return new InputError(`The API of this app can't ${what}`, instead);
}
