/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import type { Locator, Page, Request } from 'playwright-core';

import type { Owner, WorkflowDefinition } from '../../n8n/client.ts';
import { until } from '../../n8n/until.ts';

type Login = Pick<Owner, 'email' | 'password'>;

/** What a person fills in for a credential, by the names of its fields. */
type CredentialFields = Readonly<Record<string, string>>;

interface Icon {
	file?: string;
	isShown: boolean;
	status: number;
}

/** What is used of an HTMLImageElement. */
interface Picture {
	src: string;
	naturalWidth: number;
	decode(): Promise<void>;
}

/** What a person needs to get from a field to a button, and more than n8n waits for another key. */
const TAKEN_OVER_MS = 600;

/** How long the editor asks for nothing more when it has all that an open node needs. */
const QUIET_MS = 500;

const exactly = (text: string) =>
	new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);

/** n8n's editor in a browser, in the words of the person who uses it. */
export class Editor {
	/** The window with the parameters of one node. */
	readonly node: Locator;
	/** What the executed node has put out. */
	readonly output: Locator;
	/** The list of all nodes. */
	readonly panel: Locator;
	/** What the editor asks the nodes for and hasn't got yet. */
	private readonly awaited = new Set<Request>();
	private lastAskedOrTold = Date.now();

	/** @param url of the n8n, without a slash at the end */
	constructor(
		readonly page: Page,
		private readonly url: string,
	) {
		this.node = page.getByTestId('ndv');
		this.output = page.getByTestId('output-panel');
		this.panel = page.getByTestId('node-creator');
		page.on('request', (request) => {
			if (!request.url().includes('/rest/dynamic-node-parameters/')) return;
			this.awaited.add(request);
			this.lastAskedOrTold = Date.now();
		});
		for (const end of ['requestfinished', 'requestfailed'] as const) {
			// Playwright's types have an overload for each event.
			page.on(end as 'requestfinished', (request) => {
				if (this.awaited.delete(request)) this.lastAskedOrTold = Date.now();
			});
		}
	}

	async signIn({ email, password }: Login): Promise<void> {
		await this.page.goto(`${this.url}/signin`);
		await this.page.locator('input[name="emailOrLdapLoginId"]').fill(email);
		await this.page.locator('input[name="password"]').fill(password);
		await this.page.getByTestId('form-submit-button').click();
		await this.page.getByTestId('universal-add').waitFor();
	}

	async startWorkflow(): Promise<void> {
		await this.page.getByTestId('universal-add').click();
		await this.page.getByTestId('navigation-menu-item').filter({ hasText: 'New workflow' }).click();
		await this.page.getByTestId('canvas-add-button').waitFor();
	}

