import {
	breakageOf,
	connectionError,
	FILE_SERVER,
	onTheWayOr,
	refusedOnTheWay,
	type Breakage,
} from '../../../nodes/BettyBlocks/http/faults';
import { isAppAway } from '../../../nodes/BettyBlocks/node/forEachItem';

const app = { name: 'app', host: 'my-app.bettyblocks.com', advice: 'Check it', isApp: true };
const server = { ...FILE_SERVER, host: 'files.example.com' };

/** What n8n's helper throws: its own error around that of axios, around that of Node. */
const thrown = (node: object, axios: object = {}) => {
	const cause = Object.assign(new Error('inner'), node);
	const code = (node as { code?: string }).code;
	const around = Object.assign(new Error('inner', { cause }), { code }, axios);
	return new Error('The connection was aborted', { cause: around });
};

describe('A request that got no response', () => {
	it.each(['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EHOSTUNREACH'])(
		'tells that the app is away with %s, but not where another host was asked',
		(code) => {
			const breakage = { code, message: 'x', mayHaveLeft: true };
			const tells = [app, server].map((peer) => isAppAway(connectionError(breakage, peer, 1000)));
			expect(tells).toEqual([true, false]);
		},
	);

	it.each(['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'ETIMEDOUT', 'ECONNRESET', 'EPERM'])(
		'has not left when %s came while connecting, and may have left when it came while reading',
		(code) => {
			const mayHaveLeft = (syscall: string) =>
				breakageOf(thrown({ code, syscall }), false).mayHaveLeft;
			expect(['connect', 'getaddrinfo', 'read', 'write'].map(mayHaveLeft)).toEqual([
				false,
				false,
				true,
				true,
			]);
		},
	);

	it('has not left when no address of the host could be connected to', () => {
		const errors = ['ECONNREFUSED', 'ENETUNREACH'].map((code) => ({ code, syscall: 'connect' }));
		expect(breakageOf(thrown({ code: 'ETIMEDOUT', errors }), false).mayHaveLeft).toBe(false);
	});

	it.each(['ECONNRESET', 'EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER'])(
		'has not left when %s came before the connection was encrypted, and may have left afterwards',
		(code) => {
			const mayHaveLeft = (secureConnecting: boolean) =>
				breakageOf(thrown({ code }, { request: { socket: { secureConnecting } } }), false)
					.mayHaveLeft;
			expect([true, false].map(mayHaveLeft)).toEqual([false, true]);
		},
	);

	it('may have left whatever the fault when the response had begun', () => {
		for (const fault of [{}, { code: 'ECONNREFUSED', syscall: 'connect' }]) {
			expect(breakageOf(thrown(fault), true).mayHaveLeft).toBe(true);
		}
	});

	it.each([
		'ECONNRESET',
		'ECONNREFUSED',
		'ENOTFOUND',
		'ETIMEDOUT',
		'ECONNABORTED',
		'EHOSTUNREACH',
		'EAI_AGAIN',
		'EPERM',
		'EACCES',
	])('is told without the code %s, as n8n replaces messages that have one', (code) => {
		for (const mayHaveLeft of [true, false]) {
			const { message, advice = '' } = connectionError(
				{ code, message: `connect ${code} 10.0.0.1:443`, mayHaveLeft },
				app,
				1000,
			);
			expect(`${message} ${advice}`).not.toMatch(new RegExp(code, 'i'));
			expect(message).toContain('my-app.bettyblocks.com');
		}
	});

	it("keeps the reason and the advice of n8n's own refusal, and names the host", () => {
		const cause = Object.assign(new Error('The request was blocked'), {
			description: 'Ask your n8n administrator',
		});
		const breakage = breakageOf(new Error('wrapped', { cause }), false);
		expect(connectionError(breakage, app, 1000)).toMatchObject({
			kind: 'configuration',
			message:
				'n8n did not send the request to the app at my-app.bettyblocks.com: The request was blocked',
			advice: 'Ask your n8n administrator',
		});
	});

	it.each(['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
		'for a certificate that is not trusted (%s) is not passing, and is not advised to be tried again',
		(code) => {
			const error = connectionError(breakageOf(thrown({ code }), false), app, 1000);
			expect(error.kind).toBe('configuration');
			expect(error.message).toMatch(/^n8n doesn't trust the certificate/);
			expect(error.advice).not.toMatch(/again/i);
		},
	);
});

describe('What was thrown for a request', () => {
	it('is known by the outermost code, and by the innermost message', () => {
		expect(breakageOf(thrown({ code: 'ECONNRESET', message: 'read ECONNRESET' }), false)).toEqual({
			code: 'ECONNRESET',
			message: 'read ECONNRESET',
			advice: undefined,
			mayHaveLeft: true,
		});
		const outer = { code: 'ERR_BAD_RESPONSE', message: 'outer', cause: { code: 7, message: '' } };
		expect(breakageOf(outer, false)).toMatchObject({ code: 'ERR_BAD_RESPONSE', message: 'outer' });
		expect(breakageOf({ message: 'outer', cause: { message: 7 } }, false).message).toBe('outer');
		expect(breakageOf({ code: 7, cause: { code: 'EPIPE' } }, false)).toMatchObject({
			code: 'EPIPE',
			message: '',
		});
	});

	it('is known by what a login of ours says before anything else', () => {
		const error = { code: 'ECONNRESET', cause: { fault: 'LOGIN_FAILED', message: 'No login' } };
		expect(breakageOf(error, false)).toMatchObject({
			code: 'LOGIN_FAILED',
			message: 'No login',
			mayHaveLeft: false,
		});
	});

	it('has the advice of n8n where that refused it, and of whoever says what happened otherwise', () => {
		const advice = (code: string | undefined, inner: object) =>
			breakageOf({ message: 'x', code, description: 'Ask', cause: inner }, false).advice;
		expect(advice(undefined, { message: 'y' })).toBe('Ask');
		expect(advice('ECONNRESET', { message: 'y' })).toBeUndefined();
		expect(advice('ECONNRESET', { message: 'y', description: 7 })).toBeUndefined();
		expect(advice('ECONNRESET', { message: 'y', description: 'Log in' })).toBe('Log in');
		expect(breakageOf({ code: 'EPIPE' }, false).advice).toBeUndefined();
	});

	it.each([undefined, null, 'text'])('may be %j, of which nothing is known', (what) => {
		expect(breakageOf(what, true)).toEqual({
			code: '',
			message: '',
			advice: undefined,
			mayHaveLeft: true,
		});
	});

	it('is read to its sixth cause, as causes may go round in a circle', () => {
		const nested = (depth: number): object =>
			depth === 1 ? { code: 'EPIPE' } : { cause: nested(depth - 1) };
		expect([6, 7].map((depth) => breakageOf(nested(depth), false).code)).toEqual(['EPIPE', '']);
		const circle: { message: string; cause?: object } = { message: 'x' };
		circle.cause = circle;
		expect(breakageOf(circle, false).message).toBe('x');
	});

	it.each([
		['', false],
		['ENOTFOUND', false],
		['EAI_AGAIN', false],
		['ECONNREFUSED', false],
		['LOGIN_TIMED_OUT', false],
		['ERR_INVALID_CHAR', false],
		['ERR_UNESCAPED_CHARACTERS', false],
		['SELF_SIGNED_CERT_IN_CHAIN', false],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', false],
		['INVALID_CA', false],
		['CRL_HAS_EXPIRED', false],
		['HOSTNAME_MISMATCH', false],
		['ECONNRESET', true],
		['XENOTFOUND', true],
		['ECONNREFUSEDX', true],
		['NO_LOGIN_FAILED', true],
		['ERR_INVALID_CHAR!', true],
		['ERR_BAD_RESPONSE', true],
		['HPE_INVALID_CONSTANT', true],
		['RESPONSE_TOO_LARGE', true],
	])('with the code %j may have left: %s', (code, expected) => {
		expect(breakageOf({ code }, false).mayHaveLeft).toBe(expected);
	});

	it.each<[object, boolean]>([
		[{ errors: [] }, true],
		[{ errors: 'none' }, true],
		[{ errors: [{ syscall: 'connect' }, { syscall: 'read' }] }, true],
		[{ errors: [{ syscall: 'getaddrinfo' }, { syscall: 'connect' }] }, false],
		[{ request: null }, true],
		[{ request: { socket: null } }, true],
		[{ request: { socket: { secureConnecting: 'yes' } } }, true],
	])('with %j may have left: %s', (more, expected) => {
		expect(breakageOf({ code: 'ETIMEDOUT', ...more }, false).mayHaveLeft).toBe(expected);
	});
});

describe('The error of a request', () => {
	const errorOf = (breakage: Partial<Breakage>, peer: object = app) =>
		connectionError(
			{ code: '', message: 'inner', mayHaveLeft: false, ...breakage },
			peer as typeof app,
			1_234.5,
		);
	const WAY = 'or something between n8n and it (a proxy or a firewall) blocks the connection';
	const AT = 'app at my-app.bettyblocks.com';

	it.each<[Partial<Breakage>, object]>([
		[
			{ code: 'RESPONSE_TOO_LARGE' },
			{
				kind: 'failed',
				message: `The ${AT} sent a response that is too large to read: inner`,
				remedy: 'smaller pages',
			},
		],
		...['ECONNABORTED', 'LOGIN_TIMED_OUT'].map((code): [Partial<Breakage>, object] => [
			{ code },
			{
				kind: 'passing',
				message: `The ${AT} did not respond within 1.23 seconds`,
				remedy: 'more time',
			},
		]),
		[
			{ code: 'LOGIN_FAILED', advice: 'Log in' },
			{ kind: 'passing', message: 'inner', advice: 'Log in' },
		],
		[
			{ code: 'LOGIN_MISPLACED', advice: 'Log in' },
			{ kind: 'configuration', message: 'inner', advice: 'Log in' },
		],
		[
			{ code: 'LOGIN_REFUSED', advice: 'Log in' },
			{ kind: 'credential', message: 'inner', advice: 'Log in' },
		],
		...['HPE_INVALID_CONSTANT', 'Z_DATA_ERROR'].map((code): [Partial<Breakage>, object] => [
			{ code, mayHaveLeft: true },
			{
				kind: 'passing',
				message: `The ${AT} sent a response that can't be read`,
				advice: `Check it. It may not be what it should be, ${WAY}`,
			},
		]),
		...['ECONNRESET', 'X_HPE_Z_', ''].map((code): [Partial<Breakage>, object] => [
			{ code, mayHaveLeft: true },
			{ kind: 'passing', message: `The connection to the ${AT} was interrupted` },
		]),
		[
			{ code: '' },
			{
				kind: 'configuration',
				message: `n8n did not send the request to the ${AT}: inner`,
				advice: 'Check it',
			},
		],
		[
			{ code: 'ENOTFOUND' },
			{
				kind: 'configuration',
				message: 'No app was found at my-app.bettyblocks.com',
				advice: 'Check it',
			},
		],
		[
			{ code: 'CERT_HAS_EXPIRED', message: 'expired; if the root CA is installed locally; x' },
			{
				kind: 'configuration',
				message: `n8n doesn't trust the certificate of the ${AT}: expired`,
				advice: expect.stringMatching(/^Check it\. If your organization/),
			},
		],
		...['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_TLS_HANDSHAKE_TIMEOUT'].map(
			(code): [Partial<Breakage>, object] => [
				{ code },
				{
					kind: 'configuration',
					message: `No encrypted connection to the ${AT} could be made`,
					advice: `Check it. It may not support https, ${WAY}`,
				},
			],
		),
		[
			{ code: 'ECONNREFUSED' },
			{
				kind: 'passing',
				message: `The connection to the ${AT} was refused`,
				advice: `It may be offline, ${WAY}. Check it`,
			},
		],
		...['EHOSTUNREACH', 'EPROTONOSUPPORT', 'XEPROTO', 'XERR_SSL_'].map(
			(code): [Partial<Breakage>, object] => [
				{ code },
				{
					kind: 'passing',
					message: `The ${AT} could not be reached`,
					advice: `It may be offline, ${WAY}. Check it`,
				},
			],
		),
	])('that ended with %j says so', (breakage, expected) => {
		const { code } = breakage;
		expect(errorOf(breakage)).toMatchObject({ ...expected, code: code === '' ? undefined : code });
	});

	it("keeps n8n's advice in the place of ours", () => {
		expect(errorOf({ advice: 'Ask' })).toMatchObject({ advice: 'Ask' });
	});

	it('of another host is never over soon, and keeps any other kind', () => {
		const kinds = ['ECONNREFUSED', 'ENOTFOUND'].map((code) => errorOf({ code }, server).kind);
		expect(kinds).toEqual(['failed', 'configuration']);
		expect(errorOf({ code: 'ENOTFOUND' }, server)).toMatchObject({
			message: 'No server was found at files.example.com',
			advice: 'Check the URL',
		});
	});
});

describe('A refusal', () => {
	const page = '<html><head><title>Closed</title></head><body><p>Ask us</p></body></html>';
	const refused = (status: number, text: string, headers: Record<string, string> = {}) =>
		refusedOnTheWay({ status, headers, text, isText: true });

	it.each([401, 403])('with a page is hardly that of the app: %d', (status) => {
		expect(refused(status, page)).toEqual({
			kind: 'configuration',
			message: `Access was refused with a web page (${status}): Closed Ask us`,
			advice: expect.stringMatching(/^It may come from a proxy or a firewall/) as string,
		});
	});

	it('is told with the first words of the page, in whole characters', () => {
		const facts = refused(403, `<p>${'x'.repeat(198)} 😀</p><html>`, {
			'content-type': 'text/html',
		});
		expect(facts?.message).toBe(
			`Access was refused with a web page (403): ${'x'.repeat(198)} \ufffd`,
		);
	});

	it.each<[number, string, Record<string, string>]>([
		[401, '{"error":"x"}', {}],
		[403, '', {}],
		[404, page, {}],
		[500, page, {}],
		[401, page, { 'www-authenticate': 'Basic' }],
	])('is that of the app itself with %d, %j and %j', (status, text, headers) => {
		expect(refused(status, text, headers)).toBeUndefined();
	});

	it.each<[number, Record<string, string>]>([
		[407, {}],
		[401, { 'proxy-authenticate': 'Basic' }],
	])('is that of a proxy with %d and %j', (status, headers) => {
		expect(refused(status, '', headers)).toEqual({
			kind: 'configuration',
			message: 'A proxy on the way to the app requires a login (407)',
			advice: 'Ask whoever runs n8n to check its proxy settings',
		});
	});

	it('that tells nothing is advised about in both cases', () => {
		expect(onTheWayOr('check it')).toMatch(/^It may come from a proxy .* from the app: check it$/);
	});
});
