/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';

import type { WorkflowDefinition } from '../../n8n/client.ts';
import { startBrowser, takePicture } from './browser.ts';
import { Editor } from './editor.ts';
import { useN8n, type TestN8n } from './n8n.ts';
import { owner } from './prepared.ts';

/** An n8n, and its editor in a browser in which somebody has signed in. */
export interface TestEditor {
	n8n: TestN8n;
	editor: Editor;
	/** A new page in place of the one before: n8n asks whether to save before it leaves a workflow. */
	startOver(): Promise<void>;
	/**
	 * Imports a workflow into an empty one, does something in it, and removes it again. To load the
	 * editor takes longer than all that: the next one gets the same page unless this one failed.
	 * @param workflow itself, or the path of its file
	 */
	inWorkflow(workflow: WorkflowDefinition | string, work: () => Promise<void>): Promise<void>;
}

/**
 * Starts an n8n, an app and a browser for the tests of one file. What the page shows in the end is
 * kept as a picture.
 * @param name of that picture
 */
export function useEditor(name: string, options: BrowserContextOptions = {}): TestEditor {
	let browser: Browser | undefined;
	let context: BrowserContext | undefined;
	const test = {} as TestEditor;

	// Stands before useN8n, so that the browser is closed before n8n ends.
	afterAll(async () => {
		try {
			if (test.editor !== undefined) await takePicture(test.editor.page.locator('body'), name);
		} finally {
			await browser?.close();
		}
	});

	const n8n = useN8n();

	async function openPage(): Promise<void> {
		if (context === undefined) throw new Error('The browser has not been started');
		test.editor = new Editor(await context.newPage(), n8n.server.url);
	}

	test.n8n = n8n;
	test.startOver = async () => {
		await test.editor.page.close();
		await openPage();
	};

	let isEmpty = false;
	test.inWorkflow = async (workflow, work) => {
		if (!isEmpty) {
			await test.startOver();
			await test.editor.openNewWorkflow();
		}
		isEmpty = false;
		await test.editor.import(workflow);
		await work();
		await test.editor.clear();
		isEmpty = true;
	};

	beforeAll(async () => {
		browser = await startBrowser();
		context = await browser.newContext({ viewport: { width: 1400, height: 1000 }, ...options });
		context.setDefaultTimeout(90_000);
		await openPage();
		await test.editor.signIn(owner);
	});
	return test;
}
