import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { isJsonObject, parseJson } from '../app/values/json';

/** What an access token says of itself: a JWT with these claims (captured tokens). */
export interface Claims {
	app_uuid?: unknown;
	auth_profile?: unknown;
	/** Seconds since 1970. */
	exp?: unknown;
	iat?: unknown;
}

/** Whom a token has to be for. */
export interface TokenOwner {
	applicationId: string;
	authenticationProfileId: string;
	/** Of the login that the credential stands for now. */
	fingerprint?: string;
}

/** A token that ends within this time is replaced before it is used. */
const MARGIN_MS = 60_000;

/** What n8n keeps: a token, and behind it what tells which login it came from. */
const STORED = /^(.*)#([\w-]{16})$/s;

/**
 * Tells one login from another. The claims of a token name neither the username nor the password, and
 * the editor keeps an old token when a person changes them.
 */
export function loginFingerprint({
	application,
	applicationId,
	authenticationProfileId,
	username,
	password,
}: IDataObject): string {
	const login = [application, applicationId, authenticationProfileId, username, password];
	const hash = createHash('sha256').update(JSON.stringify(login));
	return hash.digest('base64url').slice(0, 16);
}

/** A token as n8n keeps it. */
export function storedToken(token: string, credential: IDataObject): string {
	return `${token}#${loginFingerprint(credential)}`;
}

/** Whether a token as n8n keeps it came from another login than the credential stands for now. */
export function isOfOtherLogin(stored: unknown, credential: IDataObject): boolean {
	const from = STORED.exec(typeof stored === 'string' ? stored : '')?.[2];
	return from !== undefined && from !== loginFingerprint(credential);
}

/** The token that the app knows; empty for none. */
export function bearerOf(stored: unknown): string {
	const text = typeof stored === 'string' ? stored : '';
	return STORED.exec(text)?.[1] ?? text;
}

/** @returns undefined when the text is no JWT */
export function claimsOf(token: string): Claims | undefined {
	const [, payload = ''] = token.split('.');
	const claims = parseJson(Buffer.from(payload, 'base64url').toString('utf8'));
	return isJsonObject(claims) ? claims : undefined;
}

/**
 * Whether a token can be used: it is for this app, profile and login, and lasts a while. What a token does
 * not say is not held against it.
 *
 * @param stored as n8n keeps it
 * @param now in milliseconds since 1970
 */
export function isUsable(stored: string, owner: TokenOwner, now: number): boolean {
	const token = bearerOf(stored);
	if (token === '') return false;
	const from = STORED.exec(stored)?.[2];
	if (from !== undefined && from !== (owner.fingerprint ?? from)) return false;
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
