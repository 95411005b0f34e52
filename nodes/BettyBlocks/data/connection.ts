import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';
import { InputError } from '../app/inputError';
import type { Answer, Body, FileAnswer } from '../http/answer';
import { AppClock } from '../http/clock';
import { isBroken, Sender, type Broken } from '../http/sender';
import type { ApiContext, Credential } from '../http/transport';
import { isRefusedToken, readAnswer } from './answers';
import { CHECK_CREDENTIAL } from './responseErrors';
import { RefusedLogins } from './refusedLogins';
import { runtimeUrl } from './runtimeUrl';
import { CREDENTIAL_TYPE } from './credentialType';
import { Session } from './session';

/** A request to the app's own host. */
export interface Sent {
	method: IHttpRequestMethods;
	/** Below the runtime address; empty for GraphQL. */
	path: string;
	headers?: IDataObject;
	body?: Body;
}

/**
 * The clocks of apps. Whether a token still lasts is asked before the first answer of a run, and a host
 * whose own clock is wrong would log in at every run.
 */
const clocks = new Map<string, AppClock>();

/** Sends single requests to one app: its address, the login, and who gets to see the token. */
export class Connection {
	/** The address of the app's host. */
	readonly origin: string;

	private constructor(
		readonly sender: Sender,
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
		const sender = new Sender(context, {
			origin: new URL(url).origin,
			advice: CHECK_CREDENTIAL,
			redact: (text) => text,
			clock: clockOf(url),
		});
		if (credential.access === 'public') return new Connection(sender, url, '', undefined);
		const { id, name = '' } = context.getNode().credentials?.[CREDENTIAL_TYPE] ?? {};
		const session = await Session.open({
			read,
			stored: { id: id ?? '', name },
			owner: {
				applicationId: url.slice(-32),
				authenticationProfileId: String(credential.authenticationProfileId ?? '').trim(),
			},
			now: () => sender.clock.now() ?? Date.now(),
			hide: (redact) => {
				sender.redact = redact;
			},
			refused: (message) => sender.refusedLogin(message),
			refusedLogins: isPoll ? new RefusedLogins(credential) : undefined,
		});
		sender.beforeRedaction = async () => {
			await session.hideToken();
		};
		const user = String(credential.username ?? '').trim();
		return new Connection(sender, url, user, session);
	}

	/** Tells the app and its user from others. */
	get account(): string {
		return JSON.stringify([this.url, this.user]);
	}

	/** Whether nobody is logged in. */
	get isPublic(): boolean {
		return this.session === undefined;
	}

	/** How often n8n has logged in for this run. */
	get logins(): number {
		return this.session?.logins ?? 0;
	}

	/** @returns the answer, whatever its status, or how it broke */
	async send(
		{ method, path, headers, body }: Sent,
		timeoutMs: number,
		isRefused: (answer: Answer) => boolean = isTokenRefused,
	): Promise<Answer | Broken> {
		const url = `${this.url}${path}`;
		const attempt = async (credential?: Credential) =>
			await this.sender.send({ options: { method, url, headers }, body, credential, timeoutMs });
		if (this.session === undefined) return await attempt();
		return await this.session.send(
			attempt,
			(received) => !isBroken(received) && isRefused(received),
		);
	}

	/** Asks for something that needs no token, on any host. A redirect is not followed. */
	async sendForFile(url: URL, timeoutMs: number): Promise<FileAnswer | Broken> {
		return await this.sender.sendForFile(url, undefined, timeoutMs);
	}
}

function clockOf(url: string): AppClock {
	const clock = clocks.get(url) ?? new AppClock();
	clocks.set(url, clock);
	return clock;
}

function urlOf({ application, applicationId }: IDataObject): string {
	try {
		return runtimeUrl(application, applicationId);
	} catch (error) {
		throw notAnAddress(error);
	}
}

/** @param error says why the application is no address */
function notAnAddress(error: unknown): InputError {
	const { message } = error as Error;
	return new InputError(message, 'Change the application in the credential of this node');
}

/** What stands before the app may refuse a token in words of its own. After a 5xx, nobody knows what ran. */
function isTokenRefused({ status, text }: Answer): boolean {
	const reading = readAnswer(text);
	if (reading === undefined) return status === 401;
	return status < 500 && isRefusedToken(reading);
}
