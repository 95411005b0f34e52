import { Access } from './access.ts';
import type { DataEnvironment } from './context.ts';

export interface Sender {
	/** What the sender may do; as the public, when its token is no good. */
	access: Access;
	token: string | undefined;
	/** Whether there is a token (or another authorisation) that is no good. */
	isRefused: boolean;
}

/** Reads who sends a request from its `Authorization` header. */
export function readAccess(header: string | undefined, environment: DataEnvironment): Sender {
	const { sessions, data, personality } = environment;
	const token = /^bearer +(\S+)$/i.exec(header ?? '')?.[1];
	const claims = token === undefined ? undefined : sessions.claims(token);
	return {
		access: new Access(claims, data.roles, personality),
		token,
		isRefused: header !== undefined && claims === undefined,
	};
}
