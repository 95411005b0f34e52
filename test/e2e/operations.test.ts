/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import type { INodeParameters } from 'n8n-workflow';
import type { Browser } from 'playwright-core';

import { startBrowser, takePicture } from './support/browser.ts';
import { Editor } from './support/editor.ts';
import { itKeepsKeysSecret, useN8n } from './support/n8n.ts';
import { owner } from './support/prepared.ts';
import { bettyBlocks, chain, code, startHere } from './support/steps.ts';

const STEP = 'The step';
const known = 'Van Dijk Transport';
const byName = (name: string) => ({ __rl: true, mode: 'name', value: name });
const where = (property: string, operator: string, value: string) => ({
	filters: { conditions: [{ property, operator, value }] },
});
const isKnown = { match: { by: [{ property: 'name', value: known }] } };

describe('What a step does in the editor of a real n8n', () => {
	let browser: Browser;
	let editor: Editor;

	// Stands before useN8n, so that the browser is closed before n8n ends.
	afterAll(async () => {
		try {
			if (editor !== undefined) await takePicture(editor.page.locator('body'), 'operations-end');
		} finally {
			await browser?.close();
		}
	});

	const n8n = useN8n();

	beforeAll(async () => {
		browser = await startBrowser();
		const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
		page.setDefaultTimeout(90_000);
		editor = new Editor(page, n8n.server.url);
		await editor.signIn(owner);
	});

	/** Opens a step behind two items, and executes it. */
	async function execute(parameters: INodeParameters): Promise<void> {
		const items = [{ name: known }, { name: 'Nieuwe Zaak' }].map((json) => ({ json }));
		const steps = [
			startHere,
			code('Items', `return ${JSON.stringify(items)};`),
			bettyBlocks(STEP, parameters),
		];
		const { id } = await n8n.save(chain(STEP, steps));
		await editor.page.goto(`${n8n.server.url}/workflow/${id}`);
		await editor.openNode(STEP);
		await editor.listsAreLoaded();
		await editor.execute();
	}

	/** What a step on the companies of the classic app puts out. */
	async function companies(operation: string, more: INodeParameters) {
		const parameters = { resource: 'record', operation, model: byName('companies'), ...more };
		await execute(parameters as INodeParameters);
		return await editor.outputRows();
	}

	it.each([
		['exists', known],
		['notExists', 'Nieuwe Zaak'],
	])('%s lets the items through for which it is true', async (operation, name) => {
		const conditions = where('name', 'eq', '={{ $json.name }}');
		const rows = await companies(operation, conditions);
		expect(rows.map((row) => row.name)).toEqual([name]);
	});

	it('counts the records that meet the conditions', async () => {
		const [first] = await companies('count', where('employees', 'gt', '100'));
		expect(first?.count).toBe('2');
	});

	it('gets a record by properties that identify it', async () => {
		const [first] = await companies('get', { findBy: 'properties', ...isKnown });
		expect(first).toMatchObject({ name: known, city: 'Rotterdam' });
		expect(await editor.chosen('findBy')).toBe('Properties');
	});

	it.each([
		['update', { fieldsMode: 'json', fieldsJson: '{ "city": "Edam" }' }],
		['delete', {}],
	])('a dry run of %s says what would be done, and does nothing', async (operation, more) => {
		const before = n8n.app.emulator.records('companies');
		const rows = await companies(operation, {
			...{ findBy: 'conditions', ...where('name', 'eq', known) },
			...{ dryRun: true, ...more },
		});
		expect(rows[0]).toMatchObject({ id: '3', before: expect.stringContaining('Rotterdam') });
		await editor.node.getByText('Nothing was written').first().waitFor();
		await takePicture(editor.node, `dry-run-${operation}`);
		expect(n8n.app.emulator.records('companies')).toEqual(before);
	});

	itKeepsKeysSecret(n8n);
});
