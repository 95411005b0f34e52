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

/** How fields are called that hold what nobody should meet by accident: `password`, `apiKey`, `loginToken`. */
const SECRET = /passw|passphrase|secret|token|api_?key|private_?key/i;

export function isSecretName(name: string): boolean {
	return SECRET.test(name);
}
