// The only file that knows which APIs there are.
import type { App, Connecting } from './app/app';
import { CREDENTIAL_TYPE as DATA_CREDENTIAL } from './data/runtimeUrl';
import type { ApiContext } from './http/transport';
import { CREDENTIAL_TYPE as CLASSIC_CREDENTIAL } from './rest/baseUrl';

export { DEFAULT_TIMEOUT_MS, type ApiContext } from './http/transport';

/** The generation that an app is of, as workflows save it. */
export type Api = 'classic' | 'data';

/** The parameter that it is chosen by. Nodes of before there was a choice don't have it. */
export const API_PARAMETER = 'api';

export const DEFAULT_API: Api = 'classic';

/** Each API is loaded when it is first connected to: n8n loads every node at its start. */
const CONNECTIONS: Record<
	Api,
	{ credential: string; connect: (context: ApiContext, connecting?: Connecting) => Promise<App> }
> = {
	classic: {
		credential: CLASSIC_CREDENTIAL,
		connect: async (context) => {
			const { RestApp } = await import('./rest/restApp');
			return await RestApp.connect(context);
		},
	},
	data: {
		credential: DATA_CREDENTIAL,
		connect: async (context, connecting) => {
			const { DataApp } = await import('./data/dataApp');
			return await DataApp.connect(context, connecting);
		},
	},
};

/** The properties that hold when a record was created and last changed. */
export const STAMPS: Record<Api, { created: string; updated: string }> = {
	classic: { created: 'created_at', updated: 'updated_at' },
	data: { created: 'createdAt', updated: 'updatedAt' },
};

/** The API that a node is set to. */
export function apiOf(context: Pick<ApiContext, 'getNode'>): Api {
	const chosen = context.getNode().parameters[API_PARAMETER];
	return chosen === 'data' ? chosen : DEFAULT_API;
}

/**
 * The app that the credential of a node leads to.
 *
 * @throws {NodeOperationError} when there is no credential, or its application is no address
 */
export async function connect(context: ApiContext, connecting?: Connecting): Promise<App> {
	return await CONNECTIONS[apiOf(context)].connect(context, connecting);
}

/** Tells one credential from another, and from itself after it was changed. */
export async function credentialKey(context: ApiContext): Promise<string> {
	const { credential } = CONNECTIONS[apiOf(context)];
	// What n8n keeps of a login changes without anybody changing the credential.
	return JSON.stringify({ ...(await context.getCredentials(credential)), jwtToken: undefined });
}
