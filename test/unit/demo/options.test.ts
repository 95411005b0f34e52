/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { contentsOf } from '../../demo/company.ts';
import { readOptions } from '../../demo/options.ts';

const own = {
	BETTY_BLOCKS_APPLICATION: 'my-app',
	BETTY_BLOCKS_EMAIL: 'api@example.com',
	BETTY_BLOCKS_API_KEY: 'secret',
};

describe('The options of the demo', () => {
	it('show an emulated classic app, or a newer one', () => {
		expect(readOptions([], {})).toMatchObject({ api: 'classic', app: undefined });
		expect(readOptions(['--once', '--api', 'data'], {})).toMatchObject({ api: 'data', once: true });
		expect(() => readOptions(['--api', 'graphql'], {})).toThrow('--api must be classic or data');
	});

	it('show an app of one’s own by its classic API only', () => {
		expect(readOptions([], own)).toMatchObject({ app: { application: 'my-app' } });
		expect(() => readOptions(['--api', 'data'], own)).toThrow(/unset the BETTY_BLOCKS_ variables/);
	});
});

describe('The demo', () => {
	it('says what its options are where nothing is installed', () => {
		const folder = mkdtempSync(join(tmpdir(), 'demo-help-'));
		try {
			for (const file of ['start.mjs', 'help.mjs'])
				cpSync(join('test', 'demo', file), join(folder, file));
			const args = [join(folder, 'start.mjs'), '--once', '--help'];
			expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toMatch(/npm run demo --/);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it('counts one record in the singular', () => {
		const model = (name: string, table: string, ids: number[]) => ({
			...{ id: '0'.repeat(32), name, table, properties: [] },
			records: ids.map((id) => ({ id })),
		});
		const models = [model('Company', 'companies', [1, 2]), model('Invoice', 'invoices', [1])];
		expect(contentsOf({ users: [], models })).toBe('2 companies, 1 invoice');
	});
});
