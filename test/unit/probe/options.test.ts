import { classicAccess, dataAccess, originOf, readSwitches } from '../../probe/options.ts';

const nobody = async () => await Promise.reject<string>(new Error('nobody is there'));

describe('The options of the probe', () => {
	it('take no secret on the command line', () => {
		expect(() => readSwitches(['--api-key', 'x'])).toThrow("Unknown option '--api-key'");
		expect(() => readSwitches(['--password', 'x'])).toThrow("Unknown option '--password'");
	});

	it('name the API, the models and the facts', () => {
		expect(readSwitches([])).toEqual({ api: 'classic' });
		expect(readSwitches(['--api', 'data', '--only', 'ties, skip'])).toEqual({
			...{ api: 'data', only: ['ties', 'skip'] },
		});
		expect(() => readSwitches(['--api', 'graphql'])).toThrow('--api must be classic or data');
		expect(() => readSwitches(['--api', 'data', '--write', 'Task'])).toThrow(/for classic apps/);
	});

	it.each([
		['my-app', 'https://my-app.bettyblocks.com'],
		['my-app.edge.bettyblocks.com', 'https://my-app.edge.bettyblocks.com'],
		['https://my-app.bettyblocks.com/users?a=1', 'https://my-app.bettyblocks.com'],
		['127.0.0.1:4010', 'http://127.0.0.1:4010'],
		['localhost:4010', 'http://localhost:4010'],
	])('understand the application %s', (application, origin) => {
		expect(originOf(application, 'bettyblocks.com')).toBe(origin);
	});

	it('send no secret over plain HTTP', () => {
		expect(() => originOf('http://my-app.bettyblocks.com', 'bettyblocks.com')).toThrow(
			'The application must use https',
		);
	});

	it('come from the environment, or else from a person, who sees no secret typed', async () => {
		const asked: Array<[string, boolean]> = [];
		const prompt = async (question: string, isSecret: boolean) => {
			asked.push([question, isSecret]);
			return 'typed';
		};
		const environment = { BETTY_BLOCKS_APPLICATION: 'my-app', BETTY_BLOCKS_EMAIL: 'a@example.com' };
		const access = await classicAccess({ api: 'classic' }, environment, prompt);
		expect(access).toMatchObject({ email: 'a@example.com', apiKey: 'typed' });
		expect(asked).toEqual([['API key (not shown): ', true]]);
	});

	it('take the application ID from a runtime URL, and no login for public access', async () => {
		const id = '5d41402abc4b2a76b9719d911017c592';
		const environment = {
			BETTY_BLOCKS_APPLICATION: `https://my-app.betty.app/api/runtime/${id}`,
			BETTY_BLOCKS_ACCESS: 'public',
		};
		expect(await dataAccess({ api: 'data' }, environment, nobody)).toEqual({
			...{ origin: 'https://my-app.betty.app', applicationId: id },
		});
	});
});