	/** Opens an empty workflow in a page that shows nothing yet. */
	async openNewWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.page.getByTestId('canvas-add-button').waitFor();
	}

	/**
	 * Imports a workflow from a file into the open one, which is empty.
	 * @param workflow what is in the file, or its path
	 */
	async import(workflow: WorkflowDefinition | string): Promise<void> {
		const file = (definition: WorkflowDefinition) => ({
			name: 'workflow.json',
			mimeType: 'application/json',
			buffer: Buffer.from(JSON.stringify(definition)),
		});
		const chosen = typeof workflow === 'string' ? workflow : file(workflow);
		await this.page.getByTestId('workflow-import-input').setInputFiles(chosen);
		await this.page.getByTestId('canvas-node').first().waitFor();
	}

	/** Removes all nodes from the open workflow. */
	async clear(): Promise<void> {
		if (await this.node.isVisible()) await this.closeNode();
		await this.page.keyboard.press('ControlOrMeta+a');
		await this.page.keyboard.press('Delete');
		await this.page.getByTestId('canvas-add-button').waitFor();
	}

	/** The open workflow as the editor holds it, and saves it. */
	async copyAll(): Promise<WorkflowDefinition> {
		await this.page.evaluate('navigator.clipboard.writeText("")');
		await this.page.keyboard.press('ControlOrMeta+a');
		await this.page.keyboard.press('ControlOrMeta+c');
		const read = async () => await this.page.evaluate<string>('navigator.clipboard.readText()');
		return JSON.parse(await until('the copy', read, (text) => text !== '')) as WorkflowDefinition;
	}

	/** Opens the nodes panel of an empty workflow and looks for a node. */
	async searchNodes(text: string): Promise<void> {
		await this.page.getByTestId('canvas-add-button').click();
		await this.page.getByTestId('node-creator-search-bar').fill(text);
	}

	/** Opens what the nodes panel knows about a node: its triggers and its actions. */
	async openInPanel(name: string): Promise<void> {
		await this.panelEntry(name).click();
		const actions = this.page
			.getByTestId('node-creator-category-item')
			.filter({ hasText: /^Actions/ });
		await actions.click();
		await this.page.getByTestId('actions-panel-activation-callout').waitFor();
	}

	private panelEntry(name: string): Locator {
		return this.page.getByTestId('node-creator-item-name').filter({ hasText: exactly(name) });
	}

	/** The names that the nodes panel shows. */
	async panelEntries(): Promise<string[]> {
		return await this.page.getByTestId('node-creator-item-name').allInnerTexts();
	}

	/** Adds a trigger or an action from the nodes panel; its parameters open. */
	async addFromPanel(name: string): Promise<void> {
		await this.panelEntry(name).click();
		await this.node.waitFor();
	}

	/** Finds a trigger or an action of our node in the nodes panel and adds it to a new workflow. */
	async addToNewWorkflow(name: string): Promise<void> {
		await this.startWorkflow();
		await this.searchNodes('betty');
		await this.openInPanel('Betty Blocks');
		await this.addFromPanel(name);
	}

	nodeOnCanvas(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	async openNode(name: string): Promise<void> {
		await this.nodeOnCanvas(name).dblclick();
		await this.node.waitFor();
	}

	async closeNode(): Promise<void> {
		const button = this.page.getByTestId('ndv-close-button');
		// As n8n 1 calls it.
		await button.or(this.page.getByTestId('back-to-canvas')).click();
		await this.node.waitFor({ state: 'hidden' });
	}

	/** Waits until the lists and the mapper of the open node have come from the app. */
	async listsAreLoaded(): Promise<void> {
		// Not until the network is idle: the editor also asks for what has nothing to do with the node.
		this.lastAskedOrTold = Date.now();
		await until(
			'the lists of the open node',
			() => (this.awaited.size > 0 ? 0 : Date.now() - this.lastAskedOrTold),
			(quietMs) => quietMs >= QUIET_MS,
		);
	}

	/** The window of the credential that is open. */
	get credential(): Locator {
		return this.page.getByTestId('editCredential-modal');
	}

	/** Chooses among the types of credentials that the node takes; n8n sets the node to it. */
	async chooseCredentialType(name: string): Promise<void> {
		await this.credential.getByTestId('credential-mode-dropdown-trigger').click();
		await this.page.getByRole('menuitem', { name }).click();
	}

	/** Fills in some fields of the open credential and saves it, whereupon n8n tests it. */
	async saveCredential(fields: CredentialFields): Promise<void> {
		for (const [name, value] of Object.entries(fields)) {
			await this.credential.getByTestId(`parameter-input-${name}`).locator('input').fill(value);
		}
		await this.credential.getByTestId('credential-save-button').click();
	}

	async closeCredential(): Promise<void> {
		await this.credential.getByRole('button', { name: 'Close' }).click();
		await this.credential.waitFor({ state: 'hidden' });
	}

	/** The input of a parameter, or of a column in the mapper, of the open node. */
	parameter(name: string): Locator {
		return this.node.getByTestId(`parameter-input-${name}`);
	}

	/** Chooses a credential of a type for a node of n8n that takes any type. */
	async choosePredefined(type: string, name: string): Promise<void> {
		await this.node.getByTestId('credential-select').locator('input').click();
		await this.page.keyboard.type(type);
		await this.page.getByRole('option', { name: type }).filter({ visible: true }).click();
		await this.node.getByTestId('node-credentials-select').locator('input').click();
		await this.page.getByRole('option', { name }).filter({ visible: true }).click();
	}

	/** The columns of the mapper, by their labels. */
	async columns(): Promise<string[]> {
		const fields = this.node.getByTestId('mapping-fields-container').getByTestId('parameter-input');
		await fields.first().waitFor();
		const labels = this.node.getByTestId('mapping-fields-container').getByTestId('input-label');
		// The label of the container comes first; buttons stand behind each.
		const [, ...texts] = await labels.allInnerTexts();
		return texts.map((text) => text.split('\n')[0]?.trim() ?? '');
	}

	/** The labels of what an agent can be left to fill in, by the button beside it. */
	async leftToAgents(): Promise<string[]> {
		const buttons = this.node.getByTestId('from-ai-override-button');
		await buttons.first().waitFor();
		const labelled = 'xpath=ancestor::*[.//*[@data-test-id="input-label"]][1]';
		return await Promise.all(
			(await buttons.all()).map(async (button) => {
				const label = button.locator(labelled).getByTestId('input-label').first();
				return (await label.innerText()).split('\n')[0]?.trim() ?? '';
			}),
		);
	}

	async fill(parameter: string, text: string): Promise<void> {
		await this.enter(this.parameter(parameter).locator('input, textarea').first(), text);
	}

	/** Enters a text and leaves the field. n8n takes it over a moment later. */
	private async enter(field: Locator, text: string): Promise<void> {
		await field.fill(text);
		await field.press('Tab');
		await this.page.waitForTimeout(TAKEN_OVER_MS);
	}

	/** Adds an entry of one kind where a parameter takes several. */
	async addEntry(kind: string): Promise<void> {
		await this.node.getByPlaceholder('Add Condition or Group').click();
		await this.page.getByRole('option', { name: kind, exact: true }).click();
	}

	/** Opens a list of the open node; tells what it offers, without the explanations. */
	async openList(parameter: string): Promise<string[]> {
		await this.parameter(parameter).locator('input').first().click();
		const names = this.options.locator('.option-headline');
		await names.first().waitFor();
		return (await names.allInnerTexts()).map((name) => name.trim());
	}

	private get options(): Locator {
		return this.page.getByTestId('parameter-input-item').filter({ visible: true });
	}

	/** Takes an option of the open list, by the name that it shows. */
	async take(option: string): Promise<void> {
		const name = this.page.locator('.option-headline', { hasText: exactly(option) });
		await this.options.filter({ has: name }).click();
		await this.options.first().waitFor({ state: 'hidden' });
	}

	async choose(parameter: string, option: string): Promise<void> {
		await this.openList(parameter);
		await this.take(option);
	}

	/** What a list of the open node has chosen. */
	async chosen(parameter: string): Promise<string> {
		return await this.parameter(parameter).locator('input').first().inputValue();
	}

	/** Opens the list of a parameter that has several ways to name something; tells what it offers. */
	async openLocator(parameter: 'model' | 'recordId' | 'actionId'): Promise<string[]> {
		await this.locator(parameter).getByTestId('rlc-input').click();
		await this.located.first().waitFor();
		return await this.located.allInnerTexts();
	}

	async openModels(): Promise<string[]> {
		return await this.openLocator('model');
	}

	async pickModel(name: string): Promise<void> {
		await this.openModels();
		await this.takeLocated(name);
	}

	/** Takes a record of the open list. */
	async takeRecord(name: string): Promise<void> {
		await this.takeLocated(name);
	}

	/** Changes from the ID of an action to the list of all; tells what it offers. */
	async openActions(): Promise<string[]> {
		await this.locator('actionId').getByTestId('rlc-mode-selector').click();
		await this.page.getByTestId('mode-list').filter({ visible: true }).click();
		return await this.openLocator('actionId');
	}

	async takeAction(name: string): Promise<void> {
		await this.takeLocated(name);
	}

	/** Names a record by its ID instead of from the list. */
	async enterRecordId(id: string): Promise<void> {
		await this.locator('recordId').getByTestId('rlc-mode-selector').click();
		await this.page.getByTestId('mode-id').filter({ visible: true }).click();
		await this.enter(this.locator('recordId').locator('input').last(), id);
	}

	private locator(parameter: string): Locator {
		return this.node.getByTestId(`resource-locator-${parameter}`);
	}

	private async takeLocated(name: string): Promise<void> {
		await this.located.filter({ hasText: exactly(name) }).click();
	}

	private get located(): Locator {
		return this.page.getByTestId('rlc-item').filter({ visible: true });
	}

	/** Presses the button that runs the open node. */
	async execute(): Promise<void> {
		const button = this.node.getByTestId('node-execute-button');
		const isStarted = this.page
			.waitForRequest((request) => /\/rest\/workflows\/[^/]+\/run/.test(request.url()), {
				timeout: 5_000,
			})
			.then(
				() => true,
				() => false,
			);
		await button.click();
		// n8n draws the button anew after a change, and a click at that moment is lost.
		if (!(await isStarted)) await button.click();
	}

	async showOutputAs(view: 'schema' | 'table'): Promise<void> {
		await this.output.getByTestId(`radio-button-${view}`).click();
	}

	/** The table of the output panel: each row by the names of the columns. */
	async outputRows(): Promise<Array<Record<string, string>>> {
		// n8n shows a step as the one before was shown, or by its files.
		await this.showOutputAs('table');
		const table = this.output.locator('table');
		await table.locator('tbody td').first().waitFor();
		const names = await table.locator('thead th').allInnerTexts();
		const rows = await table.locator('tbody tr').all();
		return await Promise.all(
			rows.map(async (row) => {
				const cells = await row.locator('td').allInnerTexts();
				const named = names.map((name, index) => [name.trim(), cells[index]?.trim() ?? '']);
				// The last column is there to fill the row.
				return Object.fromEntries(named.filter(([name]) => name !== '')) as Record<string, string>;
			}),
		);
	}

	/** What the output panel says about the error of the open node. */
	async outputError(): Promise<{ message: string; description: string }> {
		return {
			message: await this.output.getByTestId('node-error-message').innerText(),
			description: await this.output.getByTestId('node-error-description').innerText(),
		};
	}

	/** Publishes the workflow, whereupon its triggers start. */
	async publish(): Promise<void> {
		await this.page.getByTestId('workflow-open-publish-modal-button').click();
		await this.page.getByTestId('workflow-publish-button').click();
		await this.page.getByTestId('activation-modal').getByText('Got it').click();
	}

	/** The icons in a place, once they have loaded. */
	async iconsIn(place: Locator): Promise<Icon[]> {
		const images = place.locator('img').filter({ visible: true });
		await images.first().waitFor();
		const shown = await images.evaluateAll(
			async (pictures: Picture[]) =>
				await Promise.all(
					pictures.map(async (picture) => {
						await picture.decode();
						return { src: picture.src, width: picture.naturalWidth };
					}),
				),
		);
		return await Promise.all(
			shown.map(async ({ src, width }) => {
				const answer = await this.page.request.get(src);
				return { file: src.split('/').at(-1), isShown: width > 0, status: answer.status() };
			}),
		);
	}
}
