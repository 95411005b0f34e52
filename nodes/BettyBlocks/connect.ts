// The only file that knows which APIs there are.
import type { App, AppWith, Connecting } from './app/app';
import { AppError } from './app/errors';
import type { AppPart } from './app/parts';
import { OWN_STAMPS } from './data/names';
import { CREDENTIAL_TYPE as DATA_CREDENTIAL } from './data/runtimeUrl';
import type { ApiContext } from './http/transport';
import { CREDENTIAL_TYPE as CLASSIC_CREDENTIAL } from './rest/baseUrl';

export { DEFAULT_TIMEOUT_MS, type ApiContext } from './http/transport';

/** The generation that an app is of, as workflows save it. */
export type Api = 'classic' | 'data';

/** The parameter that it is chosen by. A node without it is classic. */
export const API_PARAMETER = 'api';

export const DEFAULT_API: Api = 'classic';

interface Connection<Part extends AppPart> {
	credential: string;
	/** What people see of it. */
	credentialName: string;
	/** What its apps have, which the editor has to know before there is one. */
	parts: Part[];
	connect: (context: ApiContext, connecting?: Connecting) => Promise<AppWith<Part>>;
}

const checked = <Part extends AppPart>(connection: Connection<Part>) => connection;

/** Each API is loaded when it is first connected to: n8n loads every node at its start. */
const CONNECTIONS = {
	classic: checked({
		credential: CLASSIC_CREDENTIAL,
		credentialName: 'Betty Blocks Classic API',
		parts: ['writer', 'assets', 'modelActions'],
		connect: async (context) => {
			const { connectRest } = await import('./rest/restApp');
			return await connectRest(context);
		},
	}),
	data: checked({
		credential: DATA_CREDENTIAL,
		credentialName: 'Betty Blocks Data API',
		parts: ['uploads', 'actions', 'endpoints', 'queries'],
		connect: async (context, connecting) => {
			const { connectData } = await import('./data/dataApp');
			return await connectData(context, connecting);
		},
	}),
} satisfies Record<Api, unknown>;

/** What the apps of each API have besides what all have. */
export const APP_PARTS: Record<Api, AppPart[]> = {
	classic: CONNECTIONS.classic.parts,
	data: CONNECTIONS.data.parts,
};

export function hasParts(api: Api, needed: AppPart[]): boolean {
	return needed.every((part) => APP_PARTS[api].includes(part));
}

/** The properties that hold when a record was created and last changed. */
export const STAMPS: Record<Api, { created: string; updated: string }> = {
	classic: { created: 'created_at', updated: 'updated_at' },
	data: OWN_STAMPS,
};

export function apiOf(context: Pick<ApiContext, 'getNode'>): Api {
	const chosen = context.getNode().parameters[API_PARAMETER];
	return chosen === 'data' ? chosen : DEFAULT_API;
}

/**
 * The app that the credential of a node leads to.
 *
 * @throws {AppError} when there is no credential, or its application is no address
 */
export async function connect(context: ApiContext, connecting?: Connecting): Promise<App> {
	const { credential, credentialName, connect: connectTo } = CONNECTIONS[apiOf(context)];
	// n8n's own error has the name that only code knows.
	if (context.getNode().credentials?.[credential] === undefined) {
		throw new AppError({
			kind: 'credential',
			message: 'No credential is chosen',
			advice: `Choose a '${credentialName}' credential, or create one`,
		});
	}
	return await connectTo(context, connecting);
}

/** Tells one credential from another, and from itself after it was changed. */
export async function credentialKey(context: ApiContext): Promise<string> {
	const { credential } = CONNECTIONS[apiOf(context)];
	// What n8n keeps of a login changes without anybody changing the credential.
	return JSON.stringify({ ...(await context.getCredentials(credential)), jwtToken: undefined });
}
