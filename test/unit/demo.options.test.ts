import { readOptions } from '../demo/options.ts';

const own = {
	BETTY_BLOCKS_APPLICATION: 'my-app',
	BETTY_BLOCKS_EMAIL: 'api@example.com',
	BETTY_BLOCKS_API_KEY: 'secret',
};

describe('The options of the demo', () => {
	it('show an emulated classic app, or one of the newer generation', () => {
		expect(readOptions([], {})).toMatchObject({ api: 'classic', app: undefined });
		expect(readOptions(['--once', '--api', 'data'], {})).toMatchObject({ api: 'data', once: true });
		expect(() => readOptions(['--api', 'graphql'], {})).toThrow('--api must be classic or data');
	});

	it('show an app of one’s own by its classic API only', () => {
		expect(readOptions([], own)).toMatchObject({ app: { application: 'my-app' } });
		expect(() => readOptions(['--api', 'data'], own)).toThrow(/unset the BETTY_BLOCKS_ variables/);
	});
});
