import type { IHttpRequestOptions } from 'n8n-workflow';
import { BettyBlocksDataApi } from '../../../credentials/BettyBlocksDataApi.credentials';
import { runtimeUrl } from '../../../nodes/BettyBlocks/data/runtimeUrl';
import { testCredential } from '../../support/credentialTest';
import { manyTasks, tasks, useDataApp } from '../../support/dataApp';
import { evaluateForCredential, executeJson } from '../../support/n8n';
import { useServer } from '../../support/server';

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
			await evaluateForCredential(credentialType.test.request.url as string, {
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

	it('signs what the HTTP Request node sends to the app, which names the URL in another way', async () => {
		const uri = `https://my-app.betty.app/api/runtime/${ID}`;
		expect(await sign({}, { url: undefined, uri } as object)).toEqual({
			Authorization: 'Bearer token',
		});
		const other = { url: undefined, uri: 'https://other.betty.app/x' };
		expect(await sign({}, other as object)).toBeUndefined();
	});

	it('is refused for an app at bettyblocks.com, with the credential that it takes', () => {
		for (const application of ['my-app.bettyblocks.com', 'https://my-app.edge.bettyblocks.com/x']) {
			expect(() => runtimeUrl(application, ID)).toThrow(
				/classic app.*Betty Blocks Classic API credential/,
			);
		}
	});

	it('sends nothing for the public, nor without a token', async () => {
		expect(await sign({ access: 'public' }, {})).toBeUndefined();
		expect(await sign({ jwtToken: '' }, {})).toBeUndefined();
	});
});

describe('The test of a credential of a newer app', () => {
	const app = useDataApp(tasks(manyTasks(1)));
	const other = useServer();
	const outcome = async (changes: object = {}) =>
		await testCredential({ ...app.credential, ...changes });

	it('succeeds with a login, which happens once', async () => {
		expect(await outcome()).toBe('Connection successful!');
		expect(app.asked()).toEqual(['login', '__typename']);
	});

	it('succeeds for the public without one', async () => {
		expect(await outcome({ access: 'public' })).toBe('Connection successful!');
		expect(app.logins()).toBe(0);
	});

	it.each(['errors200', 'isValidFalse', 'loginNull', 'http401'] as const)(
		'tells of a wrong password, and tries it once: %s',
		async (loginError) => {
			app.emulator.setPersonality({ loginError });
			expect(await outcome({ password: 'wrong' })).toMatch(
				/didn't accept the login.*Check the username, the password and the authentication profile/,
			);
			expect(app.asked()).toEqual(['login']);
		},
	);

	it.each([
		[{ password: 'wrong' }, /didn't accept the login/],
		[{ authenticationProfileId: 'my profile' }, /profile ID must be a UUID/],
	])('tests what was changed, not the token of the login before: %j', async (changes, said) => {
		const credential = { ...app.credential };
		const parameters = { api: 'data', resource: 'model', operation: 'getAll' };
		await executeJson({ credential, parameters });
		expect(await testCredential(credential)).toBe('Connection successful!');
		expect(app.logins()).toBe(1);
		expect(await testCredential({ ...credential, ...changes })).toMatch(said);
	});

	it('tells of a profile that is no UUID', async () => {
		expect(await outcome({ authenticationProfileId: 'my profile' })).toMatch(
			/profile ID must be a UUID/,
		);
		expect(app.asked()).toEqual([]);
	});

	it('tells of a profile that is not there', async () => {
		expect(await outcome({ authenticationProfileId: '9'.repeat(32) })).toMatch(
			/authentication profile/,
		);
	});

	it.each([
		['login', /No app with this application ID/],
		['public', /No app with this application ID/],
	])('tells of an app that is not there: %s', async (access, message) => {
		expect(await outcome({ access, applicationId: '9'.repeat(32) })).toMatch(message);
	});

	it.each(['login', 'public'])('tells of an address that is no Data API: %s', async (access) => {
		other.answer = (_request, response) => response.end('<html>');
		expect(await outcome({ access, application: other.origin })).toMatch(/Data API/);
	});

	it.each(['redirectToLogin', 'http302', 'http403'] as const)(
		'tells of an app that is closed: %s',
		async (privateMode) => {
			app.emulator.setPersonality({ privateMode });
			for (const access of ['login', 'public']) {
				expect(await outcome({ access })).toMatch(/private data mode/);
			}
		},
	);

	it('tells that nobody is there', async () => {
		const message = await outcome({ application: 'http://127.0.0.1:9' });
		expect(message).toMatch(/connection to the app at 127.0.0.1:9 was refused/);
	});

	it('tells of what can be no address', async () => {
		expect(await outcome({ applicationId: 'abc' })).toMatch(/must be a UUID/);
	});
});
