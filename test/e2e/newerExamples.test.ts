/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { assertSuccess } from '../demo/basics.ts';
import { sheet } from '../demo/newerCompany.ts';
import { readExample, withDataTable } from '../demo/workflows.ts';
import { itemsOf } from '../n8n/executions.ts';
import { submit } from './support/forms.ts';
import { itKeepsKeysSecret, useN8n } from './support/n8n.ts';
import { useNewerCompany } from './support/useNewerCompany.ts';

const root = process.cwd();
const manual = 'Start here';

describe('The examples for newer apps, imported into a real n8n', () => {
	const n8n = useN8n();
	const newer = useNewerCompany(n8n);

	const companies = () => newer.emulator.records('Company');
	const named = (name: string) => companies().filter((company) => company.name === name);

	it('newer-app-to-sheet keeps a row and runs an action for each invoice, once', async () => {
		const { emulator } = newer;
		const table = await n8n.client.createDataTable(sheet.name, sheet.columns);
		// What an earlier run has left is found again.
		await n8n.client.insertRows(table, [{ number: '2026-0041', amount: '0' }]);
		const example = withDataTable(await readExample(root, 'newer-app-to-sheet'), table.id);
		const workflow = await n8n.save(example, newer.credential);
		const send = async () => {
			const done = await n8n.client.runWorkflow(workflow, manual);
			assertSuccess(done);
			return itemsOf(done, 'Send invoice').map(({ json }) => json);
		};
		const rows = async () =>
			(await n8n.client.tableRows(table))
				.map((row) => sheet.columns.map((column) => row[column]))
				.sort();

		expect(await send()).toEqual([
			{ number: '2026-0040', status: 'Sent' },
			{ number: '2026-0041', status: 'Sent' },
			{ number: '2026-0042', status: 'Sent' },
		]);
		const expected = [
			['2026-0040', 'Van Dijk Transport', '1210', '2026-02-11'],
			['2026-0041', 'De Groene Winkel', '756.8', '2026-02-12'],
			['2026-0042', 'Brug & Partners', '3120', '2026-02-13'],
		];
		expect(await rows()).toEqual(expected);
		expect(emulator.records('Invoice').filter(({ status }) => status === 'Open')).toEqual([]);

		expect(await send()).toEqual([]);
		expect(await rows()).toEqual(expected);
	});

	it('newer-app-form runs an action for each form, and leaves empty what was left empty', async () => {
		const workflow = await n8n.save(await readExample(root, 'newer-app-form'), newer.credential);
		await n8n.client.publish(workflow);
		const url = `${n8n.server.url}/form/become-a-customer-of-a-newer-app`;
		expect(await submit(url, ['Zuivel Zijlstra', 'Sneek', 'Retail'])).toBe(200);
		expect(await submit(url, ['Molen de Hoop', '', ''])).toBe(200);
		const executions = await n8n.client.finishedExecutions(workflow, 2);
		await n8n.client.deactivate(workflow);
		for (const execution of executions) assertSuccess(execution);
		expect(named('Zuivel Zijlstra')).toMatchObject([{ city: 'Sneek', segment: 'Retail' }]);
		expect(named('Molen de Hoop')).toMatchObject([{ city: null, segment: null }]);
	});

	it('newer-app-create-or-update creates what is missing and updates the rest, once', async () => {
		const example = await readExample(root, 'newer-app-create-or-update');
		const workflow = await n8n.save(example, newer.credential);
		const run = async () => {
			const done = await n8n.client.runWorkflow(workflow, manual);
			assertSuccess(done);
			const items = itemsOf(done, 'Create or update company').map(({ json }) => json);
			return items.map(({ name, _action }) => [name, _action]);
		};
		const count = companies().length;
		expect(await run()).toEqual([
			['Zorggroep De Linde', 'found'],
			['Bakkerij Brink', 'notFound'],
		]);
		expect(named('Zorggroep De Linde')).toMatchObject([{ city: 'Zeist' }]);
		expect(await run()).toEqual([
			['Zorggroep De Linde', 'found'],
			['Bakkerij Brink', 'found'],
		]);
		expect(companies()).toHaveLength(count + 1);
	});

	itKeepsKeysSecret(n8n, 'demo-password-of-the-emulated-app');
});
