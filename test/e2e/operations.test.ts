import type { INodeParameters } from 'n8n-workflow';

import type { SavedCredential } from '../n8n/client.ts';
import { takePicture } from './support/browser.ts';
import { itKeepsKeysSecret } from './support/n8n.ts';
import { bettyBlocks, chain, code, startHere } from './support/steps.ts';
import { useEditor } from './support/useEditor.ts';
import { useNewerCompany } from './support/useNewerCompany.ts';

const STEP = 'The step';
const known = 'Van Dijk Transport';
const byName = (name: string) => ({ __rl: true, mode: 'name', value: name });
const where = (property: string, operator: string, value: string) => ({
	filters: { conditions: [{ property, operator, value }] },
});
const isKnown = { match: { by: [{ property: 'name', value: known }] } };

describe('What a step does in the editor of a real n8n', () => {
	const test = useEditor('operations-end');
	const { n8n } = test;
	const newer = useNewerCompany(n8n);

	/** Opens a step behind two items, and executes it. */
	async function execute(parameters: INodeParameters, credential?: SavedCredential): Promise<void> {
		const items = [{ name: known }, { name: 'Nieuwe Zaak' }].map((json) => ({ json }));
		const steps = [
			startHere,
			code('Items', `return ${JSON.stringify(items)};`),
			bettyBlocks(STEP, parameters),
		];
		const { id } = await n8n.save(chain(STEP, steps), credential);
		await test.startOver();
		await test.editor.page.goto(`${n8n.server.url}/workflow/${id}`);
		await test.editor.openNode(STEP);
		await test.editor.listsAreLoaded();
		await test.editor.execute();
	}

	/** What a step on the companies of the classic app puts out. */
	async function companies(operation: string, more: INodeParameters) {
		const parameters = { resource: 'record', operation, model: byName('companies'), ...more };
		await execute(parameters as INodeParameters);
		return await test.editor.outputRows();
	}

	/** Executes a step on the newer app. */
	async function executeNewer(parameters: INodeParameters) {
		await execute({ api: 'data', ...parameters }, newer.credential);
	}

	it.each([
		['exists', known],
		['notExists', 'Nieuwe Zaak'],
	])('%s lets the items through for which it is true', async (operation, name) => {
		const conditions = where('name', 'eq', '={{ $json.name }}');
		const rows = await companies(operation, conditions);
		expect(rows.map((row) => row.name)).toEqual([name]);
		expect(await test.editor.chosen('property')).toBe('name');
	});

	it('counts the records that meet the conditions', async () => {
		const [first] = await companies('count', where('employees', 'gt', '100'));
		expect(first?.count).toBe('2');
	});

	it('gets a record by properties that identify it', async () => {
		const [first] = await companies('get', { findBy: 'properties', ...isKnown });
		expect(first).toMatchObject({ name: known, city: 'Rotterdam' });
		expect(await test.editor.chosen('findBy')).toBe('Properties');
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
		await test.editor.node.getByText('Nothing was written').first().waitFor();
		await takePicture(test.editor.node, `dry-run-${operation}`);
		expect(n8n.app.emulator.records('companies')).toEqual(before);
	});

	it('starts a list after a record', async () => {
		const rows = await companies('getAll', { limit: 2, options: { startAfter: 3 } });
		expect(rows.map(({ id }) => id).slice(0, 2)).toEqual(['4', '5']);
	});

	it('reads the properties that are picked in a newer app', async () => {
		await executeNewer({
			...{ resource: 'record', operation: 'getAll', model: byName('Invoice'), limit: 1 },
			options: { chosenFields: ['number', 'company.name'] },
		});
		const rows = await test.editor.outputRows();
		expect(rows[0]).toEqual({ number: '2026-0037', company: expect.stringContaining('name') });
	});

	it('downloads the files of records', async () => {
		await executeNewer({
			...{ resource: 'record', operation: 'getAll', model: byName('Invoice') },
			...where('number', 'eq', '2026-0040'),
			options: { downloadFiles: ['scan'] },
		});
		await test.editor.output.getByText('scan', { exact: true }).first().waitFor();
	});

	it('finds a record, and runs the action for it or the one for none', async () => {
		await executeNewer({
			...{ resource: 'action', operation: 'findAndRun', model: byName('Company') },
			match: { by: [{ property: 'name', value: '={{ $json.name }}' }] },
			foundAction: { __rl: true, mode: 'id', value: 'd1'.repeat(16) },
			recordIdInput: byName('company_id'),
			notFoundAction: { __rl: true, mode: 'id', value: 'c0'.repeat(16) },
			inputsMode: 'json',
			inputsJson: '={{ { name: $json.name, city: "Edam" } }}',
		} as INodeParameters);
		expect(await test.editor.outputRows()).toMatchObject([
			{ name: known, _action: 'found' },
			{ name: 'Nieuwe Zaak', _action: 'notFound' },
		]);
		await test.editor.node.getByText('Action If Found').first().waitFor();
		await takePicture(test.editor.node, 'find-and-run');
		const inEdam = newer.emulator.records('Company').filter(({ city }) => city === 'Edam');
		expect(inEdam.map(({ name }) => name)).toEqual([known, 'Nieuwe Zaak']);
	});

	itKeepsKeysSecret(n8n, 'demo-password-of-the-emulated-app');
});
