import { randomBytes, randomUUID } from 'node:crypto';

import type { Account, Accounts } from './accounts.ts';
import { FieldError } from './errors.ts';
import type { DataPersonality } from './personality.ts';
import { readToken, signToken, type Claims } from './tokens.ts';

const ordinaryLife = 7200;
const refreshLife = 30 * 24 * 3600;
const throttle = { failures: 5, seconds: 300 };

/** What `login` and `refreshToken` answer. */
export interface SessionPayload {
	jwtToken: string | null;
	refreshToken: string | null;
	isValid: boolean;
	accessExpiresAt: string | null;
	accessExpiresIn: number | null;
	refreshExpiresAt: string | null;
	refreshExpiresIn: number | null;
}

const invalidPayload: SessionPayload = {
	...{ jwtToken: null, refreshToken: null, isValid: false },
	...{ accessExpiresAt: null, accessExpiresIn: null },
	...{ refreshExpiresAt: null, refreshExpiresIn: null },
};

interface RefreshToken {
	id: string;
	profileId: string;
	userId: number;
	expires: number;
}

interface SessionOptions {
	accounts: Accounts;
	applicationId: string;
	personality: DataPersonality;
	signing: Signing;
	now: () => Date;
}

/** What outlives a reset, which logs nobody out and brings no revoked token back. */
export class Signing {
	readonly secret = randomBytes(64).toString('hex');
	private issued: string[] = [];
	private readonly revoked = new Set<string>();

	add(jti: string): void {
		this.issued.push(jti);
	}

	revokeAll(): void {
		for (const jti of this.issued) this.revoked.add(jti);
		this.issued = [];
	}

	isRevoked(jti: string): boolean {
		return this.revoked.has(jti);
	}
}

/** Issues access and refresh tokens, and knows which of them still hold. */
export class Sessions {
	private readonly options: SessionOptions;
	private readonly refreshTokens = new Map<string, RefreshToken>();
	private failures: number[] = [];

	constructor(options: SessionOptions) {
		this.options = options;
	}

	/** What a valid token says; undefined when it is forged, expired, revoked or of another app. */
	claims(token: string): Claims | undefined {
		const claims = this.signed(token);
		const isCurrent = claims !== undefined && this.seconds() < claims.exp;
		return isCurrent && !this.options.signing.isRevoked(claims.jti) ? claims : undefined;
	}

	/** Makes every access token that was issued until now invalid. */
	revokeAll(): void {
		this.options.signing.revokeAll();
	}

	/** An access token for an account, without a login. */
	issue({ profile, userId, roles }: Account, life = this.life()): string {
		const at = this.seconds();
		const jti = randomUUID();
		this.options.signing.add(jti);
		const claims: Claims = {
			...{ app_uuid: this.options.applicationId, auth_profile: profile.id, user_id: userId },
			...{ roles, locale: null, iat: at, nbf: at, exp: at + life, jti },
		};
		return signToken(claims, this.options.signing.secret);
	}

	/** @throws FieldError for a refused login, unless the app tells of it in another way */
	login(profileId: string, username: unknown, password: unknown): SessionPayload | null {
		const { loginThrottle, loginError } = this.options.personality;
		const since = this.seconds() - throttle.seconds;
		this.failures = this.failures.filter((at) => at > since);
		if (loginThrottle === 'on' && this.failures.length >= throttle.failures) {
			throw new FieldError('Too many failed logins', { extensions: { statusCode: 429 } });
		}
		const account = this.options.accounts.find(profileId, username, password);
		if (account !== undefined) return this.open(account);
		this.failures.push(this.seconds());
		if (loginError === 'isValidFalse') return invalidPayload;
		if (loginError === 'loginNull') return null;
		throw new FieldError('Wrong credentials, please try again', {
			extensions: { statusCode: 401 },
			...(loginError === 'http401' ? { status: 401 } : {}),
		});
	}

	/**
	 * @param accessToken the token of the request, which may have expired
	 * @throws FieldError when the app does not take the refresh token
	 */
	refresh(token: string, accessToken: string | undefined): SessionPayload {
		const known = this.refreshTokens.get(token);
		const account = known && this.refreshable(known, accessToken);
		if (account === undefined) {
			throw new FieldError('Invalid refresh token', { extensions: { statusCode: 401 } });
		}
		if (this.options.personality.refresh === 'oldTokenAndOnce') this.refreshTokens.delete(token);
		return this.open(account);
	}

	revokeRefresh(token: string): { refreshId: string | null; removed: boolean } {
		const known = this.refreshTokens.get(token);
		return { refreshId: known?.id ?? null, removed: this.refreshTokens.delete(token) };
	}

	private open(account: Account): SessionPayload {
		const refreshToken = randomUUID();
		const at = this.seconds();
		const life = this.life();
		this.refreshTokens.set(refreshToken, {
			...{ id: randomUUID(), profileId: account.profile.id, userId: account.userId },
			expires: at + refreshLife,
		});
		return {
			...{ jwtToken: this.issue(account, life), refreshToken, isValid: true },
			...{ accessExpiresAt: new Date((at + life) * 1000).toISOString(), accessExpiresIn: life },
			refreshExpiresAt: new Date((at + refreshLife) * 1000).toISOString(),
			refreshExpiresIn: refreshLife,
		};
	}

	/** Whose session a refresh token renews; nobody's when the app does not take it. */
	private refreshable(known: RefreshToken, accessToken = ''): Account | undefined {
		const { accounts, personality } = this.options;
		const { profileId, userId, expires } = known;
		if (personality.refresh === 'refused' || expires <= this.seconds()) return undefined;
		const claims = this.signed(accessToken);
		const isOwn = claims?.user_id === userId && claims.auth_profile === profileId;
		if (personality.refresh === 'oldTokenAndOnce' && !isOwn) return undefined;
		return accounts.withId(profileId, userId);
	}

	private signed(token: string): Claims | undefined {
		const claims = readToken(token, this.options.signing.secret);
		return claims?.app_uuid === this.options.applicationId ? claims : undefined;
	}

	private life(): number {
		const { tokenLife } = this.options.personality;
		return tokenLife === 'revoked' ? ordinaryLife : tokenLife;
	}

	private seconds(): number {
		return Math.floor(this.options.now().getTime() / 1000);
	}
}
