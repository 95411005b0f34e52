import type { IDataObject } from 'n8n-workflow';
import { redaction } from '../http/redaction';
import type { Credential } from '../http/transport';
import { CREDENTIAL_TYPE } from './credentialType';
import { isUsable, type TokenOwner } from './token';

/** What n8n keeps of a login, and what it takes to log in again. */
export interface SessionOptions {
	/** The credential as it is stored now. */
	read: () => Promise<IDataObject>;
	/** As the node names it. */
	stored: { id: string; name: string };
	owner: TokenOwner;
	/** The app's time, in milliseconds since 1970. */
	now: () => number;
	/** Told what must never be shown from now on. */
	hide: (redact: (text: string) => string) => void;
}

/**
 * The login of one run. n8n logs in itself when it has no token, and stores the new one; an empty token
 * handed to it therefore means a new login. It does so before a token ends, and once after an answer that
 * doesn't take the token, which n8n doesn't notice with status 200.
 */
export class Session {
	logins = 0;
	private token = '';
	/** A token that could not be used when it was new: no other would be better. */
	private accepted: string | undefined;
	private hasRenewed = false;
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
	 * @param isRefused whether the answer says that the token was not taken, and nothing was carried out
	 */
	async send<Received>(
		send: (credential: Credential) => Promise<Received>,
		isRefused: (received: Received) => boolean,
	): Promise<Received> {
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

	/** @throws what the login fails with; it is not tried again */
	private async loggingIn<Received>(
		send: (credential: Credential) => Promise<Received>,
	): Promise<Received> {
		const { read, stored } = this.options;
		// Older versions of n8n store all of it.
		const data = { ...(await read()), jwtToken: '' };
		const received = await send({
			type: CREDENTIAL_TYPE,
			decrypted: { ...stored, type: CREDENTIAL_TYPE, data },
		});
		this.logins++;
		await this.look();
		if (this.token !== '' && !this.isUsable()) this.accepted = this.token;
		return received;
	}

	/** Requests that need a new token wait for each other, so that one login serves them all. */
	private async inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
		const mine = this.turn.then(act);
		this.turn = mine.catch(() => undefined);
		return await mine;
	}

	private async look(): Promise<void> {
		const { jwtToken } = await this.options.read();
		this.token = typeof jwtToken === 'string' ? jwtToken : '';
		// The password is part of a login only; hidden in records, a short one would change them.
		this.options.hide(redaction([this.token]));
	}

	private isGood(): boolean {
		return this.token === this.accepted || this.isUsable();
	}

	private isUsable(): boolean {
		return isUsable(this.token, this.options.owner, this.options.now());
	}
}
