/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import type { Browser } from 'playwright-core';

import { startNewerCompany, type NewerCompanyApp } from '../demo/newerCompany.ts';
import { startBrowser, takePicture } from './support/browser.ts';
import { Editor } from './support/editor.ts';
import { itKeepsKeysSecret, useN8n } from './support/n8n.ts';
import { owner } from './support/prepared.ts';

const wrongPassword = 'not-the-password-of-this-user';
const screen = { width: 1400, height: 1000 };

describe('The editor of a real n8n, with a newer app', () => {
	let browser: Browser;
	let editor: Editor;
	let company: NewerCompanyApp;

	// Stands before useN8n, so that the browser is closed before n8n ends.
	afterAll(async () => {
		try {
			if (editor !== undefined) await takePicture(editor.page.locator('body'), 'newer-end');
		} finally {
			await browser?.close();
			await company?.emulator.close();
		}
	});

	const n8n = useN8n();

	beforeAll(async () => {
		// Here the person makes it.
		await n8n.client.deleteCredential(n8n.credential);
		company = await startNewerCompany(process.cwd());
		browser = await startBrowser();
		const page = await browser.newPage({ viewport: screen, deviceScaleFactor: 1.5 });
		page.setDefaultTimeout(90_000);
		editor = new Editor(page, n8n.server.url);
		await editor.signIn(owner);
	});

	it('is chosen in the node, and its credential is tested', async () => {
		const { application, applicationId, accounts } = company.emulator;
		const [{ profile, username, password } = { profile: '', username: '', password: '' }] =
			accounts;
		await editor.addToNewWorkflow('Get many records');
		await editor.choose('api', 'Newer App (betty.app)');
		await editor.node.getByText('Connect to Betty Blocks').click();
		const fields = { application, applicationId, authenticationProfileId: profile, username };
		await editor.saveCredential({ ...fields, password: wrongPassword });
		await editor.credential.getByText('More details').click();
		await editor.credential.getByText("didn't accept the login").waitFor();
		await editor.saveCredential({ password });
		await editor.credential.waitFor({ state: 'hidden' });
		await editor.node.getByTestId('credential-edit-button').click();
		await editor.credential.getByText('Connection tested successfully').waitFor();
		await takePicture(editor.credential, 'newer-credential');
		await editor.closeCredential();
	});

	it('reads records, with who the related ones are', async () => {
		await editor.pickModel('Invoice');
		await editor.addEntry('Condition');
		expect(await editor.openList('property')).toEqual(
			expect.arrayContaining(['status', 'company.name']),
		);
		await editor.take('status');
		await editor.fill('value', 'Open');
		await editor.execute();
		expect((await editor.outputRows()).map(({ number }) => number)).toEqual([
			'2026-0040',
			'2026-0041',
			'2026-0042',
		]);
		await editor.showOutputAs('schema');
		await editor.node.getByTestId('credential-edit-button').scrollIntoViewIfNeeded();
		await takePicture(editor.node, 'newer-node');
	});

	it('offers what such an app can do, and its actions by name', async () => {
		// n8n's own entry: it leads to the HTTP Request node, with our credential.
		const custom = 'Custom API Call';
		expect(await editor.openList('operation')).toEqual([
			'Count',
			'Get',
			'Get Many',
			'If Exists',
			'If Not Exists',
			custom,
		]);
		await editor.take('Get Many');
		await editor.choose('resource', 'Action');
		expect(await editor.openList('operation')).toEqual([
			'Call Endpoint',
			'Execute',
			'Find and Run',
			custom,
		]);
		await editor.take('Execute');
		expect(await editor.openActions()).toEqual([
			'Attach scan',
			'Create company',
			'Receive order',
			'Send invoice',
			'Update company',
		]);
		await editor.takeAction('Send invoice');
		await takePicture(editor.node, 'newer-action');
		await editor.closeNode();
	});

	itKeepsKeysSecret(n8n, wrongPassword, 'demo-password-of-the-emulated-app');
});
