import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { company, companies, onCompanies, useApp } from '../../support/app';
import { ACTION, attached, invoices, onAction, onAsset } from '../../support/invoices';
import { execute } from '../../support/n8n';

/** Lists and switches of the editor: an expression, or a workflow edited by hand, may hold anything. */
const app = useApp(company(companies(3)));
const billing = useApp(invoices());

const on = async (
	{ credential }: typeof app,
	parameters: object,
	items: INodeExecutionData[] = [{ json: {} }],
) => await execute({ credential, parameters: parameters as INodeParameters, items });

const json = { fieldsMode: 'json', fieldsJson: '{ "name": "Company 1" }' };
const file = { data: { data: 'YQ==', mimeType: 'text/plain', fileName: 'a.txt' } };

describe('A choice that is none', () => {
	it.each<[object, string]>([
		[onCompanies('create', { ...json, fieldsMode: 'xml' }), "'Values to Write' must be one of"],
		[
			onCompanies('upsert', { ...json, matchOn: 'name', fieldsMode: 1 }),
			"'Values to Write' must be one of",
		],
		[
			onCompanies('update', { ...json, recordId: 1, options: { ignoreUnknown: 'perhaps' } }),
			`'Ignore Unknown Input' must be true or false, but got "perhaps"`,
		],
		[
			onCompanies('get', { recordId: 1, simplify: '={{ "maybe" }}' }),
			`'Simplify' must be true or false, but got "maybe"`,
		],
		[
			onCompanies('getAll', { simplify: '={{ null }}' }),
			"'Simplify' must be true or false, but got null",
		],
		[
			onCompanies('get', { recordId: 1, simplify: '={{ ["false"] }}' }),
			`'Simplify' must be true or false, but got ["false"]`,
		],
		[
			onCompanies('get', { recordId: 1, options: { concurrency: -1 } }),
			"'Concurrency' must be a positive whole number, but got -1",
		],
		[
			onCompanies('getAll', { returnAll: '={{ "all" }}' }),
			`'Return All' must be true or false, but got "all"`,
		],
	])('is refused before a record is asked for or written: %j', async (parameters, message) => {
		await expect(on(app, parameters)).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringContaining(message),
		});
		expect(app.sent().filter((request) => request.includes('/records'))).toEqual([]);
	});

	it.each<[object, string]>([
		[onAction(ACTION.echo, { inputsMode: 'xml' }), "'Inputs to Send' must be one of"],
		[
			onAsset('upload', attached({ attach: '={{ "perhaps" }}' })),
			`'Attach to Record' must be true or false, but got "perhaps"`,
		],
	])('starts no action and uploads no file: %j', async (parameters, message) => {
		const items = [{ json: {}, binary: file }];
		await expect(on(billing, parameters, items)).rejects.toThrow(message);
		expect(billing.sent()).toEqual([]);
	});
});

describe('A switch', () => {
	it('takes true and false as text, as an AI agent gives them', async () => {
		const some = onCompanies('getAll', { returnAll: '={{ "false" }}', limit: 2 });
		expect(await on(app, some)).toHaveLength(2);
		const all = onCompanies('getAll', { returnAll: '={{ "True" }}', limit: 2 });
		expect(await on(app, all)).toHaveLength(3);
		const raw = onCompanies('get', { recordId: 1, simplify: '={{ "false" }}' });
		expect((await on(app, raw))[0]?.json).toHaveProperty('name', 'Company 1');
		expect(app.sent().at(-1)).toMatch(/records\/1$/);
	});

	it('attaches a file when an expression says "true"', async () => {
		const parameters = onAsset('upload', attached({ attach: '={{ "true" }}' }));
		await on(billing, parameters, [{ json: {}, binary: file }]);
		expect(billing.emulator.records('Invoice')[0]?.scan).toMatch(/a\.txt$/);
	});
});
