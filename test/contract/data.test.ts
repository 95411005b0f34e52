import { APP_PARTS, connect } from '../../nodes/BettyBlocks/connect';
import { APPLICATION_ID, PASSWORD, PROFILE, useDataApp, USERNAME } from '../support/dataApp';
import { executeContext } from '../support/n8n';
import { CONTENT, DEFINITION, describeApp } from './suite';

const path = 'letters/letter.txt';

const test = useDataApp({
	...DEFINITION,
	users: [{ email: USERNAME, apiKey: PASSWORD }],
	data: {
		applicationId: APPLICATION_ID,
		authenticationProfiles: [{ id: PROFILE }],
		files: [{ key: path, contentType: 'text/plain', text: CONTENT }],
	},
});

describeApp('A newer app', {
	app: async () => {
		const parameters = { api: 'data' };
		return await connect(executeContext({ credential: test.credential, parameters }));
	},
	parts: APP_PARTS.data,
	created: 'createdAt',
	file: async () => `${test.emulator.storageUrl}/${path}`,
});
