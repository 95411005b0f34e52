/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';

import { assertSuccess, basicResults, basicSteps, checkBasics } from '../demo/basics.ts';
import { nodeNamed, readExample, valuesOf, withDataTable } from '../demo/workflows.ts';
import {
	withCredential,
	type SavedCredential,
	type SavedWorkflow,
	type WorkflowDefinition,
} from '../n8n/client.ts';
import { itemsOf, type Execution } from '../n8n/executions.ts';
import { changeRecord, makeRecord } from './support/app.ts';
import { submit, type Login } from './support/forms.ts';
import { itKeepsKeysSecret, useN8n } from './support/n8n.ts';

const root = process.cwd();
const manual = 'Start here';

const jsonOf = (execution: Execution, node: string): IDataObject[] =>
	itemsOf(execution, node).map(({ json }) => json);

describe('The examples, imported into a real n8n', () => {
	const n8n = useN8n();
	/** Reads an example as a person would import it. */
	const read = async (name: string): Promise<WorkflowDefinition> => await readExample(root, name);
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
		const send = async (values: Array<string | File>, auth?: Login) =>
			await submit(url, values, auth);
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

	it('record-basics leaves the app as it was when it runs a second time', async () => {
		const workflow = await n8n.save(await read('record-basics'));
		const before = records('companies');
		for (let each = 0; each < 2; each++) {
			n8n.app.emulator.clearRequests();
			assertSuccess(await n8n.client.runWorkflow(workflow, manual));
			expect(records('companies')).toEqual(before);
			expect(writes().map((request) => request.replace(/\d+$/, 'ID'))).toEqual([
				'POST /api/models/companies/records/new',
				'PUT /api/models/companies/records/ID',
				'DELETE /api/models/companies/records/ID',
			]);
		}
	});

	it('read-records reads five companies and changes nothing, also when it runs a second time', async () => {
		const workflow = await n8n.save(await read('read-records'));
		const expected = records('companies')
			.slice(0, 5)
			.map(({ id, name }) => ({ id, name }));
		for (let each = 0; each < 2; each++) {
			const done = await n8n.client.runWorkflow(workflow, manual);
			assertSuccess(done);
			const found = jsonOf(done, 'Get many records');
			expect(found.map(({ id, name }) => ({ id, name }))).toEqual(expected);
		}
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

	it('web-form-to-record creates a company for each form, and leaves empty what was left empty', async () => {
		const example = await read('web-form-to-record');
		const { workflow, send } = await publishForm(example, 'become-a-customer');
		expect(await send(['Bakkerij Brink', 'b@brink.example', 'Edam', '', '12'])).toBe(200);
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
		expect(await send(['Molen de Hoop', 'm@hoop.example', '', '', ''])).toBe(200);
		await execution(workflow, 2);
		expect(records('companies').at(-1)).toMatchObject({
			...{ id: 14, name: 'Molen de Hoop' },
			...{ city: null, employees: null, segment: null },
		});
	});

	it('spreadsheet-import updates known contacts and creates the others, once each', async () => {
		const csv = (...rows: string[]) => [
			new File([rows.join('\r\n')], 'contacts.csv', { type: 'text/csv' }),
		];
		const known = 's.bakker@duinzichtbouw.example';
		const example = await read('spreadsheet-import');
		const user = { user: 'office', password: 'of-the-form' };
		const login = await n8n.client.createCredential('httpBasicAuth', 'The form', user);
		const { workflow, send } = await publishForm(example, 'import-contacts', login);
		const auth = { username: user.user, password: user.password };
		const outcomes = async (count: number) =>
			jsonOf(await execution(workflow, count), 'Create or update contact').map(
				({ _action }) => _action,
			);

		const commas = csv(
			'email,first_name,last_name,phone,remark',
			`${known},Sanne,Bakker-Visser,,married`,
			'nora@new.example,Nora,"Smit, de",,called',
		);
		expect(await send(commas)).toBe(401);
		expect(await send(commas, auth)).toBe(200);
		expect(await outcomes(1)).toEqual(['updated', 'created']);
		const imported = records('contacts');
		expect(imported).toHaveLength(31);
		// Neither an empty cell nor a column that is not there changes anything.
		const kept = { phone: '+31 6 5550 1200', job_title: 'Purchaser' };
		expect(imported[0]).toMatchObject({ last_name: 'Bakker-Visser', ...kept });
		expect(imported.at(-1)).toMatchObject({ email: 'nora@new.example', last_name: 'Smit, de' });

		// As a Dutch Excel writes it: a byte order mark, semicolons, and empty rows at the end.
		const semicolons = csv(
			'\uFEFFemail;first_name;last_name',
			`${known.toUpperCase()};Sanne;Bakker`,
			' Nora@New.example ;Nora;Smit',
			';;',
			';;',
		);
		expect(await send(semicolons, auth)).toBe(200);
		expect(await outcomes(2)).toEqual(['updated', 'updated']);
		expect(records('contacts')).toHaveLength(31);
		expect(records('contacts')[0]).toMatchObject({ last_name: 'Bakker' });
	});

	it('invoice-upload keeps the attachment of an email in an invoice, once', async () => {
		const example = await read('invoice-upload');
		await run(example);
		const [, invoice, ...others] = records('invoices');
		expect(others).toEqual([]);
		expect(invoice).toMatchObject({
			number: '2026-0042',
			scan: `${n8n.app.access.application}/uploads/1/invoice%202026-0042.pdf`,
		});
		const { data } = await axios.get<string>(String(invoice?.scan), { proxy: false });
		expect(data).toMatch(/^%PDF-1\.4/);
		n8n.app.emulator.clearRequests();
		await run(example);
		expect(records('invoices')).toHaveLength(2);
		expect(writes().filter((request) => request.startsWith('POST'))).toEqual([]);
	});

	it('action-for-each-record runs the action once for each record in each run, with its values', async () => {
		const workflow = await n8n.save(await read('action-for-each-record'));
		for (let each = 0; each < 2; each++) {
			n8n.app.emulator.clearRequests();
			const done = await n8n.client.runWorkflow(workflow, manual);
			assertSuccess(done);
			const answers = jsonOf(done, 'Execute action');
			expect(answers).toEqual([{ approved: '2026-0041' }, { approved: '2026-0042' }]);
			const runs = n8n.app.emulator.requests.filter(({ path }) => path.endsWith('/execute'));
			const inputs = runs.map(({ body }) => body as { invoice_id: string });
			expect(inputs.sort((a, b) => Number(a.invoice_id) - Number(b.invoice_id))).toEqual([
				{ invoice_id: '1', number: '2026-0041' },
				{ invoice_id: '2', number: '2026-0042' },
			]);
		}
	});

	it('start-at-once reads the company that the app names, and answers each call', async () => {
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
		const company = records('companies').find(({ id }) => id === 2);
		const message = `Received ${String(company?.name)} (record 2)`;
		for (let each = 0; each < 2; each++) {
			const { status, data } = await call({ [key.name]: key.value });
			expect({ status, data }).toEqual({ status: 200, data: { message } });
		}
		await n8n.client.deactivate(workflow);
		expect(writes()).toEqual([]);
	});

	it('sync-both-ways brings both sides in sync, by the ID of a contact, and then writes nothing', async () => {
		// Who was last is told by the clocks of both sides, and here it all happens within a second.
		n8n.app.emulator.setPersonality({ timestampPrecision: 'milliseconds' });
		const columns = ['email', 'first_name', 'last_name'];
		const table = await n8n.client.createDataTable('Address book', ['contact_id', ...columns]);
		const inShort = (id: unknown, row: object) =>
			[id, ...columns.map((name) => (row as IDataObject)[name])].map(String).join(' ');
		const list = async () =>
			(await n8n.client.tableRows(table)).map((row) => inShort(row.contact_id, row)).sort();
		const contacts = () =>
			records('contacts')
				.map((row) => inShort(row.id, row))
				.sort();
		const workflow = await n8n.save(withDataTable(await read('sync-both-ways'), table.id));
		const sync = async () => {
			n8n.app.emulator.clearRequests();
			assertSuccess(await n8n.client.runWorkflow(workflow, 'Every hour'));
		};

		await sync();
		expect(await list()).toHaveLength(30);
		expect(await list()).toEqual(contacts());
		expect(writes()).toEqual([]);

		const [, second, third, , fifth] = records('contacts');
		await n8n.client.insertRows(table, [
			{ email: 'nora@new.example', first_name: 'Nora', last_name: 'Smit' },
			{ email: fifth?.email, first_name: 'Pieter', last_name: 'Smit' },
		]);
		await changeRecord(n8n.app, 'contacts', 1, { last_name: 'Bakker-Visser' });
		await changeRecord(n8n.app, 'contacts', 2, { email: 'joost@new.example' });
		const fatima = { column: 'email', is: String(third?.email) };
		await n8n.client.updateRows(table, fatima, { first_name: 'Fatma' });
		await changeRecord(n8n.app, 'contacts', 4, { email: String(fifth?.email) });
		await sync();
		expect(writes().sort()).toEqual([
			'POST /api/models/contacts/records/new',
			'PUT /api/models/contacts/records/3',
			'PUT /api/models/contacts/records/4',
		]);
		expect(await list()).toEqual(
			expect.arrayContaining([
				...['1 s.bakker@duinzichtbouw.example Sanne Bakker-Visser'],
				`2 joost@new.example ${String(second?.first_name)} ${String(second?.last_name)}`,
				`3 ${fatima.is} Fatma El Amrani`,
				...['31 nora@new.example Nora Smit'],
			]),
		);

		// One that leaves the view keeps its row, and its old values don't come back into the app.
		await changeRecord(n8n.app, 'contacts', 7, { email: '', last_name: 'Dijk' });
		await sync();
		expect(writes()).toEqual([]);
		const before = await n8n.client.tableRows(table);
		await sync();
		expect(writes()).toEqual([]);
		expect(await n8n.client.tableRows(table)).toEqual(before);
		expect(records('contacts')).toHaveLength(31);
	});

	itKeepsKeysSecret(n8n);
});
