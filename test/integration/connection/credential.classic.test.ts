import type { IHttpRequestOptions } from 'n8n-workflow';
import { Expression } from 'n8n-workflow';
import { BettyBlocksApi } from '../../../credentials/BettyBlocksApi.credentials';
import { toBaseUrl } from '../../../nodes/BettyBlocks/rest/baseUrl';
import { evaluateForCredential } from '../../support/n8n';

const ACCEPTED: Array<[application: string, baseUrl: string]> = [
	['my-app', 'https://my-app.bettyblocks.com/api'],
	['  my-app\n', 'https://my-app.bettyblocks.com/api'],
	['MY-App', 'https://my-app.bettyblocks.com/api'],
	['my-app-staging', 'https://my-app-staging.bettyblocks.com/api'],
	['my_app2', 'https://my_app2.bettyblocks.com/api'],
	['my-app/', 'https://my-app.bettyblocks.com/api'],
	['my-app.bettyblocks.com', 'https://my-app.bettyblocks.com/api'],
	['my-app.edge.bettyblocks.com', 'https://my-app.edge.bettyblocks.com/api'],
	['my-app.acceptance.bettyblocks.com/', 'https://my-app.acceptance.bettyblocks.com/api'],
	['data.example.com', 'https://data.example.com/api'],
	['data.example.com:8443', 'https://data.example.com:8443/api'],
	['müller.example', 'https://müller.example/api'],
	['https://my-app.bettyblocks.com', 'https://my-app.bettyblocks.com/api'],
	['https://my-app.bettyblocks.com/', 'https://my-app.bettyblocks.com/api'],
	['https://my-app.bettyblocks.com/api', 'https://my-app.bettyblocks.com/api'],
	['https://my-app.bettyblocks.com/api///', 'https://my-app.bettyblocks.com/api'],
	['https://my-app.bettyblocks.com/builder/models?x=1#y', 'https://my-app.bettyblocks.com/api'],
	['https://my-app.bettyblocks.com?x=a@b', 'https://my-app.bettyblocks.com/api'],
	['https://my-app.bettyblocks.com:443/x', 'https://my-app.bettyblocks.com/api'],
	['HTTPS://My-App.BettyBlocks.com/Page', 'https://my-app.bettyblocks.com/api'],
	['https://intranet', 'https://intranet/api'],
	['http://localhost', 'http://localhost/api'],
	['http://localhost:4010', 'http://localhost:4010/api'],
	['http://localhost:80/', 'http://localhost/api'],
	['http://127.0.0.1:4010/anything', 'http://127.0.0.1:4010/api'],
	['http://[::1]:4010', 'http://[::1]:4010/api'],
	['https://localhost:4010', 'https://localhost:4010/api'],
	['localhost:4010', 'http://localhost:4010/api'],
	['127.0.0.1:4010', 'http://127.0.0.1:4010/api'],
	['[::1]:4010', 'http://[::1]:4010/api'],
];

const REFUSED: Array<[application: string, reason: RegExp]> = [
	['', /is empty/],
	['   \n', /is empty/],
	['http://my-app.bettyblocks.com', /https only/],
	['HTTP://my-app.bettyblocks.com', /https only/],
	['http://my-app', /https only/],
	['http://localhost.example.com', /https only/],
	['http://127.0.0.2', /https only/],
	['http://127.0.0.1.example.com', /https only/],
	['ftp://my-app.bettyblocks.com', /https URL/],
	['https://', /must be an identifier or a URL/],
	['https:///models', /must be an identifier or a URL/],
	['https://api@example.com:secret@my-app.bettyblocks.com', /must not contain an email/],
	['https://user:secret@my-app.bettyblocks.com/x', /must not contain an email/],
	['http://localhost@evil.example', /must not contain an email/],
	['api@example.com', /must not contain an email/],
	['my app', /must be an identifier or a URL/],
	['my-app.bettyblocks.com\\@evil.example', /must not contain an email/],
	['my-app\\evil', /must be an identifier or a URL/],
	['my-app:port', /must be an identifier or a URL/],
	['-my-app', /must be an identifier or a URL/],
	['my..app', /must be an identifier or a URL/],
	['https://[::2]:4010', /must be an identifier or a URL/],
	['my-app%2eexample', /must be an identifier or a URL/],
	['my-app.betty.app', /newer app.*Betty Blocks Data API credential/],
	['https://My-App.edge.Betty.app:443/x', /newer app/],
	['https://betty.app', /newer app/],
	['https://apps.example.com/api/runtime/0123456789abcdef0123456789abcdef', /newer app/],
];

