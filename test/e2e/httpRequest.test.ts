/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import type { INodeParameters } from 'n8n-workflow';
import type { Browser, BrowserContext } from 'playwright-core';

import { startNewerCompany, type NewerCompanyApp } from '../demo/newerCompany.ts';
import { startBrowser, takePicture } from './support/browser.ts';
import { Editor } from './support/editor.ts';
import { itKeepsKeysSecret, useN8n } from './support/n8n.ts';
import { owner } from './support/prepared.ts';
import { chain, startHere } from './support/steps.ts';

describe("n8n's HTTP Request node, in the editor", () => {
	let browser: Browser;
	let context: BrowserContext;
	let editor: Editor;
	let newer: NewerCompanyApp;

	// Stands before useN8n, so that the browser is closed before n8n ends.
	afterAll(async () => {
		try {
			if (editor !== undefined) await takePicture(editor.page.locator('body'), 'http-end');
		} finally {
			await browser?.close();
			await newer?.emulator.close();
		}
	});

	const n8n = useN8n();

	beforeAll(async () => {
		newer = await startNewerCompany(process.cwd());
		await n8n.client.createCredential(newer.login.type, 'Newer app', newer.login.data);
		browser = await startBrowser();
		context = await browser.newContext({ viewport: { width: 1400, height: 1000 } });
		context.setDefaultTimeout(90_000);
		await new Editor(await context.newPage(), n8n.server.url).signIn(owner);
	});

	/** Opens the node, which has these parameters and no credential yet. */
	async function openNode(name: string, parameters: INodeParameters): Promise<void> {
		const type = 'n8n-nodes-base.httpRequest';
		const step = { name, type, typeVersion: 4.2, parameters };
		const { id } = await n8n.client.createWorkflow(chain(name, [startHere, step]));
		editor = new Editor(await context.newPage(), n8n.server.url);
		await editor.page.goto(`${n8n.server.url}/workflow/${id}`);
		await editor.openNode(name);
	}

	it('reads the models of a classic app with its credential', async () => {
		await openNode('Models', { url: `${n8n.app.access.application}/api/models` });
		await editor.choose('authentication', 'Predefined Credential Type');
		await editor.choosePredefined('Betty Blocks Classic API', 'Betty Blocks');
		await editor.execute();
		const names = (await editor.outputRows()).map(({ name }) => name);
		await takePicture(editor.node, 'http-classic');
		expect(names).toEqual(n8n.app.definition.models.map(({ name }) => name));
	});

	it('queries a newer app with its credential, after a login', async () => {
		const { application, applicationId } = newer.emulator;
		await openNode('Query', {
			method: 'POST',
			url: `${application}/api/runtime/${applicationId}`,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '{ "query": "{ allInvoice { results { number } } }" }',
		});
		await editor.choose('authentication', 'Predefined Credential Type');
		await editor.choosePredefined('Betty Blocks Data API', 'Newer app');
		await editor.execute();
		await editor.output.getByText('2026-0040').first().waitFor();
		await takePicture(editor.node, 'http-newer');
	});

	itKeepsKeysSecret(n8n, 'demo-password-of-the-emulated-app');
});
