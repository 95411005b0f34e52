// The only file that knows which APIs there are.
import type { App } from './app/app';
import { CREDENTIAL_TYPE } from './rest/connection';
import { RestApp } from './rest/restApp';
import type { ApiContext } from './rest/transport';

export type { ApiContext } from './rest/transport';
export { CREDENTIAL_TYPE } from './rest/connection';
export { DEFAULT_TIMEOUT_MS } from './rest/client';

/**
 * The app that the credential of a node leads to.
 *
 * @throws {NodeOperationError} when there is no credential, or its application is no address
 */
export async function connect(context: ApiContext): Promise<App> {
	return await RestApp.connect(context);
}

/** Tells one credential from another, and from itself after it was changed. */
export async function credentialKey(context: ApiContext): Promise<string> {
	return JSON.stringify(await context.getCredentials(CREDENTIAL_TYPE));
}
