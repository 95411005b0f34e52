/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import type { INode, INodeParameters } from 'n8n-workflow';
import type { Browser, Locator } from 'playwright-core';

import { startBrowser, takePicture } from './support/browser.ts';
import { Editor } from './support/editor.ts';
import { itKeepsKeysSecret, packagePrefix, useN8n } from './support/n8n.ts';
import { owner } from './support/prepared.ts';

const wrongKey = 'not-the-key-of-this-app';
const screen = { width: 1400, height: 900 };
/** High enough for the whole mapper. */
const highScreen = { ...screen, height: 1450 };

/** What n8n itself puts into the console: answers that are no success, and a fault of its own. */
const n8nsOwn = /^Failed to load resource|injectNDVStore/;
/** Where our own code answers the editor, and where its icons are. */
const ours = /\/dynamic-node-parameters\/|\/icons\/n8n-nodes-bettyblocks\//;

describe('The editor of a real n8n, in a browser', () => {
	const problems: string[] = [];
	let browser: Browser;
	let editor: Editor;
	/** Where the workflow is that reads records. */
	let reading: string;

	// Stands before useN8n, so that the browser is closed before n8n ends.
	afterAll(async () => {
		try {
			if (editor !== undefined) await takePicture(editor.page.locator('body'), 'end');
		} finally {
			await browser?.close();
		}
	});

	const n8n = useN8n();

	const companies = () => n8n.app.emulator.records('companies');
	const icons = async (place: Locator) =>
		new Set((await editor.iconsIn(place)).map((icon) => JSON.stringify(icon)));
	const only = (file: string) => new Set([JSON.stringify({ file, isShown: true, status: 200 })]);

	beforeAll(async () => {
		// Here the person makes it.
		await n8n.client.deleteCredential(n8n.credential);
		browser = await startBrowser();
		const page = await browser.newPage({ viewport: screen, deviceScaleFactor: 1.5 });
		page.setDefaultTimeout(90_000);
		page.on('pageerror', (error) => problems.push(error.message));
		page.on('response', (response) => {
			if (response.status() >= 400 && ours.test(response.url()))
				problems.push(`${response.status()} ${response.url()}`);
		});
		page.on('console', (message) => {
			if (message.type() === 'error' && !n8nsOwn.test(message.text()))
				problems.push(message.text());
		});
		editor = new Editor(page, n8n.server.url);
	});

	it('shows the node, its trigger and all they can do in the nodes panel, with the icon', async () => {
		await editor.signIn(owner);
		await editor.startWorkflow();
		await editor.searchNodes('betty');
		await editor.openInPanel('Betty Blocks');
		await takePicture(editor.page.locator('body'), 'nodes-panel');
		expect(await editor.panelEntries()).toEqual([
			'On record created',
			'On record created or updated',
			'On record updated',
			'Count records',
			'Create record',
			'Create or update record',
			'Delete record',
			'Get record',
			'Get many records',
			'If record exists',
			'If record is missing',
			'Update record',
			'Download asset',
			'Upload asset',
			'Call action endpoint',
			'Execute action',
			'Find and run action',
			'Get model',
			'Get many models',
			'Execute query',
		]);
		expect(await icons(editor.panel)).toEqual(only('bettyblocks.svg'));
	});

	it('asks for the credential, says what is wrong with a key, and tests the right one', async () => {
		const { application, email, apiKey } = n8n.app.access;
		await editor.addFromPanel('Create record');
		await editor.node.getByText('Connect to Betty Blocks').click();
		await editor.saveCredential({ application, email, apiKey: wrongKey });
		await editor.credential.getByText('More details').click();
		await editor.credential.getByText('Copy the key again').waitFor();
		await takePicture(editor.page.locator('body'), 'credential-error');
		expect(await editor.credential.innerText()).toMatch(
			/The email address or the API key is wrong\. Copy the key again/,
		);

		await editor.saveCredential({ apiKey });
		await editor.credential.waitFor({ state: 'hidden' });
		await editor.node.getByTestId('credential-edit-button').click();
		await editor.credential.getByText('Connection tested successfully').waitFor();
		await takePicture(editor.credential, 'credential');
		await editor.closeCredential();
	});

	it('lists the models of the app to pick from', async () => {
		expect(await editor.chosen('resource')).toBe('Record');
		expect(await editor.chosen('operation')).toBe('Create');
		// A node that nobody has touched yet has nothing to complain about.
		await editor.node.getByText('Choose a model to see its properties').waitFor();
		expect(await editor.node.getByText('were found').count()).toBe(0);
		await takePicture(editor.node, 'no-model');
		expect(await editor.openModels()).toEqual(['Company', 'Contact', 'Invoice', 'Order']);
		await editor.pickModel('Company');
		await editor.parameter('name').waitFor();
	});

	it('shows the properties of the model, each with the input of its kind', async () => {
		expect(await editor.columns()).toEqual([
			'name',
			'city',
			'segment',
			'employees (Whole Number)',
			'annual_revenue (Number)',
			'email',
			'phone',
			'website',
			'active',
			'customer_since (Date)',
			'notes',
		]);
		const date = editor.parameter('customer_since').getByPlaceholder('Select date and time');
		expect(await date.count()).toBe(1);
		expect(await editor.openList('segment')).toEqual([
			'Construction',
			'Healthcare',
			'Logistics',
			'Retail',
			'Services',
		]);
		await editor.take('Retail');
	});

	it('executes the step with what was mapped, and shows the record that the app has now', async () => {
		await editor.fill('name', 'Bakkerij Brink');
		await editor.fill('city', 'Edam');
		await editor.execute();
		const [created, ...others] = await editor.outputRows();
		expect(others).toEqual([]);
		expect(created).toMatchObject({ name: 'Bakkerij Brink', city: 'Edam', segment: 'Retail' });
		expect(companies().at(-1)).toMatchObject({
			id: Number(created?.id),
			name: 'Bakkerij Brink',
			city: 'Edam',
			segment: 'Retail',
			employees: null,
		});
		await editor.showOutputAs('schema');
		await takePicture(editor.node, 'node');
		await editor.showOutputAs('table');
		await editor.page.setViewportSize(highScreen);
		await takePicture(editor.node.getByTestId('resource-mapper-container'), 'mapper', 12);
		await editor.page.setViewportSize(screen);
	});

	it('says what to do when the app refuses the record', async () => {
		const before = companies();
		await editor.fill('name', '');
		await editor.execute();
		const { message, description } = await editor.outputError();
		await takePicture(editor.node, 'error-refused');
		expect(message).toBe("The app didn't accept the values: name is required");
		expect(description).toMatch(/Correct these values and run the step again/);
		expect(companies()).toEqual(before);
		await editor.closeNode();
		expect(await icons(editor.nodeOnCanvas('Create record'))).toEqual(only('bettyblocks.svg'));
	});

	it('finds records with a condition that is chosen from lists', async () => {
		await editor.addToNewWorkflow('Get many records');
		expect(await editor.node.getByText('Must Match').count()).toBe(0);
		await editor.pickModel('Company');
		await editor.node.getByText('Add Condition').click();
		expect(await editor.openList('property')).toEqual(
			expect.arrayContaining(['name', 'segment', 'employees', 'contacts.last_name']),
		);
		await editor.take('employees');
		expect(await editor.openList('operator')).toContain('Contains');
		await editor.take('Is Greater Than');
		await editor.fill('value', '100');
		await editor.execute();
		const found = await editor.outputRows();
		await takePicture(editor.node, 'get-many');
		expect(found.map(({ name, employees }) => ({ name, employees }))).toEqual([
			{ name: 'Zorggroep De Linde', employees: '412' },
			{ name: 'Van Dijk Transport', employees: '156' },
		]);
	});

	it('says so when there is no such record', async () => {
		await editor.choose('operation', 'Get');
		await editor.enterRecordId('4711');
		await editor.execute();
		const { message, description } = await editor.outputError();
		await takePicture(editor.node, 'error-missing');
		expect(message).toBe('No record 4711 was found in the model "Company"');
		expect(description).toMatch(/may have been deleted/);
		await editor.enterRecordId('3');
		await editor.execute();
		expect(await editor.outputRows()).toMatchObject([{ name: 'Van Dijk Transport' }]);
		await editor.closeNode();
		reading = editor.page.url();
	});

	it('tests the trigger, which shows the newest record, and publishes the workflow', async () => {
		await editor.addToNewWorkflow('On record created');
		expect(await editor.chosen('event')).toBe('Record Created');
		await editor.pickModel('Company');
		await editor.execute();
		const newest = (await editor.outputRows()).map(({ name }) => name);
		await takePicture(editor.node, 'trigger');
		expect(newest).toEqual(['Bakkerij Brink']);
		await editor.closeNode();
		await editor.publish();
		await editor.page.getByTestId('workflow-active-version-indicator').waitFor();
	});

	it('lets an agent fill in the values of a tool, but for those with a list to choose from', async () => {
		const model = { __rl: true, mode: 'name', value: 'companies' };
		const tool = (name: string, x: number, parameters: INodeParameters): INode => ({
			id: name,
			name,
			type: `${packagePrefix}bettyBlocksTool`,
			typeVersion: 1,
			position: [x, 0],
			parameters: { resource: 'record', model, options: {}, ...parameters },
		});
		const { access } = n8n.app;
		const saved = await n8n.client.createCredential('bettyBlocksApi', 'Tools', { ...access });
		const conditions = [{ property: 'city', operator: 'eq', value: '' }];
		const { id } = await n8n.save(
			{
				name: 'Tools',
				nodes: [
					tool('Find companies', 0, { operation: 'getAll', filters: { conditions } }),
					tool('Create company', 400, { operation: 'create', fieldsMode: 'mapped' }),
				],
				connections: {},
				settings: {},
			},
			saved,
		);
		await editor.page.goto(`${n8n.server.url}/workflow/${id}`);
		await editor.openNode('Find companies');
		expect(await editor.leftToAgents()).toEqual(expect.arrayContaining(['Limit', 'Value']));
		await editor.closeNode();
		await editor.openNode('Create company');
		await editor.parameter('name').waitFor();
		const offered = await editor.leftToAgents();
		await takePicture(editor.node, 'tool');
		expect(offered).toEqual(expect.arrayContaining(['name', 'employees (Whole Number)']));
		expect(offered).not.toContain('segment');
		await editor.closeNode();
	});

	it('has an icon for dark screens as well', async () => {
		await editor.page.emulateMedia({ colorScheme: 'dark' });
		await editor.page.goto(reading);
		// n8n names a node after its operation.
		const node = editor.nodeOnCanvas('Get record');
		expect(await icons(node)).toEqual(only('bettyblocks.dark.svg'));
		await editor.openNode('Get record');
		await editor.execute();
		expect(await editor.outputRows()).toHaveLength(1);
		await takePicture(editor.node, 'get-dark');
		await editor.closeNode();
		await editor.startWorkflow();
		await editor.searchNodes('betty');
		await editor.openInPanel('Betty Blocks');
		await takePicture(editor.page.locator('body'), 'nodes-panel-dark');
		expect(await icons(editor.panel)).toEqual(only('bettyblocks.dark.svg'));
	});

	it('finds nothing to complain about in our descriptions', () => {
		expect(problems).toEqual([]);
	});

	itKeepsKeysSecret(n8n, wrongKey);
});