describe('The application of the credential', () => {
	const { test: credentialTest } = new BettyBlocksApi();
	const baseUrlOf = (application: string) =>
		evaluateForCredential(credentialTest.request.baseURL as string, { application });

	it.each(ACCEPTED)('%j leads to %s', (application, baseUrl) => {
		expect(toBaseUrl(application)).toBe(baseUrl);
	});

	it.each(REFUSED)('%j is refused with what to do', (application, reason) => {
		expect(() => toBaseUrl(application)).toThrow(reason);
	});

	it.each([undefined, null])('%s is refused as empty', (application) => {
		expect(() => toBaseUrl(application)).toThrow(/is empty/);
	});

	it.each(REFUSED)('%j is refused without repeating a secret in it', (application) => {
		expect(() => toBaseUrl(application)).not.toThrow(/secret/);
	});

	describe("in the credential test, on n8n's expression engine without a sandbox", () => {
		it.each(ACCEPTED)('%j leads to %s', async (application, baseUrl) => {
			expect(await baseUrlOf(application)).toBe(baseUrl);
		});

		it.each(REFUSED)('%j leads to no address', async (application) => {
			expect(await baseUrlOf(application)).toBeUndefined();
		});
	});

	describe("in the credential test, on n8n's sandboxed expression engine", () => {
		beforeAll(async () => {
			await Expression.initExpressionEngine({
				engine: 'quickjs',
				bridgeTimeout: 5_000,
				bridgeMemoryLimit: 128,
				poolSize: 1,
				maxCodeCacheSize: 100,
			});
		});
		afterAll(async () => await Expression.disposeExpressionEngine());

		it.each(ACCEPTED)('%j leads to %s', async (application, baseUrl) => {
			expect(await baseUrlOf(application)).toBe(baseUrl);
		});

		it.each(REFUSED)('%j is refused with what to do', async (application, reason) => {
			await expect(baseUrlOf(application)).rejects.toThrow(reason);
		});
	});
});

describe('The user of the credential', () => {
	const { authenticate } = new BettyBlocksApi();
	const url = 'https://my-app.bettyblocks.com/api/models';
	const sent = async (
		[email, apiKey]: [string, string],
		request: IHttpRequestOptions & { uri?: string } = { url, qs: {} },
	) => await authenticate({ application: 'my-app', email, apiKey }, request);

	it('is sent as it was entered, whatever is in it', async () => {
		const [username, password] = ['a"b@example.com', '{{ 1 }} \'"'];
		const auth = { username, password };
		expect(await sent([username, password])).toMatchObject({ url, qs: {}, auth });
	});

	it('is sent without the blanks around it', async () => {
		const { auth } = await sent([' api@example.com\n', '\tsecret ']);
		expect(auth).toEqual({ username: 'api@example.com', password: 'secret' });
	});

	it('is sent to the app that the credential names, and to nobody else', async () => {
		const isSent = async (request: object) =>
			(await sent(['api@example.com', 'secret'], request as IHttpRequestOptions)).auth !==
			undefined;
		expect(await isSent({ url })).toBe(true);
		expect(await isSent({ uri: url })).toBe(true);
		expect(await isSent({ baseURL: 'https://my-app.bettyblocks.com/api', url: '/models' })).toBe(
			true,
		);
		for (const request of [
			{ url: 'https://other.bettyblocks.com/api' },
			{ url: 'http://my-app.bettyblocks.com/api' },
			{ url: 'https://my-app.bettyblocks.com:444/api' },
			{ uri: 'https://my-app.bettyblocks.com.evil.example/api' },
			{ uri: 'https://my-app.bettyblocks.com@evil.example/api' },
			{ baseURL: 'https://my-app.bettyblocks.com', url: '//evil.example' },
			{ url: 'no URL at all' },
		]) {
			expect([request, await isSent(request)]).toEqual([request, false]);
		}
	});

	it('is not taken along by a redirect, as none is followed', async () => {
		expect(await sent(['api@example.com', 'secret'])).toMatchObject({
			disableFollowRedirect: true,
			followRedirect: false,
			followAllRedirects: false,
		});
	});
});
