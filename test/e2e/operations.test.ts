import type { INodeParameters } from 'n8n-workflow';

import { withCredential } from '../n8n/client.ts';
import { takePicture } from './support/browser.ts';
import { itKeepsKeysSecret, packagePrefix } from './support/n8n.ts';
import { bettyBlocks, chain, code, startHere } from './support/steps.ts';
import { useEditor } from './support/useEditor.ts';
import { useNewerCompany } from './support/useNewerCompany.ts';

const STEP = 'The step';
const known = 'Van Dijk Transport';
const byName = (name: string) => ({ __rl: true, mode: 'name', value: name }) as const;
const where = (property: string, operator: string, value: string) => ({
	filters: { conditions: [{ property, operator, value }] },
});
const isKnown = { match: { by: [{ property: 'name', value: known }] } };

describe('What a step does in the editor of a real n8n', () => {
	const test = useEditor('operations-end');
	const { n8n } = test;
	const newer = useNewerCompany(n8n);

	/** Executes a step behind two items, looks at it, and removes it again. */
	async function execute(
		parameters: INodeParameters,
		look: () => Promise<void>,
		credential = n8n.credential,
	): Promise<void> {
		const items = [{ name: known }, { name: 'Nieuwe Zaak' }].map((json) => ({ json }));
		const steps = [
			startHere,
			code('Items', `return ${JSON.stringify(items)};`),
			bettyBlocks(STEP, parameters),
		];
		const workflow = withCredential(chain(STEP, steps), packagePrefix, credential);
		await test.inWorkflow(workflow, async () => {
			await test.editor.openNode(STEP);
			await test.editor.listsAreLoaded();
			await test.editor.execute();
			await look();
		});
	}

	/** A step on the companies of the classic app. */
	const companies = (operation: string, more: INodeParameters): INodeParameters => ({
		...{ resource: 'record', operation, model: byName('companies') },
		...more,
	});

	it.each([
		['exists', known],
		['notExists', 'Nieuwe Zaak'],
	])('%s lets the items through for which it is true', async (operation, name) => {
		const conditions = where('name', 'eq', '={{ $json.name }}');
		await execute(companies(operation, conditions), async () => {
			expect(await test.editor.outputRows()).toEqual([{ name }]);
			expect(await test.editor.chosen('property')).toBe('name');
		});
	});

	it('counts the records that meet the conditions', async () => {
		await execute(companies('count', where('employees', 'gt', '100')), async () => {
			expect((await test.editor.outputRows())[0]).toEqual({ count: '2' });
		});
	});

	it('gets a record by properties that identify it', async () => {
		await execute(companies('get', { findBy: 'properties', ...isKnown }), async () => {
			const [first] = await test.editor.outputRows();
			expect(first).toMatchObject({ name: known, city: 'Rotterdam' });
			expect(await test.editor.chosen('findBy')).toBe('Properties');
		});
	});

	it.each([
		['update', { fieldsMode: 'json', fieldsJson: '{ "city": "Edam" }' }],
		['delete', {}],
	])('a dry run of %s says what would be done, and does nothing', async (operation, more) => {
		const before = n8n.app.emulator.records('companies');
		const found = { findBy: 'conditions', ...where('name', 'eq', known) };
		await execute(companies(operation, { ...found, dryRun: true, ...more }), async () => {
			const [first] = await test.editor.outputRows();
			expect(first).toMatchObject({ id: '3', before: expect.stringContaining('Rotterdam') });
			await test.editor.node.getByText('Nothing was written').first().waitFor();
			await takePicture(test.editor.node, `dry-run-${operation}`);
		});
		expect(n8n.app.emulator.records('companies')).toEqual(before);
	});

	it('starts a list after a record', async () => {
		await execute(companies('getAll', { limit: 2, options: { startAfter: 3 } }), async () => {
			const rows = await test.editor.outputRows();
			expect(rows.map(({ id }) => id).slice(0, 2)).toEqual(['4', '5']);
		});
	});

	/** A step on the newer app. */
	async function executeNewer(
		parameters: INodeParameters,
		look: () => Promise<void>,
	): Promise<void> {
		await execute({ api: 'data', ...parameters }, look, newer.credential);
	}

	const invoices = { resource: 'record', operation: 'getAll', model: byName('Invoice') };

	it('reads the properties that are picked in a newer app', async () => {
		const options = { chosenFields: ['number', 'company.name'] };
		await executeNewer({ ...invoices, limit: 1, options }, async () => {
			const [first] = await test.editor.outputRows();
			expect(first).toEqual({ number: '2026-0037', company: expect.stringContaining('name') });
		});
	});

	it('downloads the files of records', async () => {
		const one = where('number', 'eq', '2026-0040');
		await executeNewer({ ...invoices, ...one, options: { downloadFiles: ['scan'] } }, async () => {
			await test.editor.output.getByText('scan', { exact: true }).first().waitFor();
		});
	});

	it('finds a record, and runs the action for it or the one for none', async () => {
		const upsert = {
			...{ resource: 'action', operation: 'findAndRun', model: byName('Company') },
			match: { by: [{ property: 'name', value: '={{ $json.name }}' }] },
			foundAction: { __rl: true, mode: 'id', value: 'd1'.repeat(16) },
			recordIdInput: byName('company_id'),
			notFoundAction: { __rl: true, mode: 'id', value: 'c0'.repeat(16) },
			inputsMode: 'json',
			inputsJson: '={{ { name: $json.name, city: "Edam" } }}',
		};
		await executeNewer(upsert, async () => {
			expect(await test.editor.outputRows()).toMatchObject([
				{ name: known, _action: 'found' },
				{ name: 'Nieuwe Zaak', _action: 'notFound' },
			]);
			await test.editor.node.getByText('Action If Found').first().waitFor();
			await takePicture(test.editor.node, 'find-and-run');
		});
		const inEdam = newer.emulator.records('Company').filter(({ city }) => city === 'Edam');
		expect(inEdam.map(({ name }) => name)).toEqual([known, 'Nieuwe Zaak']);
	});

	itKeepsKeysSecret(n8n, 'demo-password-of-the-emulated-app');
});
