import type { IDataObject } from 'n8n-workflow';
import { InputError, AppError } from '../app/errors';
import { HttpClient, isBroken, refusedLogin, type Broken, type Login } from '../http/httpClient';
import { AppClock, type HttpResponse } from '../http/response';
import { LOGIN_REFUSED } from '../http/retry';
import { Secrets } from '../http/secrets';
import type { ApiContext } from '../http/transport';
import { CHECK_CREDENTIAL } from './responseErrors';
import { RefusedLogins } from './refusedLogins';
import { authProfileUuid } from './login';
import { CREDENTIAL_TYPE, runtimeUrl } from './runtimeUrl';
import { Session } from './session';
import { loginFingerprint } from './token';

const CHANGE_CREDENTIAL = 'Change it in the credential of this node';

/**
 * The clocks of apps. Whether a token still lasts is asked before the first response of a run, and a host
 * whose own clock is wrong would log in at every run.
 */
const clocks = new Map<string, AppClock>();

/** How one app is reached: its address and the login. */
export class Connection {
	/** The address of the app's host. */
	readonly origin: string;

	private constructor(
		readonly http: HttpClient,
		/** Where GraphQL is sent to. */
		readonly url: string,
		/** The user, as the credential names it; empty for the public. */
		readonly user: string,
		/** Undefined: public access, without any authorisation. */
		private readonly session: Session | undefined,
	) {
		this.origin = new URL(url).origin;
	}

	/**
	 * Reads the credential of the node.
	 *
	 * @param isPoll runs again in a minute, with the same credential
	 * @throws {NodeOperationError | AppError} when there is no credential, or its application is no address
	 */
	static async open(context: ApiContext, isPoll: boolean): Promise<Connection> {
		const read = async () => (await context.getCredentials(CREDENTIAL_TYPE)) as IDataObject;
		const credential = await read();
		const url = urlOf(credential);
		const clock = clockOf(url);
		const secrets = new Secrets();
		const origin = new URL(url).origin;
		const http = new HttpClient(context, { origin, advice: CHECK_CREDENTIAL, secrets, clock });
		if (credential.access === 'public') return new Connection(http, url, '', undefined);
		const { id, name = '' } = context.getNode().credentials?.[CREDENTIAL_TYPE] ?? {};
		const session = await Session.open({
			read,
			stored: { id: id ?? '', name },
			owner: {
				applicationId: url.slice(-32),
				authenticationProfileId: profileOf(credential),
				fingerprint: loginFingerprint(credential),
			},
			now: () => clock.now() ?? Date.now(),
			secrets,
			refused,
			refusedLogins: isPoll ? new RefusedLogins(credential) : undefined,
		});
		const user = String(credential.username ?? '').trim();
		return new Connection(http, url, user, session);
	}

	/** Tells the app and its user from others. */
	get account(): string {
		return JSON.stringify([this.url, this.user]);
	}

	/** Whether nobody is logged in. */
	get isPublic(): boolean {
		return this.session === undefined;
	}

	/** What n8n keeps of the login; empty where nobody is logged in. */
	get token(): string {
		return this.session?.token ?? '';
	}

	/**
	 * Whether a request can be sent without a login first.
	 *
	 * @param isConfirmed whether the app has to have taken the token in this run
	 */
	isReady(isConfirmed: boolean): boolean {
		return this.session?.isReady(isConfirmed) ?? true;
	}

	/**
	 * @param isRefused whether a response says that the token was not taken, and the request can be repeated
	 * @returns undefined where nobody is logged in
	 */
	login(isRefused: (response: HttpResponse) => boolean): Login | undefined {
		const { session } = this;
		if (session === undefined) return undefined;
		return async (attempt) =>
			await session.send(attempt, (ended) => !isBroken(ended) && isRefused(ended));
	}
}

/** A login that was refused before isn't tried again. */
function refused(message: string): Broken {
	return refusedLogin(
		new AppError({ kind: 'credential', message, advice: CHECK_CREDENTIAL, code: LOGIN_REFUSED }),
	);
}

function clockOf(url: string): AppClock {
	const clock = clocks.get(url) ?? new AppClock();
	clocks.set(url, clock);
	return clock;
}

/** @throws {InputError} when the profile can't be one */
function profileOf(credential: IDataObject): string {
	try {
		return authProfileUuid(credential);
	} catch (error) {
		throw inCredential(error);
	}
}

function urlOf({ application, applicationId }: IDataObject): string {
	try {
		return runtimeUrl(application, applicationId);
	} catch (error) {
		throw inCredential(error);
	}
}

/** @param error says what in the credential makes no sense */
function inCredential(error: unknown): InputError {
	return new InputError((error as Error).message, CHANGE_CREDENTIAL);
}
