/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';

import { startNewerCompany, type NewerCompanyApp } from '../demo/newerCompany.ts';
import { readExample } from '../demo/workflows.ts';
import { startBrowser, takePicture } from './support/browser.ts';
import { Editor } from './support/editor.ts';
import { itKeepsKeysSecret, packagePrefix, useN8n } from './support/n8n.ts';
import { owner } from './support/prepared.ts';

const root = process.cwd();
const examples = readdirSync(join(root, 'examples')).map((file) => file.replace('.json', ''));

describe('Opening and closing the Betty Blocks nodes of an imported workflow', () => {
	let browser: Browser;
	let context: BrowserContext;
	let editor: Editor;
	let newer: NewerCompanyApp;

	// Stands before useN8n, so that the browser is closed before n8n ends.
	afterAll(async () => {
		await browser?.close();
		await newer?.emulator.close();
	});

	const n8n = useN8n();

	beforeAll(async () => {
		newer = await startNewerCompany(root);
		// The credential that was updated last is the one that n8n gives to a node without any.
		await n8n.client.createCredential(newer.login.type, 'Newer app', newer.login.data);
		browser = await startBrowser();
		context = await browser.newContext({
			permissions: ['clipboard-read', 'clipboard-write'],
			viewport: { width: 1400, height: 1000 },
		});
		context.setDefaultTimeout(90_000);
		await new Editor(await context.newPage(), n8n.server.url).signIn(owner);
	});

	// n8n asks whether to save before it leaves a workflow.
	beforeEach(async () => {
		editor = new Editor(await context.newPage(), n8n.server.url);
	});

	afterEach(async () => {
		await takePicture(editor.page.locator('body'), 'opening-end');
		await editor.page.close();
	});

	it.each(examples)('changes nothing in %s', async (name) => {
		const example = await readExample(root, name);
		const ours = example.nodes.filter(({ type }) => type.startsWith(packagePrefix));
		await editor.openNewWorkflow();
		await editor.importFile(join(root, 'examples', `${name}.json`));
		const imported = await editor.copyAll();
		for (const node of ours) {
			await editor.openNode(node.name);
			await editor.parameter('api').waitFor();
			await editor.listsAreLoaded();
			const isNewer = node.parameters.api === 'data';
			expect(await editor.chosen('api')).toBe(
				isNewer ? 'Newer App (betty.app)' : 'Classic App (bettyblocks.com)',
			);
			await takePicture(editor.node, `opened-${name}`);
			await editor.closeNode();
		}
		const parametersIn = (nodes: typeof imported.nodes) =>
			nodes.map(({ name, parameters }) => ({ name, parameters }));
		const opened = await editor.copyAll();
		expect(parametersIn(opened.nodes)).toEqual(parametersIn(imported.nodes));
		for (const { name, credentials } of opened.nodes) {
			const api = ours.find((node) => node.name === name)?.parameters.api;
			const other = api === 'data' ? 'bettyBlocksApi' : 'bettyBlocksDataApi';
			expect(credentials ?? {}).not.toHaveProperty(other);
		}
	});

	it('leaves nodes that name their model on the canvas, where it has a name', async () => {
		await editor.openNewWorkflow();
		await editor.importFile(join(root, 'examples', 'record-basics.json'));
		const shown = await editor.nodeOnCanvas('Get many companies').innerText();
		expect(shown).toContain('get many: companies');
		await editor.page.goto(`${n8n.server.url}/workflow/new`);
		await editor.importFile(join(root, 'examples', 'new-record-to-message.json'));
		const trigger = await editor.nodeOnCanvas('New company').innerText();
		expect(trigger).toContain('record created: companies');
	});

	itKeepsKeysSecret(n8n, 'demo-password-of-the-emulated-app');
});
