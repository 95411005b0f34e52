import { executeJson } from '../../support/n8n';
import { onTasks, tasks, useDataApp } from '../../support/dataApp';
import { failure } from '../../support/failure';
import { useServer } from '../../support/server';

const ENDPOINT = 'e'.repeat(32);

describe('A token that n8n gets for the very request', () => {
	const app = useDataApp(
		tasks([], {
			actions: [
				{
					id: ENDPOINT,
					name: 'Echo',
					variables: [{ name: 'request' }],
					response: { statusCode: 200, body: '$inputs.request' },
				},
			],
		}),
	);
	const echo = useServer();

	it('is not in what an endpoint returns of it', async () => {
		const parameters = {
			api: 'data',
			resource: 'action',
			operation: 'callEndpoint',
			options: { neverError: true },
			actionId: { __rl: true, mode: 'id', value: ENDPOINT },
		};
		const output = await executeJson({ parameters, credential: app.credential });
		const { jwtToken } = app.credential;
		expect(jwtToken).not.toBe('');
		expect(JSON.stringify(output)).toContain('Bearer ***');
		expect(JSON.stringify(output)).not.toContain(jwtToken);
	});

	it('is in no error and no header that repeats it', async () => {
		const jwtToken = app.emulator.token();
		echo.answer = (request, response) => {
			const { authorization } = request.headers;
			if (authorization === undefined) {
				response.end(JSON.stringify({ data: { login: { jwtToken, isValid: true } } }));
				return;
			}
			response.writeHead(418, { 'x-echo': authorization }).end(`I got ${authorization}`);
		};
		const credential = { ...app.credential, application: echo.origin };
		const error = await failure(executeJson({ parameters: onTasks('getAll'), credential }));
		expect(error.message).not.toContain(jwtToken);
		const parameters = {
			api: 'data',
			resource: 'action',
			operation: 'callEndpoint',
			options: { neverError: true },
			actionId: { __rl: true, mode: 'id', value: ENDPOINT },
		};
		const output = await executeJson({ parameters, credential: { ...credential, jwtToken: '' } });
		expect(output).toMatchObject([
			{ statusCode: 418, headers: { 'x-echo': 'Bearer ***' }, body: 'I got Bearer ***' },
		]);
	});
});
