/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import type { INode, INodeParameters } from 'n8n-workflow';
import type { Locator } from 'playwright-core';

import { takePicture } from './support/browser.ts';
import { itKeepsKeysSecret, packagePrefix } from './support/n8n.ts';
import { useEditor } from './support/useEditor.ts';

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
	/** Where the workflow is that reads records. */
	let reading: string;

	const test = useEditor('end', { viewport: screen, deviceScaleFactor: 1.5 });
	const { n8n } = test;

	const companies = () => n8n.app.emulator.records('companies');
	const icons = async (place: Locator) =>
		new Set((await test.editor.iconsIn(place)).map((icon) => JSON.stringify(icon)));
	const only = (file: string) => new Set([JSON.stringify({ file, isShown: true, status: 200 })]);

	beforeAll(async () => {
		// Here the person makes it.
		await n8n.client.deleteCredential(n8n.credential);
		const { page } = test.editor;
		page.on('pageerror', (error) => problems.push(error.message));
		page.on('response', (response) => {
			if (response.status() >= 400 && ours.test(response.url()))
				problems.push(`${response.status()} ${response.url()}`);
		});
		page.on('console', (message) => {
			if (message.type() === 'error' && !n8nsOwn.test(message.text()))
				problems.push(message.text());
		});
	});

	it('shows the node, its trigger and all they can do in the nodes panel, with the icon', async () => {
		await test.editor.startWorkflow();
		await test.editor.searchNodes('betty');
		await test.editor.openInPanel('Betty Blocks');
		await takePicture(test.editor.page.locator('body'), 'nodes-panel');
		expect(await test.editor.panelEntries()).toEqual([
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
		expect(await icons(test.editor.panel)).toEqual(only('bettyblocks.svg'));
	});

	it('asks for the credential, says what is wrong with a key, and tests the right one', async () => {
		const { application, email, apiKey } = n8n.app.access;
		await test.editor.addFromPanel('Create record');
		await test.editor.node.getByText('Connect to Betty Blocks').click();
		await test.editor.saveCredential({ application, email, apiKey: wrongKey });
		await test.editor.credential.getByText('More details').click();
		await test.editor.credential.getByText('Copy the key again').waitFor();
		await takePicture(test.editor.page.locator('body'), 'credential-error');
		expect(await test.editor.credential.innerText()).toMatch(
			/The email address or the API key is wrong\. Copy the key again/,
		);

		await test.editor.saveCredential({ apiKey });
		await test.editor.credential.waitFor({ state: 'hidden' });
		await test.editor.node.getByTestId('credential-edit-button').click();
		await test.editor.credential.getByText('Connection tested successfully').waitFor();
		await takePicture(test.editor.credential, 'credential');
		await test.editor.closeCredential();
	});

	it('lists the models of the app to pick from', async () => {
		expect(await test.editor.chosen('resource')).toBe('Record');
		expect(await test.editor.chosen('operation')).toBe('Create');
		// A node that nobody has touched yet has nothing to complain about.
		await test.editor.node.getByText('Choose a model to see its properties').waitFor();
		expect(await test.editor.node.getByText('were found').count()).toBe(0);
		await takePicture(test.editor.node, 'no-model');
		expect(await test.editor.openModels()).toEqual(['Company', 'Contact', 'Invoice', 'Order']);
		await test.editor.pickModel('Company');
		await test.editor.parameter('name').waitFor();
	});

	it('shows the properties of the model, each with the input of its kind', async () => {
		expect(await test.editor.columns()).toEqual([
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
		const date = test.editor.parameter('customer_since').getByPlaceholder('Select date and time');
		expect(await date.count()).toBe(1);
		expect(await test.editor.openList('segment')).toEqual([
			'Construction',
			'Healthcare',
			'Logistics',
			'Retail',
			'Services',
		]);
		await test.editor.take('Retail');
	});

	it('executes the step with what was mapped, and shows the record that the app has now', async () => {
		await test.editor.fill('name', 'Bakkerij Brink');
		await test.editor.fill('city', 'Edam');
		await test.editor.execute();
		const [created, ...others] = await test.editor.outputRows();
		expect(others).toEqual([]);
		expect(created).toMatchObject({ name: 'Bakkerij Brink', city: 'Edam', segment: 'Retail' });
		expect(companies().at(-1)).toMatchObject({
			id: Number(created?.id),
			name: 'Bakkerij Brink',
			city: 'Edam',
			segment: 'Retail',
			employees: null,
		});
		await test.editor.showOutputAs('schema');
		await takePicture(test.editor.node, 'node');
		await test.editor.showOutputAs('table');
		await test.editor.page.setViewportSize(highScreen);
		await takePicture(test.editor.node.getByTestId('resource-mapper-container'), 'mapper', 12);
		await test.editor.page.setViewportSize(screen);
	});

	it('says what to do when the app refuses the record', async () => {
		const before = companies();
		await test.editor.fill('name', '');
		await test.editor.execute();
		const { message, description } = await test.editor.outputError();
		await takePicture(test.editor.node, 'error-refused');
		expect(message).toBe("The app didn't accept the values: name is required");
		expect(description).toMatch(/Correct these values and run the step again/);
		expect(companies()).toEqual(before);
		await test.editor.closeNode();
		expect(await icons(test.editor.nodeOnCanvas('Create record'))).toEqual(only('bettyblocks.svg'));
	});

	it('finds records with a condition that is chosen from lists', async () => {
		await test.editor.addToNewWorkflow('Get many records');
		expect(await test.editor.node.getByText('Must Match').count()).toBe(0);
		await test.editor.pickModel('Company');
		await test.editor.node.getByText('Add Condition').click();
		expect(await test.editor.openList('property')).toEqual(
			expect.arrayContaining(['name', 'segment', 'employees', 'contacts.last_name']),
		);
		await test.editor.take('employees');
		expect(await test.editor.openList('operator')).toContain('Contains');
		await test.editor.take('Is Greater Than');
		await test.editor.fill('value', '100');
		await test.editor.execute();
		const found = await test.editor.outputRows();
		await takePicture(test.editor.node, 'get-many');
		expect(found.map(({ name, employees }) => ({ name, employees }))).toEqual([
			{ name: 'Zorggroep De Linde', employees: '412' },
			{ name: 'Van Dijk Transport', employees: '156' },
		]);
	});

	it('says so when there is no such record', async () => {
		await test.editor.choose('operation', 'Get');
		await test.editor.enterRecordId('4711');
		await test.editor.execute();
		const { message, description } = await test.editor.outputError();
		await takePicture(test.editor.node, 'error-missing');
		expect(message).toBe('No record 4711 was found in the model "Company"');
		expect(description).toMatch(/may have been deleted/);
		await test.editor.enterRecordId('3');
		await test.editor.execute();
		expect(await test.editor.outputRows()).toMatchObject([{ name: 'Van Dijk Transport' }]);
		await test.editor.closeNode();
		reading = test.editor.page.url();
	});

	it('tests the trigger, which shows the newest record, and publishes the workflow', async () => {
		await test.editor.addToNewWorkflow('On record created');
		expect(await test.editor.chosen('event')).toBe('Record Created');
		await test.editor.pickModel('Company');
		await test.editor.execute();
		const newest = (await test.editor.outputRows()).map(({ name }) => name);
		await takePicture(test.editor.node, 'trigger');
		expect(newest).toEqual(['Bakkerij Brink']);
		await test.editor.closeNode();
		await test.editor.publish();
		await test.editor.page.getByTestId('workflow-active-version-indicator').waitFor();
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
		await test.editor.page.goto(`${n8n.server.url}/workflow/${id}`);
		await test.editor.openNode('Find companies');
		expect(await test.editor.leftToAgents()).toEqual(expect.arrayContaining(['Limit', 'Value']));
		await test.editor.closeNode();
		await test.editor.openNode('Create company');
		await test.editor.parameter('name').waitFor();
		const offered = await test.editor.leftToAgents();
		await takePicture(test.editor.node, 'tool');
		expect(offered).toEqual(expect.arrayContaining(['name', 'employees (Whole Number)']));
		expect(offered).not.toContain('segment');
		await test.editor.closeNode();
	});

	it('has an icon for dark screens as well', async () => {
		await test.editor.page.emulateMedia({ colorScheme: 'dark' });
		await test.editor.page.goto(reading);
		// n8n names a node after its operation.
		const node = test.editor.nodeOnCanvas('Get record');
		expect(await icons(node)).toEqual(only('bettyblocks.dark.svg'));
		await test.editor.openNode('Get record');
		await test.editor.execute();
		expect(await test.editor.outputRows()).toHaveLength(1);
		await takePicture(test.editor.node, 'get-dark');
		await test.editor.closeNode();
		await test.editor.startWorkflow();
		await test.editor.searchNodes('betty');
		await test.editor.openInPanel('Betty Blocks');
		await takePicture(test.editor.page.locator('body'), 'nodes-panel-dark');
		expect(await icons(test.editor.panel)).toEqual(only('bettyblocks.dark.svg'));
	});

	it('finds nothing to complain about in our descriptions', () => {
		expect(problems).toEqual([]);
	});

	itKeepsKeysSecret(n8n, wrongKey);
});
