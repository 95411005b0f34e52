import { APP_PARTS, connect } from '../../nodes/BettyBlocks/connect';
import { useApp } from '../support/app';
import { executeContext } from '../support/n8n';
import { DEFINITION, describeApp, LETTER } from './suite';

const test = useApp({
	...DEFINITION,
	users: [{ email: 'api@example.com', apiKey: 'a-secret-key' }],
});

describeApp('A classic app', {
	app: async () => {
		const parameters = { api: 'classic' };
		return await connect(executeContext({ credential: test.credential, parameters }));
	},
	parts: APP_PARTS.classic,
	created: 'created_at',
	file: async (app) => (await app.assets?.upload(LETTER))?.url ?? '',
});
