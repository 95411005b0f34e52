import { isJsonObject, parseJson } from '../app/json';

/** What an access token says of itself: a JWT with these claims (captured tokens). */
export interface Claims {
	app_uuid?: unknown;
	auth_profile?: unknown;
	user_id?: unknown;
	/** Seconds since 1970. */
	exp?: unknown;
	iat?: unknown;
}

/** Whom a token has to be for. */
export interface TokenOwner {
	applicationId: string;
	authenticationProfileId: string;
}

/** A token that ends within this time is replaced before it is used. */
const MARGIN_MS = 60_000;

/** @returns undefined when the text is no JWT */
export function claimsOf(token: string): Claims | undefined {
	const [, payload = ''] = token.split('.');
	const claims = parseJson(Buffer.from(payload, 'base64url').toString('utf8'));
	return isJsonObject(claims) ? claims : undefined;
}

/**
 * Whether a token can be used: it is for this app and profile, and lasts a while. The editor keeps an old
 * token when a person changes the credential. What a token does not say is not held against it.
 *
 * @param now in milliseconds since 1970
 */
export function isUsable(token: string, owner: TokenOwner, now: number): boolean {
	if (token === '') return false;
	const { app_uuid: app, auth_profile: profile, exp, iat } = claimsOf(token) ?? {};
	if (isOther(app, owner.applicationId)) return false;
	if (isOther(profile, owner.authenticationProfileId)) return false;
	if (typeof exp !== 'number') return true;
	const life = typeof iat === 'number' ? (exp - iat) * 1000 : Infinity;
	return exp * 1000 - now > Math.min(MARGIN_MS, life / 2);
}

function isOther(claimed: unknown, known: string): boolean {
	return typeof claimed === 'string' && claimed !== '' && undashed(claimed) !== undashed(known);
}

function undashed(uuid: string): string {
	return uuid.replaceAll('-', '').toLowerCase();
}
