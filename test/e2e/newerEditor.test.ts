import { takePicture } from './support/browser.ts';
import { itKeepsKeysSecret } from './support/n8n.ts';
import { useEditor } from './support/useEditor.ts';
import { useNewerCompany } from './support/useNewerCompany.ts';

const wrongPassword = 'not-the-password-of-this-user';

describe('The editor of a real n8n, with a newer app', () => {
	const test = useEditor('newer-end', { deviceScaleFactor: 1.5 });
	const { n8n } = test;
	const company = useNewerCompany(n8n);

	beforeAll(async () => {
		// Here the person makes it.
		await n8n.client.deleteCredential(n8n.credential);
		await n8n.client.deleteCredential(company.credential);
	});

	it('is chosen in the node, and its credential is tested', async () => {
		const { application, applicationId, accounts } = company.emulator;
		const [{ profile, username, password } = { profile: '', username: '', password: '' }] =
			accounts;
		await test.editor.addToNewWorkflow('Get many records');
		await test.editor.choose('api', 'Newer App (betty.app)');
		await test.editor.node.getByText('Connect to Betty Blocks').click();
		const fields = { application, applicationId, authenticationProfileId: profile, username };
		await test.editor.saveCredential({ ...fields, password: wrongPassword });
		await test.editor.credential.getByText('More details').click();
		await test.editor.credential.getByText("didn't accept the login").waitFor();
		await test.editor.saveCredential({ password });
		await test.editor.credential.waitFor({ state: 'hidden' });
		await test.editor.node.getByTestId('credential-edit-button').click();
		await test.editor.credential.getByText('Connection tested successfully').waitFor();
		await takePicture(test.editor.credential, 'newer-credential');
		await test.editor.closeCredential();
	});

	it('reads records, with who the related ones are', async () => {
		await test.editor.pickModel('Invoice');
		await test.editor.addEntry('Condition');
		expect(await test.editor.openList('property')).toEqual(
			expect.arrayContaining(['status', 'company.name']),
		);
		await test.editor.take('status');
		await test.editor.fill('value', 'Open');
		await test.editor.execute();
		expect((await test.editor.outputRows()).map(({ number }) => number)).toEqual([
			'2026-0040',
			'2026-0041',
			'2026-0042',
		]);
		await test.editor.showOutputAs('schema');
		await test.editor.node.getByTestId('credential-edit-button').scrollIntoViewIfNeeded();
		await takePicture(test.editor.node, 'newer-node');
	});

	it('offers what such an app can do, and its actions by name', async () => {
		// n8n's own entry: it leads to the HTTP Request node, with our credential.
		const custom = 'Custom API Call';
		expect(await test.editor.openList('operation')).toEqual([
			'Count',
			'Get',
			'Get Many',
			'If Exists',
			'If Not Exists',
			custom,
		]);
		await test.editor.take('Get Many');
		await test.editor.choose('resource', 'Action');
		expect(await test.editor.openList('operation')).toEqual([
			'Call Endpoint',
			'Execute',
			'Find and Run',
			custom,
		]);
		await test.editor.take('Execute');
		expect(await test.editor.openActions()).toEqual([
			'Attach scan',
			'Create company',
			'Receive order',
			'Send invoice',
			'Update company',
		]);
		await test.editor.takeAction('Send invoice');
		await takePicture(test.editor.node, 'newer-action');
		await test.editor.closeNode();
	});

	itKeepsKeysSecret(n8n, wrongPassword, 'demo-password-of-the-emulated-app');
});
