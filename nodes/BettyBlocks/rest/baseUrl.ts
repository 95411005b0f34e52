import { toAddress } from '../http/address';

/** The name of the credential, as workflows save it. */
export const CREDENTIAL_TYPE = 'bettyBlocksApi';

/** What an identifier is a part of. */
export const DOMAIN = 'bettyblocks.com';

/**
 * The base URL of an app's API.
 *
 * @param application the credential's field, as typed
 * @returns `https://<host>/api`, without a trailing slash
 * @throws {Error} for anything that is no address; the message says what to type instead
 */
export function toBaseUrl(application: unknown): string {
	return `${toAddress(application, DOMAIN)}/api`;
}
