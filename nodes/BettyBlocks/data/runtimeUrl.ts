import { toAddress } from '../http/address';

/** The name of the credential, as workflows save it. */
export const CREDENTIAL_TYPE = 'bettyBlocksDataApi';

/** What an identifier is a part of. */
const DOMAIN = 'betty.app';

/**
 * The address of an app's Data API.
 *
 * @param application an identifier, a host, or the whole runtime address, which has the app's UUID in it
 * @param applicationId the app's UUID, with or without dashes
 * @returns `https://<host>/api/runtime/<uuid>`
 * @throws {Error} for anything else; the message says what to type instead
 */
export function runtimeUrl(application: unknown, applicationId: unknown): string {
	return toRuntimeUrl(application, applicationId, toAddress, DOMAIN);
}

/** The same as an n8n expression. */
export const RUNTIME_URL_EXPRESSION = `={{ (${toRuntimeUrl.toString()})($credentials.application, $credentials.applicationId, (${toAddress.toString()}), '${DOMAIN}') }}`;

/** Like `toAddress`, it stands on nothing outside itself, as the credential's test carries its source. */
function toRuntimeUrl(
	application: unknown,
	applicationId: unknown,
	addressOf: (application: unknown, domain: string) => string,
	domain: string,
): string {
	// n8n shows the message of an error in an expression only under this name.
	const refusal = (message: string) =>
		Object.assign(new Error(message), { name: 'ExpressionError' });
	const address = addressOf(application, domain);
	const undashed = (text: unknown) =>
		String(text ?? '')
			.trim()
			.replace(/-/g, '')
			.toLowerCase();
	const inAddress = /\/api\/runtime\/([0-9a-f-]+)/i.exec(String(application))?.[1];
	const named = undashed(inAddress);
	const typed = undashed(applicationId);
	if (named !== '' && typed !== '' && named !== typed) {
		throw refusal(
			"The application's URL and the application ID belong to different apps. Correct one of them, or leave the application ID empty",
		);
	}
	const uuid = named === '' ? typed : named;
	if (uuid === '') {
		throw refusal(
			"The application ID is empty. Enter the app's UUID, or enter its full runtime URL as the application",
		);
	}
	if (!/^[0-9a-f]{32}$/.test(uuid)) {
		throw refusal(
			'The application ID must be a UUID: 32 characters, each a digit or a letter from a to f',
		);
	}
	return address + '/api/runtime/' + uuid;
}
