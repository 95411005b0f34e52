import type { IDataObject } from 'n8n-workflow';
import { inSentences, type AppError } from '../app/errors';
import { isBroken, unsent, type Broken, type HttpTarget, type Login } from '../http/httpClient';
import type { HttpResponse } from '../http/response';
import { LOGIN_REFUSED, LOGIN_TIMED_OUT, TIMED_OUT } from '../http/retry';
import type { ApiContext, Credential } from '../http/transport';
import { isLoginNeeded } from './graphqlResponse';
import { authProfileUuid } from './login';
import { CREDENTIAL_TYPE } from './runtimeUrl';
import { bearerOf, isUsable, loginFingerprint, type TokenOwner } from './token';

/** A poll a minute would try a refused login a minute, and apps lock out whoever fails too often. */
const REFUSED_FOR_MS = 5 * 60_000;

const TRIED_AGAIN =
	'The trigger logs in again after five minutes, or as soon as the credential has changed';

/** What apps said when they refused the logins of polls, by credential. */
const refusals = new Map<string, { until: number; error: AppError }>();

type Attempt = Parameters<Login>[0];
type IsRefused = (response: HttpResponse) => boolean;

/**
 * The login of one run. n8n logs in itself when it has no token, and stores the new one; an empty token
 * handed to it therefore means a new login. It does so before a token ends, and after a response that doesn't
 * take a token which was taken before, which n8n doesn't notice with status 200.
 */
export class Session {
	/** As n8n keeps it. */
	token = '';
	/** The token that the app took in this run. */
	private confirmed: string | undefined;
	/** A token that could not be used when it was new: no other would be better. */
	private accepted: string | undefined;
	/** Whether a login since the app last took a token came from a refusal. */
	private hasRenewed = false;
	/** What the app said when it refused the login: it isn't tried again, whoever needs it. */
	private refusal: AppError | undefined;
	private turn: Promise<unknown> = Promise.resolve();

	private constructor(
		private readonly context: ApiContext,
		private readonly target: HttpTarget,
		private readonly owner: TokenOwner,
		/** Where the refusals of polls are remembered. */
		private readonly pollKey: string | undefined,
	) {}

	/**
	 * @param credential as it is stored now
	 * @param url the runtime address
	 * @param isPoll runs again in a minute, with the same credential
	 * @throws {Error} for what can't be the ID of an authentication profile
	 */
	static async open(
		context: ApiContext,
		target: HttpTarget,
		credential: IDataObject,
		{ url, isPoll }: { url: string; isPoll: boolean },
	): Promise<Session> {
		const owner = {
			applicationId: url.slice(-32),
			authenticationProfileId: authProfileUuid(credential),
			fingerprint: loginFingerprint(credential),
		};
		const key = isPoll ? JSON.stringify({ ...credential, jwtToken: undefined }) : undefined;
		const session = new Session(context, target, owner, key);
		session.refusal = key === undefined ? undefined : rememberedRefusal(key);
		await session.look();
		return session;
	}

	/**
	 * Makes an attempt with a good token, a second one at most.
	 *
	 * @param isRefused whether the response says that the token was not taken, and the request can be repeated
	 */
	login(isRefused: IsRefused): Login {
		return async (attempt) => {
			const used = this.token;
			const first = this.isGood() ? await this.attempt(attempt) : undefined;
			if (first !== undefined && (isBroken(first) || !isRefused(first))) return first;
			// Requests that need a new token wait for each other, so that one login serves them all.
			const mine = this.turn.then(async () => {
				const hasToken = first === undefined ? this.isGood() : this.token !== used;
				if (hasToken) return await this.attempt(attempt);
				if (first !== undefined && this.hasRenewed) return first;
				this.hasRenewed ||= first !== undefined;
				return await this.logIn(attempt);
			});
			this.turn = mine.catch(() => undefined);
			return await mine;
		};
	}

	/**
	 * Whether a request can be sent without a login first.
	 *
	 * @param isConfirmed whether the app has to have taken the token in this run
	 */
	isReady(isConfirmed: boolean): boolean {
		return this.isGood() && (!isConfirmed || this.token === this.confirmed);
	}

	private async attempt(
		attempt: Attempt,
		credential: Credential = { type: CREDENTIAL_TYPE },
	): Promise<HttpResponse | Broken> {
		const received = await attempt(credential);
		const sent = await this.hideToken();
		if (!isBroken(received) && received.status < 500 && !isLoginNeeded(received)) {
			this.confirmed = sent;
			this.hasRenewed = false;
		}
		return received;
	}

	private async logIn(attempt: Attempt): Promise<HttpResponse | Broken> {
		if (this.refusal !== undefined) return unsent(this.refusal);
		const { id, name = '' } = this.context.getNode().credentials?.[CREDENTIAL_TYPE] ?? {};
		// Older versions of n8n store all of it.
		const data = { ...(await this.read()), jwtToken: '' };
		const decrypted = { id: id ?? '', name, type: CREDENTIAL_TYPE, data };
		const received = await this.attempt(attempt, { type: CREDENTIAL_TYPE, decrypted });
		if (isBroken(received) && received.fault.code === LOGIN_REFUSED) {
			this.refusal = received.error;
			const until = Date.now() + REFUSED_FOR_MS;
			if (this.pollKey !== undefined) refusals.set(this.pollKey, { until, error: this.refusal });
		}
		await this.look();
		if (this.token !== '' && !this.isUsable()) this.accepted = this.token;
		// What hung is the login, as far as anybody knows, and it is not sent twice.
		return isBroken(received) && received.fault.code === TIMED_OUT
			? { ...received, fault: { code: LOGIN_TIMED_OUT, mayHaveLeft: false } }
			: received;
	}

	private async read(): Promise<IDataObject> {
		return (await this.context.getCredentials(CREDENTIAL_TYPE)) as IDataObject;
	}

	private async look(): Promise<void> {
		this.token = (await this.hideToken()) ?? this.token;
	}

	/**
	 * Hides the token that n8n has now, whoever of its executions got it. A response that is there already
	 * is worth more than why n8n can't tell its token.
	 */
	private async hideToken(): Promise<string | undefined> {
		const { secrets } = this.target;
		try {
			const { jwtToken } = await this.read();
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
		return isUsable(this.token, this.owner, this.target.clock.now() ?? Date.now());
	}
}

function rememberedRefusal(key: string): AppError | undefined {
	const now = Date.now();
	for (const [old, { until }] of refusals) if (until <= now) refusals.delete(old);
	const known = refusals.get(key)?.error;
	return known?.with({ advice: inSentences(known.advice, TRIED_AGAIN) });
}
