import { createHmac, timingSafeEqual } from 'node:crypto';

/** What an access token says. */
export interface Claims {
	app_uuid: string;
	auth_profile: string;
	user_id: number;
	roles: string[];
	locale: string | null;
	/** Seconds since 1970, as `nbf` and `exp`. */
	iat: number;
	nbf: number;
	exp: number;
	jti: string;
}

function encode(value: unknown): string {
	return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function signature(signed: string, secret: string): Buffer {
	return createHmac('sha512', secret).update(signed).digest();
}

/** A JSON Web Token, signed by HS512. */
export function signToken(claims: Claims, secret: string): string {
	const signed = `${encode({ alg: 'HS512', typ: 'JWT' })}.${encode(claims)}`;
	return `${signed}.${signature(signed, secret).toString('base64url')}`;
}

/** What a token says, whether it has expired or not; undefined when this app has not signed it. */
export function readToken(token: string, secret: string): Claims | undefined {
	const [header = '', claims = '', mark = ''] = token.split('.');
	const expected = signature(`${header}.${claims}`, secret);
	const given = Buffer.from(mark, 'base64url');
	if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
	return JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as Claims;
}
