const NAME = /^[_A-Za-z][_0-9A-Za-z]*$/;

/** Whether a text may stand in a query as the name of a field or type (GraphQL specification, "Names"). */
export function isName(text: unknown): text is string {
	return typeof text === 'string' && NAME.test(text);
}

/**
 * The last line of defence, whoever calls: nothing but names ever enters the text of a query.
 *
 * @throws {RangeError} for anything else
 */
export function asName(text: string): string {
	if (NAME.test(text)) return text;
	throw new RangeError(`Not a name in GraphQL: ${text.slice(0, 40)}`);
}

/** What a name is made of: `apiKey_2` is `api`, `key` and `2`. */
export function wordsOf(name: string): string[] {
	const parts = name.replace(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3 $2');
	return parts.toLowerCase().match(/[a-z]+|\d+/g) ?? [];
}

/**
 * As the last word, which may be written in one with what it is for: `logintoken`. Other words end in the
 * same letters (Dutch `gestoken`).
 */
const SECRET =
	/^(access|api|app|auth|client|gebruikers|id|jwt|login|refresh|reset|session|user)?(passwo?r?d|passphrase|passcode|secret|token|wachtwoord)(s|en)?$|^(api|private)keys?$/;

/** Two words that are a secret together. */
const SECRET_KEYS = new Set(['api key', 'private key', 'access key', 'secret key']);

/** Behind a secret, they are still the secret: `passwordHash`, `tokenValue`. */
const SAME = new Set(['hash', 'digest', 'salt', 'value', 'confirmation', 'encrypted', 'hashed']);

/**
 * Whether a field is named like something that nobody should meet by accident: `password`, `apiKey`,
 * `loginToken`. The last word says what a name names: `tokenCount` is a count.
 */
export function isSecretName(name: string): boolean {
	const words = wordsOf(name).filter((word) => !/^\d/.test(word));
	while (words.length > 1 && SAME.has(words.at(-1) ?? '')) words.pop();
	return SECRET.test(words.at(-1) ?? '') || SECRET_KEYS.has(words.slice(-2).join(' '));
}

/** When a record was created and last changed: the app sets them in every record. */
export const OWN_STAMPS = { created: 'createdAt', updated: 'updatedAt' };
