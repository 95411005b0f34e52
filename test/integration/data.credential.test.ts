import type { IHttpRequestOptions } from 'n8n-workflow';
import { BettyBlocksDataApi } from '../../credentials/BettyBlocksDataApi.credentials';
import { evaluateForCredential } from '../support/n8n';

const credentialType = new BettyBlocksDataApi();
const ID = '0123456789abcdef0123456789abcdef';

describe('The credential of a newer app', () => {
	it('has the fields that workflows save', () => {
		expect(credentialType.name).toBe('bettyBlocksDataApi');
		expect(credentialType.properties.map(({ name, default: value }) => [name, value])).toEqual([
			['application', ''],
			['applicationId', ''],
			['access', 'login'],
			['authenticationProfileId', ''],
			['username', ''],
			['password', ''],
			['jwtToken', ''],
		]);
	});

	it('is tested at the runtime address that requests go to', async () => {
		const baseUrl = async (application: string, applicationId: string) =>
			await evaluateForCredential(credentialType.test.request.baseURL as string, {
				application,
				applicationId,
			});
		expect(await baseUrl('my-app', ID)).toBe(`https://my-app.betty.app/api/runtime/${ID}`);
		expect(await baseUrl(`my-app.betty.app/api/runtime/${ID}`, '')).toBe(
			`https://my-app.betty.app/api/runtime/${ID}`,
		);
		expect(await baseUrl('my-app', 'none')).toBeUndefined();
	});

	const sign = async (credential: object, options: Partial<IHttpRequestOptions>) => {
		const own = { application: 'my-app', applicationId: ID, access: 'login', jwtToken: 'token' };
		const request = { url: `https://my-app.betty.app/api/runtime/${ID}`, ...options };
		return (await credentialType.authenticate({ ...own, ...credential }, request)).headers;
	};

	it('signs requests to the app itself, and to nobody else', async () => {
		expect(await sign({}, {})).toEqual({ Authorization: 'Bearer token' });
		expect(await sign({}, { baseURL: 'https://my-app.betty.app', url: '/x' })).toEqual({
			Authorization: 'Bearer token',
		});
		for (const url of [
			'https://other.betty.app/x',
			'http://my-app.betty.app/x',
			'https://my-app.betty.app:444/x',
		]) {
			expect(await sign({}, { url })).toBeUndefined();
		}
		expect(
			await sign({}, { baseURL: 'https://my-app.betty.app', url: 'https://evil.example' }),
		).toBeUndefined();
	});

	it('sends nothing for the public, nor without a token', async () => {
		expect(await sign({ access: 'public' }, {})).toBeUndefined();
		expect(await sign({ jwtToken: '' }, {})).toBeUndefined();
	});
});
