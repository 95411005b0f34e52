import { execute, executeJson } from '../../support/n8n';
import { APPLICATION_ID, manyTasks, onTasks, tasks, useDataApp } from '../../support/dataApp';
import { failure } from '../../support/failure';
import { useServer } from '../../support/server';

const ACTION = 'ac'.repeat(16);

const data = {
	actions: [
		{ id: ACTION, name: 'Greet', results: { said: 'hello' } },
		{
			id: 'cc'.repeat(16),
			name: 'Fails inside',
			errors: ['Request not authenticated'],
			effect: { create: { model: 'Task', values: { name: 'done before' } } },
		},
	],
	roles: [
		{ name: 'public', deniedModels: ['Project', 'Customer', 'File'] },
		{ name: 'user', deniedProperties: [] },
	],
};

describe('The login of a newer app', () => {
	let time = Date.UTC(2026, 5, 1);
	const app = useDataApp(tasks(manyTasks(3), data), {}, () => new Date(time));
	beforeEach(() => {
		time = Date.now();
	});
	const getMany = async (more: object = {}) =>
		await executeJson({ parameters: onTasks('getAll', more), credential: app.credential });
	const run = async (actionId = ACTION) =>
		await executeJson({
			parameters: {
				api: 'data',
				resource: 'action',
				operation: 'execute',
				actionId: { __rl: true, mode: 'id', value: actionId },
			},
			credential: app.credential,
		});

	it('happens once, and n8n keeps the token for the next runs', async () => {
		await getMany();
		expect(app.credential.jwtToken).toMatch(/^ey/);
		await getMany();
		await run();
		expect(app.logins()).toBe(1);
	});

	it('happens once for all items of a run, however many are under way', async () => {
		await executeJson({
			parameters: {
				api: 'data',
				resource: 'action',
				operation: 'execute',
				actionId: { __rl: true, mode: 'id', value: ACTION },
				options: { concurrency: 8 },
			},
			credential: app.credential,
			items: Array.from({ length: 8 }, () => ({ json: {} })),
		});
		expect(app.asked().filter((fields) => fields === 'action')).toHaveLength(8);
		expect(app.logins()).toBe(1);
	});

	it('happens again before a token ends, so that no action meets an expired one', async () => {
		app.credential.jwtToken = app.emulator.token({ life: 7200 });
		time += (7200 - 30) * 1000;
		// The app's clock is known from its answers only, so a first one tells it.
		await getMany();
		expect(await run()).toEqual([{ said: 'hello' }]);
		expect(app.asked()).toEqual(['__schema', 'login', '__type', 'allTask', 'action']);
	});

	it('happens again for a token that has expired by our own clock', async () => {
		app.credential.jwtToken = app.emulator.token({ life: 30 });
		time += 31_000;
		jest.spyOn(Date, 'now').mockReturnValue(time);
		try {
			await run();
		} finally {
			jest.restoreAllMocks();
		}
		expect(app.asked()).toEqual(['login', '__typename', 'action']);
	});

	it.each([
		['unauthenticated', 200],
		['unauthorized', 200],
		['tokenExpired', 200],
		['statusCode', 200],
		['httpStatus', 200],
		['jwtExpired', 200],
		['unauthenticated', 401],
		['unauthenticated', 403],
	] as const)(
		'happens once more after an answer "%s" with status %i',
		async (authError, authStatus) => {
			app.emulator.setPersonality({ authError, authStatus });
			app.credential.jwtToken = app.emulator.token();
			app.emulator.revokeTokens();
			expect(await run()).toEqual([{ said: 'hello' }]);
			expect(app.asked()).toEqual(['action', '__typename', 'login', '__typename', 'action']);
			app.emulator.clearRequests();
			await run();
			expect(app.asked()).toEqual(['action']);
		},
	);

	it('happens no second time when the new token is not taken either', async () => {
		app.credential.jwtToken = app.emulator.token();
		app.emulator.fault({
			status: 200,
			body: '{"errors":[{"message":"Request not authenticated"}]}',
			contains: 'allTask',
			times: 5,
		} as never);
		const error = await failure(getMany());
		expect(error.message).toMatch(/rejected the login for the request to read records/);
		expect(error.description).toMatch(/role.*authentication profile.*private data mode/);
		expect(app.logins()).toBe(1);
	});

	it('is not repeated for an action that fails with words about a login', async () => {
		const error = await failure(run('cc'.repeat(16)));
		expect(error.message).toBe('Request not authenticated');
		expect(app.asked()).toEqual(['login', '__typename', 'action']);
		expect(app.emulator.records('Task')).toHaveLength(4);
	});

	it.each(['errors200', 'isValidFalse', 'loginNull', 'http401'] as const)(
		'that is refused (%s) is told once and not tried again',
		async (loginError) => {
			app.emulator.setPersonality({ loginError });
			app.credential.password = 'wrong-password';
			const error = await failure(getMany());
			expect(error.message).toMatch(/didn't accept the login/);
			expect(error.description).toMatch(/^Check the username/);
			expect(JSON.stringify([error.message, error.description])).not.toContain('wrong-password');
			expect(app.asked()).toEqual(['login']);
		},
	);

	it.each([1, 5])(
		'that is refused is tried once for all items, %i at once',
		async (concurrency) => {
			app.credential.password = 'wrong-password';
			const outputs = await execute({
				parameters: onTasks('getAll', { options: { concurrency } }),
				credential: app.credential,
				items: Array.from({ length: 5 }, () => ({ json: {} })),
				onError: 'continueRegularOutput',
			});
			expect(outputs).toHaveLength(5);
			for (const { error } of outputs) {
				expect(error?.message).toMatch(/^The app didn't accept the login/);
			}
			expect(app.asked()).toEqual(['login']);
		},
	);

	it.each([
		['a dropped connection', { drop: 'before' }],
		['status 503', { status: 503, body: 'down' }],
		['a gateway', { status: 502, body: '{"errors":["down"]}' }],
	] as const)('is repeated after %s, for an action as well', async (_what, fault) => {
		app.emulator.fault({ ...fault, contains: 'login', times: 2 });
		expect(await run()).toEqual([{ said: 'hello' }]);
		expect(app.logins()).toBe(3);
		expect(app.asked().filter((fields) => fields === 'action')).toHaveLength(1);
	});

	it('is tried again for the next item where the app could not be asked', async () => {
		app.emulator.fault({ status: 503, body: 'down', contains: 'login', times: 4 });
		const outputs = await execute({
			parameters: onTasks('getAll', { limit: 1 }),
			credential: app.credential,
			items: [{ json: {} }, { json: {} }],
			onError: 'continueRegularOutput',
		});
		expect(outputs.map(({ json, error }) => error?.message ?? json.id)).toEqual([
			expect.stringMatching(/isn't available right now/) as string,
			1,
		]);
	});

	it('is tried again for the next item after a page for maintenance', async () => {
		app.emulator.fault({ status: 200, body: '<html>Maintenance</html>', contains: 'login' });
		const outputs = await execute({
			parameters: onTasks('getAll', { limit: 1 }),
			credential: app.credential,
			items: [{ json: {} }, { json: {} }],
			onError: 'continueRegularOutput',
		});
		expect(outputs.map(({ json, error }) => error?.message ?? json.id)).toEqual([
			expect.stringMatching(/responded \(200\), but not as a Data API/) as string,
			1,
		]);
	});

	it('that is redirected is not taken for private data mode', async () => {
		app.emulator.fault({
			...{ status: 302, headers: { location: 'https://new.example/login' } },
			contains: 'login',
		});
		const error = await failure(getMany());
		expect(error.message).toMatch(/redirects the login to https:\/\/new.example, which was not/);
		expect(error.message).not.toMatch(/blocks API access/);
	});

	it('needs a UUID as the authentication profile, and says so before it asks', async () => {
		app.credential.authenticationProfileId = 'my-profile';
		const error = await failure(getMany());
		expect(error.message).toMatch(/^The authentication profile ID must be a UUID/);
		expect(app.asked()).toEqual([]);
	});

	it.each(['username', 'password'] as const)(
		'happens anew when another %s is in the credential',
		async (field) => {
			await getMany();
			expect(app.logins()).toBe(1);
			app.credential[field] = 'other';
			const error = await failure(getMany());
			expect(error.message).toMatch(/^The app didn't accept the login/);
			expect(JSON.stringify(app.credential.jwtToken)).not.toContain('a-secret-password');
		},
	);

	it.each(['http401', 'signature', 'atField'] as const)(
		'happens once more for a read that is refused in the form %s',
		async (tokenRefusal) => {
			app.emulator.setPersonality({ tokenRefusal });
			app.credential.jwtToken = app.emulator.token();
			app.emulator.revokeTokens();
			expect(await getMany()).toHaveLength(3);
			expect(app.logins()).toBe(1);
		},
	);

	it('happens anew when the credential leads to another app or profile', async () => {
		await getMany();
		const { jwtToken } = app.credential;
		const [header, payload = '', signature] = jwtToken.split('.');
		const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
		const other = Buffer.from(JSON.stringify({ ...claims, app_uuid: '1'.repeat(32) }));
		app.credential.jwtToken = [header, other.toString('base64url'), signature].join('.');
		app.emulator.clearRequests();
		await run();
		expect(app.asked()).toEqual(['login', '__typename', 'action']);
	});

	it('is not needed for public access, which sends no authorisation at all', async () => {
		app.emulator.setPersonality({ introspection: 'always' });
		app.credential.access = 'public';
		expect(await getMany({ options: { fields: 'id, name' } })).toHaveLength(3);
		expect(app.logins()).toBe(0);
		for (const { headers } of app.emulator.requests) expect(headers.authorization).toBeUndefined();
	});

	it('is what an answer of the public role points to', async () => {
		app.emulator.setPersonality({ introspection: 'always' });
		app.credential.access = 'public';
		const model = { __rl: true, mode: 'name', value: 'Project' };
		const error = await failure(getMany({ model }));
		expect(error.message).toMatch(/^Public access can't read records/);
		expect(error.description).toMatch(/'Login'/);
	});

	it('is refused clearly by an app that is closed', async () => {
		for (const privateMode of ['redirectToLogin', 'http302', 'http403'] as const) {
			app.emulator.setPersonality({ privateMode });
			const error = await failure(getMany());
			expect(`${error.message}. ${error.description}`).toMatch(/private data mode/);
		}
	});

	it('names the application ID where no app has it', async () => {
		app.credential.applicationId = '9'.repeat(32);
		const error = await failure(getMany());
		expect(error.message).toMatch(/No app with this application ID/);
	});

	it('takes the application ID from the whole runtime address', async () => {
		app.credential.application = `${app.credential.application}/api/runtime/${APPLICATION_ID}`;
		app.credential.applicationId = '';
		expect(await getMany()).toHaveLength(3);
	});
});

describe('The token of a newer app', () => {
	const app = useDataApp(tasks(manyTasks(1)));
	const other = useServer();
	const getMany = async () =>
		await executeJson({ parameters: onTasks('getAll'), credential: app.credential });

	it('is not sent where a redirect leads to', async () => {
		app.credential.jwtToken = app.emulator.token();
		app.emulator.fault({ status: 302, headers: { location: `${other.origin}/x` } });
		const error = await failure(getMany());
		expect(error.message).toMatch(/redirects to http:\/\/127.0.0.1:\d+, which was not followed/);
		expect(other.requests).toHaveLength(0);
	});

	it('is not waited for beyond the time-out where a login never ends', async () => {
		other.answer = (_request, response) => {
			response.write(' ');
		};
		const parameters = {
			api: 'data',
			resource: 'action',
			operation: 'execute',
			actionId: { __rl: true, mode: 'id', value: ACTION },
			options: { timeout: 300 },
		};
		const credential = { ...app.credential, application: other.origin };
		const error = await failure(executeJson({ parameters, credential }));
		expect(error.message).toMatch(/did not respond within 0.3 seconds/);
	});

	it.each([
		['errors', { status: 200, body: { errors: [{ message: 'The query timed out' }] } }],
		['status 408', { status: 408, body: '' }],
	])('that does not come in time is no refusal: %s', async (_what, fault) => {
		app.emulator.fault({ ...fault, contains: 'login(', times: 2 });
		app.credential.jwtToken = '';
		expect(await getMany()).toHaveLength(1);
		app.emulator.fault({ ...fault, contains: 'login(', times: 9 });
		app.credential.jwtToken = '';
		const error = await failure(getMany());
		expect(error.description).toMatch(/Try again in a minute/);
		expect(error.message).not.toMatch(/password|not as a Data API/);
	});

	it('is not looked for beyond what is read of any response, and asked for once', async () => {
		other.answer = (_request, response) => response.end(Buffer.alloc(80 * 1024 * 1024, ' '));
		const credential = { ...app.credential, application: other.origin };
		const error = await failure(executeJson({ parameters: onTasks('getAll'), credential }));
		expect(error.message).toMatch(/sent a response that is too large to read/);
		expect(error.description).toMatch(/Check the application/);
		expect(error.message).not.toMatch(/Page Size/);
		expect(other.requests).toHaveLength(1);
	});

	it('is hidden without changing any record, however short the password is', async () => {
		app.credential.jwtToken = app.emulator.token();
		app.credential.password = 'a';
		expect(await getMany()).toMatchObject([{ name: 'Task 1' }]);
	});

	it('is in no error, whatever the app repeats', async () => {
		app.credential.jwtToken = app.emulator.token();
		const said = `no ${app.credential.jwtToken} no`;
		app.emulator.fault({ status: 500, body: said, times: 5 });
		const error = await failure(getMany());
		const shown = JSON.stringify([error.message, error.description, error.context, error.messages]);
		expect(shown).toContain('***');
		expect(shown).not.toContain(app.credential.jwtToken);
	});
});
