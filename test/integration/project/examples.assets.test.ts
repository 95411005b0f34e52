/* eslint-disable @n8n/community-nodes/no-dangerous-functions */
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import actionForEachRecord from '../../../examples/action-for-each-record.json';
import invoiceUpload from '../../../examples/invoice-upload.json';
import { useApp } from '../../support/app';
import { setBinaryMode } from '../../support/binary';
import { invoices } from '../../support/invoices';
import { execute } from '../../support/n8n';

const app = useApp(invoices());
beforeAll(async () => await setBinaryMode('filesystem'));

interface Example {
	nodes: Array<{ name: string; type: string; parameters: object }>;
}

const parametersOf = ({ nodes }: Example, name: string): IDataObject =>
	nodes.find((node) => node.name === name)?.parameters as IDataObject;

/** What a Code step returns. */
const returned = (example: Example, name: string): INodeExecutionData[] =>
	new Function(String(parametersOf(example, name).jsCode))() as INodeExecutionData[];

const step = async (parameters: IDataObject, items: INodeExecutionData[]) =>
	await execute({ credential: app.credential, parameters: parameters as INodeParameters, items });

describe('The examples', () => {
	it('keep an invoice from an email', async () => {
		const emails = returned(invoiceUpload, 'Emails').filter(({ binary }) => binary !== undefined);
		const created = await step(parametersOf(invoiceUpload, 'Create or update invoice'), emails);
		const upload = parametersOf(invoiceUpload, 'Upload and attach');
		expect(upload.binaryPropertyName).toMatch(/\.binary\.attachment_0 }}$/);
		// Here is no earlier step to look at, so the file comes along with the record.
		const items = created.map(({ json }, index) => ({ json, binary: emails[index]?.binary }));
		await step({ ...upload, binaryPropertyName: 'attachment_0' }, items);
		expect(app.emulator.records('Invoice').at(-1)).toMatchObject({
			number: '2026-0042',
			scan: `${app.credential.application}/uploads/1/invoice%202026-0042.pdf`,
		});
	});

	it('execute an action for each new record', async () => {
		const rows = returned(actionForEachRecord, 'New invoices');
		const output = await step(parametersOf(actionForEachRecord, 'Execute action'), rows);
		expect(output.map(({ json }) => json)).toEqual([
			{ approved: '2026-0041' },
			{ approved: '2026-0042' },
		]);
		expect(app.emulator.requests.at(-1)?.body).toEqual({ invoice_id: '2', number: '2026-0042' });
	});
});
