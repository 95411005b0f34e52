import type { IDataObject } from 'n8n-workflow';
import { isBroken, type Broken } from '../http/httpClient';
import type { HttpResponse } from '../http/response';
import { LOGIN_REFUSED, LOGIN_TIMED_OUT, TIMED_OUT } from '../http/retry';
import type { Secrets } from '../http/secrets';
import type { Credential } from '../http/transport';
import { CREDENTIAL_TYPE } from './runtimeUrl';
import type { RefusedLogins } from './refusedLogins';
import { bearerOf, isUsable, type TokenOwner } from './token';

/** What n8n keeps of a login, and what it takes to log in again. */
export interface SessionOptions {
	/** The credential as it is stored now. */
	read: () => Promise<IDataObject>;
	/** As the node names it. */
	stored: { id: string; name: string };
	owner: TokenOwner;
	/** The app's time, in milliseconds since 1970. */
	now: () => number;
	/** Told of every token of this run, as responses to earlier requests may still be under way. */
	secrets: Secrets;
	/** How a request ends that is not sent, as the app refused the login before. */
	refused: (message: string) => Broken;
	/** Undefined: only this run remembers what was refused. */
	refusedLogins?: RefusedLogins;
}

type Received = HttpResponse | Broken;

/**
 * The login of one run. n8n logs in itself when it has no token, and stores the new one; an empty token
 * handed to it therefore means a new login. It does so before a token ends, and once after a response that
 * doesn't take the token, which n8n doesn't notice with status 200.
 */
export class Session {
	/** As n8n keeps it. */
	token = '';
	/** The token that the app took in this run. */
	private confirmed: string | undefined;
	/** A token that could not be used when it was new: no other would be better. */
	private accepted: string | undefined;
	private hasRenewed = false;
	/** What the app said when it refused the login. */
	private refusal: string | undefined;
	private turn: Promise<unknown> = Promise.resolve();

	private constructor(private readonly options: SessionOptions) {}

	static async open(options: SessionOptions): Promise<Session> {
		const session = new Session(options);
		await session.look();
		return session;
	}

	/**
	 * Sends a request with a good token, a second time at most.
	 *
	 * @param isRefused whether the response says that the token was not taken, and the request can be repeated
	 */
	async send(
		attempt: (credential: Credential) => Promise<Received>,
		isRefused: (received: Received) => boolean,
	): Promise<Received> {
		const send = async (credential: Credential) => {
			const received = await attempt(credential);
			const sent = await this.hideToken();
			if (!isBroken(received) && received.status < 500 && !isRefused(received)) {
				this.confirmed = sent;
			}
			return received;
		};
		if (!this.isGood()) {
			return await this.inTurn(async () =>
				this.isGood() ? await send({ type: CREDENTIAL_TYPE }) : await this.loggingIn(send),
			);
		}
		const used = this.token;
		const received = await send({ type: CREDENTIAL_TYPE });
		if (!isRefused(received)) return received;
		return await this.inTurn(async () => {
			if (this.token !== used) return await send({ type: CREDENTIAL_TYPE });
			if (this.hasRenewed) return received;
			this.hasRenewed = true;
			return await this.loggingIn(send);
		});
	}

	/**
	 * Whether a request can be sent without a login first.
	 *
	 * @param isConfirmed whether the app has to have taken the token in this run
	 */
	isReady(isConfirmed: boolean): boolean {
		return this.isGood() && (!isConfirmed || this.token === this.confirmed);
	}

	/** A login that was refused is not tried again, whoever needs it. */
	private async loggingIn(send: (credential: Credential) => Promise<Received>): Promise<Received> {
		const { read, stored, refused, refusedLogins } = this.options;
		const refusal = this.refusal ?? refusedLogins?.message;
		if (refusal !== undefined) return refused(refusal);
		// Older versions of n8n store all of it.
		const data = { ...(await read()), jwtToken: '' };
		const received = await send({
			type: CREDENTIAL_TYPE,
			decrypted: { ...stored, type: CREDENTIAL_TYPE, data },
		});
		if (isBroken(received) && received.fault.code === LOGIN_REFUSED) {
			this.refusal = received.error.message;
			refusedLogins?.add(this.refusal);
		}
		await this.look();
		if (this.token !== '' && !this.isUsable()) this.accepted = this.token;
		// What hung is the login, as far as anybody knows, and it is not sent twice.
		return isBroken(received) && received.fault.code === TIMED_OUT
			? { ...received, fault: { code: LOGIN_TIMED_OUT, mayHaveLeft: false } }
			: received;
	}

	/** Requests that need a new token wait for each other, so that one login serves them all. */
	private async inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
		const mine = this.turn.then(act);
		this.turn = mine.catch(() => undefined);
		return await mine;
	}

	private async look(): Promise<void> {
		this.token = (await this.hideToken()) ?? this.token;
	}

	/**
	 * Hides the token that n8n has now, whoever of its executions got it. A response that is there already
	 * is worth more than why n8n can't tell its token.
	 */
	private async hideToken(): Promise<string | undefined> {
		const { read, secrets } = this.options;
		try {
			const { jwtToken } = await read();
			// The password is part of a login only; hidden in records, a short one would change them.
			secrets.add(bearerOf(jwtToken));
			return typeof jwtToken === 'string' ? jwtToken : '';
		} catch {
			secrets.hideTokens();
			return undefined;
		}
	}

	private isGood(): boolean {
		return this.token === this.accepted || this.isUsable();
	}

	private isUsable(): boolean {
		return isUsable(this.token, this.options.owner, this.options.now());
	}
}
