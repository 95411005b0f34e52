import { breakageOf, connectionError, FILE_SERVER } from '../../../nodes/BettyBlocks/http/faults';
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
