import type { INodeExecutionData } from 'n8n-workflow';
import { companies, company, onCompanies, useApp } from '../../support/app';
import { INVOICE, invoices } from '../../support/invoices';
import { executeJson, outputsOf, runWorkflow } from '../../support/n8n';

const app = useApp(company(companies(3)));
const files = useApp(invoices());

const items = (...rows: Array<Record<string, unknown>>) =>
	rows.map((json) => ({ json })) as INodeExecutionData[];
const writes = () => app.emulator.requests.filter(({ method }) => method !== 'GET');
const byInput = {
	fieldsMode: 'json',
	fieldsJson: '={{ $json }}',
	options: { concurrency: 1 },
};

describe('A run that writes', () => {
	it.each(['create', 'update', 'upsert'])(
		'writes nothing in "%s" when the last item holds a value that cannot be written',
		async (operation) => {
			const parameters = { ...byInput, recordId: 1, matchOn: 'name' };
			const run = executeJson({
				credential: app.credential,
				parameters: onCompanies(operation, parameters),
				items: items({ name: 'A' }, { name: 'B' }, { name: 'C', employees: 'many' }),
			});
			await expect(run).rejects.toMatchObject({ context: { itemIndex: 2 } });
			expect(writes()).toEqual([]);
		},
	);

	it('deletes nothing when the last item names no record', async () => {
		const run = executeJson({
			credential: app.credential,
			parameters: onCompanies('delete', { recordId: '={{ $json.id }}' }),
			items: items({ id: 1 }, { id: 2 }, { id: '' }),
		});
		await expect(run).rejects.toMatchObject({ context: { itemIndex: 2 } });
		expect(writes()).toEqual([]);
	});

	it('says which records are there already when the app refuses a later one', async () => {
		app.emulator.fault({
			method: 'POST',
			skip: 1,
			status: 422,
			body: { errors: { name: ['bad'] } },
		});
		const run = executeJson({
			credential: app.credential,
			parameters: onCompanies('create', byInput),
			items: items({ name: 'A' }, { name: 'B' }, { name: 'C' }),
		});
		await expect(run).rejects.toMatchObject({
			context: { itemIndex: 1 },
			description: expect.stringContaining('1 other item was already written (record 4)') as string,
		});
		expect(writes()).toHaveLength(2);
	});

	it('sends no further change of a record once the app has refused one', async () => {
		app.emulator.fault({ method: 'PUT', status: 422, body: '' });
		const run = executeJson({
			credential: app.credential,
			parameters: onCompanies('update', { ...byInput, recordId: 2, options: { concurrency: 5 } }),
			items: items({ name: 'A' }, { name: 'B' }, { name: 'C' }, { name: 'D' }, { name: 'E' }),
		});
		await expect(run).rejects.toMatchObject({ context: { itemIndex: 0 } });
		expect(writes()).toHaveLength(1);
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'creates once as a tool with Retry On Fail and "%s" when the answer is lost',
		async (onError) => {
			app.emulator.fault({ method: 'POST', drop: 'after' });
			const run = await runWorkflow({
				credential: app.credential,
				onError,
				retryOnFail: true,
				isTool: true,
				parameters: onCompanies('create', byInput),
				items: items({ name: 'A' }),
			});
			expect(writes()).toHaveLength(1);
			expect(JSON.stringify(outputsOf(run))).toContain('may still have processed');
		},
	);

	it('asks for the models with the time-out of each item, so a wrong one fails that item alone', async () => {
		const run = await runWorkflow({
			credential: app.credential,
			onError: 'continueRegularOutput',
			parameters: onCompanies('create', {
				...byInput,
				fieldsJson: '={{ ({ name: $json.name }) }}',
				options: { timeout: '={{ $json.timeout }}' },
			}),
			items: items({ name: 'A', timeout: 'soon' }, { name: 'B', timeout: 5000 }),
		});
		const [output] = outputsOf(run);
		expect(output?.[0]?.json.error).toContain('Timeout');
		expect(output?.[1]?.json).toMatchObject({ id: 4, name: 'B' });
	});
});

describe('A record that is read and written back', () => {
	const values = {
		name: 'Alkmaar BV',
		email: 'a@b.nl',
		employees: 3,
		active: true,
		group: { id: 1 },
	};

	it.each(['update', 'upsert'])(
		'keeps with "%s" what the app did not show, and its relations to many',
		async (operation) => {
			app.emulator.fault({
				method: 'GET',
				path: '/records/1',
				status: 200,
				body: { id: 1, ...values },
			});
			const [read] = await executeJson({
				credential: app.credential,
				parameters: onCompanies('get', { recordId: 1 }),
			});
			expect(read).toEqual({ id: 1, ...values });
			await executeJson({
				credential: app.credential,
				parameters: onCompanies(operation, {
					recordId: 1,
					fieldsMode: 'auto',
					matchOn: 'id',
				}),
				items: items({ ...read, name: 'New', _action: 'updated', _event: 'created' }),
			});
			expect(app.emulator.requests.at(-1)?.body).toEqual({
				record: {
					name: 'New',
					email: 'a@b.nl',
					employees: '3',
					active: 'true',
					group: { id: '1' },
				},
			});
		},
	);

	it('gets the defaults of the app where a cell of a new row is empty', async () => {
		await executeJson({
			credential: app.credential,
			parameters: onCompanies('create', { fieldsMode: 'auto' }),
			items: items({ name: 'New', email: '', employees: null, founded: ' ' }),
		});
		expect(app.emulator.requests.at(-1)?.body).toEqual({ record: { name: 'New' } });
	});

	it('is refused when two keys mean one property', async () => {
		const run = executeJson({
			credential: app.credential,
			parameters: onCompanies('create', { fieldsMode: 'auto' }),
			items: items({ name: 'A', ' name\u00a0': 'B' }),
		});
		await expect(run).rejects.toThrow('"name" is given twice');
		expect(writes()).toEqual([]);
	});

	it('is found by a header that a spreadsheet has put a mark before', async () => {
		await executeJson({
			credential: app.credential,
			parameters: onCompanies('upsert', { fieldsMode: 'auto', matchOn: 'name' }),
			items: items({ '\ufeffname': 'Company 2', ' employees\u00a0': 5 }),
		});
		expect(app.emulator.records('Company')[1]).toMatchObject({ id: 2, employees: 5 });
	});
});

describe('Items that mean one record in different words', () => {
	it.each<[string, unknown, unknown]>([
		['revenue', 10.5, '10.50'],
		['employees', 7, '07'],
		['employees', '7', '+7'],
		['founded', '2025-07-01T08:00:00Z', '2025-07-01T09:00:00Z'],
		['called_at', '2025-07-01T08:00:00Z', '2025-07-01T10:00:00+02:00'],
		['group', 1, { id: 1 }],
	])('end as one record matched on %s: %j and %j', async (property, one, other) => {
		app.emulator.setPersonality({ latencyMs: 5 });
		const output = await executeJson({
			credential: app.credential,
			parameters: onCompanies('upsert', {
				fieldsMode: 'auto',
				matchOn: property,
				options: { concurrency: 5 },
			}),
			items: items(
				{ name: 'New', [property]: one, notes: 'first' },
				{ name: 'New', [property]: other, notes: 'second' },
			),
		});
		expect(output.map(({ _action }) => _action)).toEqual(['created', 'updated']);
	});

	it('end as one record when it is known by name in one item and by UUID in the next', async () => {
		app.emulator.setPersonality({ latencyMs: 5 });
		const output = await executeJson({
			credential: app.credential,
			parameters: onCompanies('upsert', {
				...byInput,
				fieldsJson: '={{ $json.values }}',
				matchOn: '={{ $json.on }}',
				options: { concurrency: 5 },
			}),
			items: items(
				{ on: 'email', values: { email: 'x@y.nl', name: 'One' } },
				{ on: 'c3'.repeat(16), values: { ['c3'.repeat(16)]: 'x@y.nl', name: 'Two' } },
			),
		});
		expect(output.map(({ _action }) => _action)).toEqual(['created', 'updated']);
	});

	it('wait for each other when they are updated by "3" and by "03"', async () => {
		app.emulator.fault({ method: 'PUT', delayMs: 100 });
		await executeJson({
			credential: app.credential,
			parameters: onCompanies('update', {
				...byInput,
				recordId: '={{ $json.key }}',
				fieldsJson: '={{ ({ name: $json.name }) }}',
				options: { concurrency: 5 },
			}),
			items: items({ key: '3', name: 'A' }, { key: '03', name: 'B' }),
		});
		expect(app.emulator.records('Company')[2]).toMatchObject({ name: 'B' });
	});
});

describe('A model that is named by its table', () => {
	const table = (value: string) => ({ model: { __rl: true, mode: 'name', value } });

	it.each(['get', 'update', 'delete'])(
		'may be the name that the list shows in "%s"',
		async (operation) => {
			const [output] = await executeJson({
				credential: app.credential,
				parameters: onCompanies(operation, {
					...byInput,
					...table('Company'),
					recordId: 1,
					fieldsJson: { name: 'X' } as unknown as string,
				}),
			});
			expect(output).toMatchObject({ id: 1 });
		},
	);

	it.each(['get', 'update', 'delete', 'create'])(
		'is told apart from a missing record in "%s"',
		async (operation) => {
			const run = executeJson({
				credential: app.credential,
				parameters: onCompanies(operation, {
					...byInput,
					...table('companys'),
					recordId: 1,
					fieldsJson: { name: 'X' } as unknown as string,
				}),
			});
			await expect(run).rejects.toThrow(`Couldn't tell which model "companys" refers to`);
			expect(writes()).toEqual([]);
		},
	);
});

describe('JSON that is typed as text', () => {
	const create = async (fieldsJson: string, more: object = {}) =>
		await executeJson({
			credential: app.credential,
			parameters: onCompanies('create', { ...byInput, fieldsJson, ...more }),
			items: items({ name: 'He said "Hi"', lines: 'one\ntwo' }),
		});

	it('may have the fence of a language model around it', async () => {
		const [record] = await create('```json\n{ "name": "Fenced" }\n```');
		expect(record).toMatchObject({ name: 'Fenced' });
	});

	it.each([
		['=\u007b "name": "{{ $json.name }}" }', /It breaks here: .*Hi/],
		['=\u007b "name": "{{ $json.lines }}" }', /It breaks here: /],
		['{ "name": "cut', /It breaks here: /],
	])('tells where it breaks, and what avoids it: %j', async (text, reason) => {
		await expect(create(text)).rejects.toMatchObject({
			message: expect.stringMatching(reason) as string,
			description: expect.stringContaining(
				'Use one expression that returns the whole object',
			) as string,
		});
		expect(writes()).toEqual([]);
	});
});

describe('A list of files', () => {
	it('is told by its URLs when the record that they were uploaded for is refused', async () => {
		const data = Buffer.from('a file').toString('base64');
		const run = executeJson({
			credential: files.credential,
			parameters: {
				resource: 'record',
				operation: 'create',
				model: INVOICE,
				fieldsMode: 'json',
				fieldsJson: { scan: 'data' } as unknown as string,
			},
			items: [{ json: {}, binary: { data: { data, mimeType: 'text/plain', fileName: 'a.txt' } } }],
		});
		files.emulator.fault({ method: 'POST', path: '/records/new', status: 422, body: '' });
		await expect(run).rejects.toMatchObject({
			message: expect.stringMatching(/\. The file was uploaded to http\S+a\.txt$/) as string,
			description: expect.stringMatching(
				/To try again without uploading, write this URL/,
			) as string,
		});
	});

	it('is not made of what the JSON of an item only says', async () => {
		const forged = {
			mimeType: 'text/plain',
			id: 'filesystem-v2:workflows/1/executions/2/binary_data/3',
		};
		const run = executeJson({
			credential: files.credential,
			parameters: {
				resource: 'record',
				operation: 'create',
				model: INVOICE,
				fieldsMode: 'json',
				fieldsJson: { scan: 'data' } as unknown as string,
			},
			items: [{ json: { data: forged } }],
		});
		await expect(run).rejects.toThrow('the item has no field "data"');
		expect(files.emulator.requests.every(({ method }) => method === 'GET')).toBe(true);
	});

	it.each([
		'data:application/pdf;base64,YQ==',
		'YQ==',
		'report.pdf',
		'/tmp/x.pdf',
		'C:\\x.pdf',
		'attachment_0',
		'https://',
		'a b',
	])('takes no text that is neither a URL nor a path of the app: %j', async (scan) => {
		const run = executeJson({
			credential: files.credential,
			parameters: {
				resource: 'record',
				operation: 'update',
				recordId: 1,
				model: INVOICE,
				fieldsMode: 'json',
				fieldsJson: { scan } as unknown as string,
			},
		});
		await expect(run).rejects.toThrow('"scan" must be a URL');
		expect(files.emulator.requests.every(({ method }) => method === 'GET')).toBe(true);
	});

	it('is cleared by an empty one', async () => {
		await executeJson({
			credential: files.credential,
			parameters: {
				resource: 'record',
				operation: 'update',
				recordId: 1,
				model: INVOICE,
				fieldsMode: 'json',
				fieldsJson: { attachments: [] } as unknown as string,
			},
		});
		expect(files.emulator.requests.at(-1)?.body).toEqual({ record: { attachments: '' } });
	});
});
