import { logIn } from '../../../nodes/BettyBlocks/data/login';

const credential = {
	application: 'example.betty.app',
	applicationId: 'a'.repeat(32),
	authenticationProfileId: 'b'.repeat(32),
	username: 'a@example.com',
	password: 'secret',
};

const failing = async (thrown: object) =>
	await logIn(credential, async () => await Promise.reject(thrown as Error)).catch(
		(error: unknown) => error as Error,
	);

describe('A login that does not reach the app', () => {
	it.each(['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
		'is not to be tried again in a minute where the certificate is not trusted (%s)',
		async (code) => {
			const error = await failing(Object.assign(new Error('self-signed certificate'), { code }));
			expect(error).toMatchObject({ fault: 'LOGIN_MISPLACED' });
			expect((error as Error).message).toMatch(
				/doesn't trust the certificate.*NODE_EXTRA_CA_CERTS/,
			);
			expect((error as Error).message).not.toMatch(/in a minute/);
		},
	);

	it('keeps what n8n says where n8n itself refuses it', async () => {
		const error = await failing(new Error('The request to 10.0.0.1 is blocked'));
		expect(error).toMatchObject({ fault: 'LOGIN_MISPLACED' });
		expect((error as Error).message).toMatch(/n8n did not send .*10\.0\.0\.1 is blocked/);
	});

	it('may be tried again after a connection that broke', async () => {
		const error = await failing(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
		expect(error).toMatchObject({ fault: 'LOGIN_FAILED' });
	});
});
