/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';

import { assertSuccess, basicResults, basicSteps, checkBasics } from '../demo/basics.ts';
import { sheet, startNewerCompany } from '../demo/newerCompany.ts';
import { nodeNamed, readExample, valuesOf } from '../demo/workflows.ts';
import { withCredential } from '../n8n/client.ts';
import type { SavedCredential, SavedWorkflow, WorkflowDefinition } from '../n8n/client.ts';
import { itemsOf } from '../n8n/executions.ts';
import type { Execution } from '../n8n/executions.ts';
import { changeRecord, makeRecord } from './support/app.ts';
import { itKeepsKeysSecret, itSince2, useN8n } from './support/n8n.ts';

const root = process.cwd();
const manual = 'Start here';

const jsonOf = (execution: Execution, node: string): IDataObject[] =>
	itemsOf(execution, node).map(({ json }) => json);

describe('The examples, imported into a real n8n', () => {
	const n8n = useN8n();
	const shown = new Set<string>();

	/** Reads an example as a person would import it. */
	const read = async (name: string): Promise<WorkflowDefinition> => {
		shown.add(`${name}.json`);
		return await readExample(root, name);
	};
	const records = (table: string) => n8n.app.emulator.records(table);
	/** What the app was asked to change. */
	const writes = () =>
		n8n.app.emulator.requests
			.filter(({ method }) => method !== 'GET')
			.map(({ method, path }) => `${method} ${path}`);

	/** Runs an example to its good end. */
	async function run(example: WorkflowDefinition, trigger = manual): Promise<Execution> {
		const execution = await n8n.run(example, trigger);
		assertSuccess(execution);
		return execution;
	}

	/** Publishes an example with a form; gives what sends that form in, as a browser does. */
	async function publishForm(example: WorkflowDefinition, path: string, login?: SavedCredential) {
		const type = 'n8n-nodes-base.formTrigger';
		const workflow = await n8n.save(login ? withCredential(example, type, login) : example);
		await n8n.client.publish(workflow);
		const url = `${n8n.server.url}/form/${path}`;
		const send = async (form: FormData, auth?: { username: string; password: string }) =>
			(await axios.post(url, form, { proxy: false, auth, validateStatus: () => true })).status;
		return { workflow, send };
	}

	async function execution(workflow: SavedWorkflow, count = 1): Promise<Execution> {
		const executions = await n8n.client.finishedExecutions(workflow, count);
		const newest = executions.at(-1);
		if (newest === undefined) throw new Error(`"${workflow.name}" was not executed`);
		assertSuccess(newest);
		return newest;
	}

	beforeEach(() => n8n.app.emulator.reset());

	it('record-basics creates, reads, updates, lists and deletes a company', async () => {
		const example = await read('record-basics');
		const before = records('companies');
		const results = basicResults(await run(example));
		checkBasics(results, {
			before,
			after: records('companies'),
			requests: n8n.app.emulator.requests,
			created: valuesOf(nodeNamed(example, basicSteps.create)),
			updated: valuesOf(nodeNamed(example, basicSteps.update)),
		});
	});

	it('read-records reads five companies and changes nothing', async () => {
		const found = jsonOf(await run(await read('read-records')), 'Get many records');
		expect(found.map(({ id, name }) => ({ id, name }))).toEqual(
			records('companies')
				.slice(0, 5)
				.map(({ id, name }) => ({ id, name })),
		);
		expect(writes()).toEqual([]);
	});

	it('new-record-to-message writes one message for each new company', async () => {
		const workflow = await n8n.save(await read('new-record-to-message'));
		await n8n.client.publish(workflow);
		await n8n.client.deactivate(workflow);
		await makeRecord(n8n.app, 'companies', { name: 'Bakkerij Brink' });
		await makeRecord(n8n.app, 'companies', { name: 'Molen de Hoop' });
		await n8n.client.publish(workflow);
		const messages = jsonOf(await execution(workflow), 'Send message');
		await n8n.client.deactivate(workflow);
		expect(messages.map(({ message }) => message)).toEqual([
			expect.stringMatching(/^New company Bakkerij Brink \(record 13\), created at 2/),
			expect.stringMatching(/^New company Molen de Hoop \(record 14\), created at 2/),
		]);
	});

	it('web-form-to-record makes a company of a form that was sent in', async () => {
		const form = new FormData();
		for (const [index, value] of ['Bakkerij Brink', 'b@brink.example', 'Edam', '', '12'].entries())
			form.append(`field-${index}`, value);
		const example = await read('web-form-to-record');
		const { workflow, send } = await publishForm(example, 'become-a-customer');
		expect(await send(form)).toBe(200);
		const [created] = jsonOf(await execution(workflow), 'Create company');
		expect(created).toMatchObject({ id: 13, name: 'Bakkerij Brink' });
		expect(records('companies').at(-1)).toMatchObject({
			id: 13,
			name: 'Bakkerij Brink',
			email: 'b@brink.example',
			city: 'Edam',
			employees: 12,
			segment: null,
		});
	});

	it('spreadsheet-import updates whom it knows and creates the rest, twice without doubles', async () => {
		const rows = [
			'email,first_name,last_name,phone,remark',
			's.bakker@duinzichtbouw.example,Sanne,Bakker-Visser,,married',
			'nora@new.example,Nora,"Smit, de",,called',
		];
		const form = new FormData();
		const file = new Blob([rows.join('\n')], { type: 'text/csv' });
		form.append('field-0', file, 'contacts.csv');
		const example = await read('spreadsheet-import');
		const user = { user: 'office', password: 'of-the-form' };
		const login = await n8n.client.createCredential('httpBasicAuth', 'The form', user);
		const { workflow, send } = await publishForm(example, 'import-contacts', login);
		const auth = { username: user.user, password: user.password };
		expect(await send(form)).toBe(401);
		expect(await send(form, auth)).toBe(200);
		const step = 'Create or update contact';
		expect(jsonOf(await execution(workflow), step).map(({ _action }) => _action)).toEqual([
			'updated',
			'created',
		]);
		const imported = records('contacts');
		expect(imported).toHaveLength(31);
		// Neither an empty cell nor a column that is not there changes anything.
		const known = { phone: '+31 6 5550 1200', job_title: 'Purchaser' };
		expect(imported[0]).toMatchObject({ last_name: 'Bakker-Visser', ...known });
		expect(imported.at(-1)).toMatchObject({ email: 'nora@new.example', last_name: 'Smit, de' });

		expect(await send(form, auth)).toBe(200);
		expect(jsonOf(await execution(workflow, 2), step).map(({ _action }) => _action)).toEqual([
			'updated',
			'updated',
		]);
		expect(records('contacts')).toHaveLength(31);
	});

	it('invoice-upload uploads an attachment and puts it into the new invoice', async () => {
		await run(await read('invoice-upload'));
		const [, invoice] = records('invoices');
		expect(invoice).toMatchObject({
			number: '2026-0042',
			scan: `${n8n.app.access.application}/uploads/1/invoice%202026-0042.pdf`,
		});
		const { data } = await axios.get<string>(String(invoice?.scan), { proxy: false });
		expect(data).toMatch(/^%PDF-1\.4/);
	});

	it('action-for-each-record executes the action for each record, with its values', async () => {
		const answers = jsonOf(await run(await read('action-for-each-record')), 'Execute action');
		expect(answers).toEqual([{ approved: '2026-0041' }, { approved: '2026-0042' }]);
		expect(n8n.app.emulator.requests.map(({ body }) => body)).toEqual(
			expect.arrayContaining([
				{ invoice_id: '1', number: '2026-0041' },
				{ invoice_id: '2', number: '2026-0042' },
			]),
		);
	});

	it('start-at-once reads the company that the app names, and answers', async () => {
		const key = { name: 'x-n8n-key', value: 'of-the-webhook' };
		const login = await n8n.client.createCredential('httpHeaderAuth', 'The app', key);
		const example = withCredential(await read('start-at-once'), 'n8n-nodes-base.webhook', login);
		const workflow = await n8n.save(example);
		await n8n.client.publish(workflow);
		const url = `${n8n.server.url}/webhook/betty-blocks-company`;
		const call = async (headers: Record<string, string>) =>
			await axios.post<IDataObject>(
				url,
				{ id: 2 },
				{ proxy: false, headers, validateStatus: () => true },
			);
		expect((await call({})).status).toBe(403);
		const { status, data } = await call({ [key.name]: key.value });
		await n8n.client.deactivate(workflow);
		const company = records('companies').find(({ id }) => id === 2);
		expect({ status, data }).toEqual({
			status: 200,
			data: { message: `Received ${String(company?.name)} (record 2)` },
		});
	});

	// n8n 1 does not find a data table by its name.
	itSince2('sync-both-ways brings both sides in step, and then writes nothing', async () => {
		// Who was last is told by the clocks of both sides, and here it all happens within a second.
		n8n.app.emulator.setPersonality({ timestampPrecision: 'milliseconds' });
		const columns = ['email', 'first_name', 'last_name'];
		const table = await n8n.client.createDataTable('Address book', columns);
		const inShort = (row: object) =>
			columns.map((name) => String((row as IDataObject)[name])).join(' ');
		const list = async () => (await n8n.client.tableRows(table)).map(inShort).sort();
		const contacts = () => records('contacts').map(inShort).sort();
		const workflow = await n8n.save(await read('sync-both-ways'));
		const sync = async () => {
			n8n.app.emulator.clearRequests();
			assertSuccess(await n8n.client.runWorkflow(workflow, 'Every hour'));
		};

		await sync();
		expect(await list()).toHaveLength(30);
		expect(await list()).toEqual(contacts());
		expect(writes()).toEqual([]);

		await n8n.client.insertRows(table, [
			{ email: 'nora@new.example', first_name: 'Nora', last_name: 'Smit' },
		]);
		await changeRecord(n8n.app, 'contacts', 1, { last_name: 'Bakker-Visser' });
		const fatima = 'f.elamrani@duinzichtbouw.example';
		await n8n.client.updateRows(table, { column: 'email', is: fatima }, { first_name: 'Fatma' });
		await sync();
		expect(writes()).toEqual([
			'PUT /api/models/contacts/records/3',
			'POST /api/models/contacts/records/new',
		]);
		expect(await list()).toEqual(contacts());
		expect(await list()).toEqual(
			expect.arrayContaining([
				`${fatima} Fatma El Amrani`,
				'nora@new.example Nora Smit',
				's.bakker@duinzichtbouw.example Sanne Bakker-Visser',
			]),
		);

		const before = await n8n.client.tableRows(table);
		await sync();
		expect(writes()).toEqual([]);
		expect(await n8n.client.tableRows(table)).toEqual(before);
	});

	itSince2('newer-app-to-sheet keeps a row and runs an action for each invoice, once', async () => {
		const { emulator, login } = await startNewerCompany(root);
		try {
			const credential = await n8n.client.createCredential(login.type, 'Newer app', login.data);
			const table = await n8n.client.createDataTable(sheet.name, sheet.columns);
			// What an earlier run has left is found again.
			await n8n.client.insertRows(table, [{ number: '2026-0041', amount: '0' }]);
			const workflow = await n8n.save(await read('newer-app-to-sheet'), credential);
			const send = async () => {
				const done = await n8n.client.runWorkflow(workflow, manual);
				assertSuccess(done);
				return jsonOf(done, 'Send invoice');
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
		} finally {
			await emulator.close();
		}
	});

	itSince2('are all here', () => {
		expect(readdirSync(join(root, 'examples')).sort()).toEqual([...shown].sort());
	});

	itKeepsKeysSecret(n8n, 'demo-password-of-the-emulated-app');
});
