import { executeJson } from '../../support/n8n';
import { onCompanies } from '../../support/app';
import { describePersonalities } from '../../support/personalities';
import { useVariedApp } from '../../support/variedApp';

const app = useVariedApp();

const run = async (operation: string, more: object = {}) =>
	await executeJson({
		credential: app.credential,
		parameters: onCompanies(operation, more) as never,
	});

describe('A classic app', () => {
	describePersonalities(app, [
		{
			name: 'returns a record',
			run: async () => await run('get', { recordId: 2 }),
			outcome: (s) => ({ output: [] }),
		},
	]);
});
