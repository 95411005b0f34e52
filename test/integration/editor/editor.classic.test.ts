import { COMPANY, GROUP, companies, company, onCompanies, useApp, uuid } from '../../support/app';
import { columns, executeJson, loadOptions, searchModels, searchRecords } from '../../support/n8n';

const app = useApp(company(companies(1)));

/** The lists of an open node share an answer for a moment. Tests are minutes apart. */
const clock = { minutes: 0 };
beforeEach(() => {
	clock.minutes++;
	jest.spyOn(Date, 'now').mockImplementation(() => clock.minutes * 60_000);
});
afterEach(() => jest.restoreAllMocks());

const chosen = (mode: string, value: string) => ({
	credential: app.credential,
	parameters: {
		resource: 'record',
		operation: 'create',
		model: { __rl: true, mode, value },
	},
});

describe('The list of models in the editor', () => {
	const names = async (filter?: string) =>
		(await searchModels(chosen('list', ''), filter)).results.map(({ name }) => name);

	it('offers every model by name, with its UUID and a link to the app', async () => {
		expect(await searchModels(chosen('list', ''))).toEqual({
			results: [
				{ name: 'Company', value: COMPANY, url: `${app.emulator.application}/#models/${COMPANY}` },
				{ name: 'Group', value: GROUP, url: `${app.emulator.application}/#models/${GROUP}` },
			],
		});
		expect(app.sent()).toEqual(['GET /api/models']);
	});

	it('gives links that name the model when a person switches to By URL', async () => {
		const [first] = (await searchModels(chosen('list', ''))).results;
		const { fields } = await columns('getColumnsToCreate', chosen('url', String(first?.url)));
		expect(fields.map(({ id }) => id)).toContain('employees');
	});

	it.each([
		['comp', ['Company']],
		[' COMP ', ['Company']],
		['o', ['Company', 'Group']],
		['zzz', []],
		['.*', []],
		['', ['Company', 'Group']],
	])('finds %j in any case', async (filter, expected) => {
		expect(await names(filter)).toEqual(expected);
	});

	it('leaves out what is no model', async () => {
		const body = [{ id: 'x', name: 'Fine' }, null, 'text', { name: 'Without id' }, []];
		app.emulator.fault({ path: '/models', status: 200, body });
		expect(await names()).toEqual(['Fine']);
	});

	it('says what to do when the credential is wrong', async () => {
		const wrong = { ...chosen('list', ''), credential: { ...app.credential, apiKey: 'old' } };
		await expect(searchModels(wrong)).rejects.toMatchObject({
			message: "The app didn't accept the email address or the API key",
			description: expect.stringMatching(/Check the application.*in the credential/) as string,
		});
	});

	it('says what to do when the credential is missing', async () => {
		const missing = { ...chosen('list', ''), credential: undefined };
		await expect(searchModels(missing)).rejects.toMatchObject({
			message: 'No credential is chosen',
			description: "Choose a 'Betty Blocks Classic API' credential, or create one",
		});
	});
});

describe("The mapper's columns in the editor", () => {
	const byName = async (method: 'getColumnsToCreate' | 'getColumnsToUpdate') => {
		const { fields } = await columns(method, chosen('list', COMPANY));
		return new Map(fields.map((field) => [field.id, field]));
	};

	// In a field for numbers, n8n 1 enters 0 by itself, and any n8n makes 0 of an empty text.
	it('are the properties that can be written, with the input of their kind; numbers are text', async () => {
		const fields = await byName('getColumnsToCreate');
		expect(Object.fromEntries([...fields].map(([name, { type }]) => [name, type]))).toEqual({
			name: 'string',
			email: 'string',
			employees: 'string',
			revenue: 'string',
			active: 'options',
			founded: 'dateTime',
			called_at: 'dateTime',
			branch: 'options',
			notes: 'string',
			group: 'string',
		});
	});

	it('offer the values of a list when the app tells them', async () => {
		expect((await byName('getColumnsToCreate')).get('branch')?.options).toEqual([
			{ name: 'Food', value: 'Food' },
			{ name: 'Steel', value: 'Steel' },
		]);
	});

	it.each([
		[{ items: [{ name: 'Red', value: 'r' }] }, [{ name: 'Red', value: 'r' }]],
		[{ options: [{ label: 'Red', value: 1 }, {}] }, [{ name: 'Red', value: 1 }]],
	])('understand the values of a list in the form %j', async (options, expected) => {
		const property = { id: 'p', name: 'colour', kind: 'list', options };
		app.emulator.fault({
			path: '/models',
			status: 200,
			body: [{ id: COMPANY, name: 'Company', properties: [property] }],
		});
		expect((await byName('getColumnsToCreate')).get('colour')?.options).toEqual(expected);
	});

	it.each([{}, { values: [] }, { values: 'Red' }, null])(
		'are plain text for a list whose options are %j',
		async (options) => {
			const property = { id: 'p', name: 'colour', kind: 'list', options };
			app.emulator.fault({
				path: '/models',
				status: 200,
				body: [{ id: COMPANY, name: 'Company', properties: [property] }],
			});
			expect((await byName('getColumnsToCreate')).get('colour')).toMatchObject({ type: 'string' });
		},
	);

	it('mark a property as required only when the app says so, and only for a new record', async () => {
		const property = { id: 'p', name: 'name', kind: 'string', options: { required: true } };
		const body = [{ id: COMPANY, name: 'Company', properties: [property] }];
		app.emulator.fault({ path: '/models', status: 200, body });
		expect((await byName('getColumnsToCreate')).get('name')?.required).toBe(true);
		expect((await byName('getColumnsToUpdate')).get('name')?.required).toBe(false);
		clock.minutes++;
		expect((await byName('getColumnsToCreate')).get('name')?.required).toBe(false);
	});

	it.each(['getColumnsToCreate', 'getColumnsToUpdate'] as const)(
		'leave a boolean blank in %s, as n8n stores false for a switch that nobody touched',
		async (method) => {
			expect((await byName(method)).get('active')).toMatchObject({
				type: 'options',
				options: [
					{ name: 'Yes', value: true },
					{ name: 'No', value: false },
				],
			});
		},
	);

	it.each([
		['name', 'companies'],
		['id', COMPANY],
		['url', `https://x.example/models/${COMPANY}`],
	])('are found for a model given by %s', async (mode, value) => {
		const { fields } = await columns('getColumnsToCreate', chosen(mode, value));
		expect(fields).toHaveLength(10);
	});

	it('are empty, without a complaint, before a model is chosen', async () => {
		const unchosen = chosen('list', '');
		for (const method of ['getProperties', 'getSortProperties', 'getFilterProperties'] as const) {
			expect(await loadOptions(method, unchosen)).toEqual([]);
		}
		expect(app.sent()).toEqual([]);
	});

	it('say so when the model has none to write', async () => {
		const properties = [{ id: 'p', name: 'total', kind: 'sum' }];
		const body = [{ id: COMPANY, name: 'Company', properties }];
		app.emulator.fault({ path: '/models', status: 200, body });
		expect(await columns('getColumnsToUpdate', chosen('list', COMPANY))).toEqual({
			fields: [],
			emptyFieldsNotice: 'The model has no properties that can be written here',
		});
	});

	describe('when they cannot be read', () => {
		const notice =
			'Couldn\'t tell which model "customers" refers to: no model of the app matches. Choose the model from the list. The app has Company, Group';

		it('say why, and what to do', async () => {
			expect(await columns('getColumnsToCreate', chosen('name', 'customers'))).toEqual({
				fields: [],
				emptyFieldsNotice: notice,
			});
			const credential = { ...app.credential, apiKey: 'wrong' };
			const wrong = await columns('getColumnsToCreate', { ...chosen('list', COMPANY), credential });
			expect(wrong.emptyFieldsNotice).toMatch(
				/didn't accept the email address or the API key\. Check/,
			);
		});

		it.each([
			['an unknown model', () => chosen('name', 'customers')],
			[
				'a wrong key',
				() => ({
					...chosen('list', COMPANY),
					credential: { ...app.credential, apiKey: 'wrong' },
				}),
			],
			[
				'an app that fails',
				() => {
					app.emulator.fault({ path: '/models', status: 502, times: 9 });
					return chosen('list', COMPANY);
				},
			],
			[
				'an app that is not there',
				() => ({
					...chosen('list', COMPANY),
					credential: { ...app.credential, application: 'http://127.0.0.1:9' },
				}),
			],
			[
				'an application that is no address',
				() => ({
					...chosen('list', COMPANY),
					credential: { ...app.credential, application: 'http://example.com' },
				}),
			],
		])('say what to do once, in a node and in a tool for agents: %s', async (_, underTest) => {
			const inNode = await columns('getColumnsToCreate', underTest());
			clock.minutes++;
			const inTool = await columns('getColumnsToCreate', { ...underTest(), isTool: true });
			expect(inTool).toEqual(inNode);
			const sentences = String(inNode.emptyFieldsNotice).split(/(?<=[^.]\.) /);
			expect(sentences.length).toBeGreaterThan(1);
			expect(sentences).toEqual([...new Set(sentences)]);
		});

		it('fail where a workflow has saved some, as an empty list would wipe those', async () => {
			const { credential, parameters } = chosen('name', 'customers');
			const schema = [{ id: 'name', displayName: 'name', type: 'string' }];
			const fields = { mappingMode: 'defineBelow', value: {}, schema };
			const saved = { credential, parameters: { ...parameters, fields } };
			await expect(columns('getColumnsToCreate', saved)).rejects.toThrow(
				/Couldn't tell which model/,
			);
		});
	});

	it('tell what a property takes where its input does not', async () => {
		const { fields } = await columns('getColumnsToCreate', chosen('list', COMPANY));
		expect(fields.map(({ displayName }) => displayName)).toEqual([
			'name',
			'email',
			'employees (Whole Number)',
			'revenue (Number)',
			'active',
			'founded (Date)',
			'called_at (Date & Time)',
			'branch',
			'notes',
			'group (ID of a Group)',
		]);
	});

	it.each([
		['minutes', 'spent (Minutes)'],
		['time', 'spent (Time)'],
		['object', 'spent (Object)'],
		['image', 'spent (URL or binary field)'],
		['multi_file', 'spent (URLs or binary fields)'],
		['belongs_to', 'spent (ID of a Record)'],
		['rich_text', 'spent'],
		['list', 'spent'],
		['unheard_of', 'spent'],
	])('tell what a property of kind %s takes', async (kind, label) => {
		const properties = [{ id: 'p', name: 'spent', kind, options: {} }];
		const body = [{ id: COMPANY, name: 'Company', properties }];
		app.emulator.fault({ path: '/models', status: 200, body });
		const { fields } = await columns('getColumnsToUpdate', chosen('list', COMPANY));
		expect(fields.map(({ id, displayName }) => [id, displayName])).toEqual([['spent', label]]);
	});
});

describe('The lists of properties in the editor', () => {
	const names = async (method: 'getProperties' | 'getSortProperties' | 'getFilterProperties') =>
		(await loadOptions(method, chosen('list', COMPANY))).map(({ value }) => value);

	it('follow the chosen model', async () => {
		expect(await names('getProperties')).toEqual(
			expect.arrayContaining(['id', 'name', 'group', 'label', 'created_at']),
		);
		const groups = await loadOptions('getProperties', chosen('name', 'groups'));
		expect(groups.map(({ value }) => value)).toEqual(
			expect.arrayContaining(['id', 'name', 'companies']),
		);
	});

	it('show the kind of each property', async () => {
		const options = await loadOptions('getProperties', chosen('list', COMPANY));
		expect(options).toContainEqual({ name: 'founded', value: 'founded', description: 'Date' });
		expect(options).toContainEqual({
			name: 'group',
			value: 'group',
			description: 'Relation to Group',
		});
	});

	it('offer to filter by the properties of related models', async () => {
		const offered = await names('getFilterProperties');
		expect(offered).toEqual(expect.arrayContaining(['group', 'group.id', 'group.name']));
		expect(offered).not.toContain('group.companies');
	});

	it('offer to sort by what can be sorted', async () => {
		const offered = await names('getSortProperties');
		expect(offered).toEqual(expect.arrayContaining(['id', 'name', 'founded', 'branch']));
		expect(offered).not.toContain('group');
	});

	it('come from one request when a node opens and asks for all at once', async () => {
		app.emulator.setPersonality({ latencyMs: 20 });
		await Promise.all([
			names('getProperties'),
			names('getSortProperties'),
			names('getFilterProperties'),
			names('getFilterProperties'),
			searchModels(chosen('list', '')),
			columns('getColumnsToCreate', chosen('list', COMPANY)),
		]);
		expect(app.sent()).toEqual(['GET /api/models']);
	});

	it('come from the same answer for a moment, and are asked for anew after that', async () => {
		await names('getProperties');
		await names('getSortProperties');
		expect(app.sent()).toHaveLength(1);
		clock.minutes++;
		await names('getProperties');
		expect(app.sent()).toHaveLength(2);
	});

	it('are asked for anew at once after a failure, and for another credential', async () => {
		app.emulator.fault({ status: 500 });
		await expect(names('getProperties')).rejects.toThrow();
		await names('getProperties');
		const wrong = { ...chosen('list', COMPANY), credential: { ...app.credential, apiKey: 'old' } };
		await expect(loadOptions('getProperties', wrong)).rejects.toThrow(/API key/);
		expect(app.sent()).toHaveLength(3);
	});
});

describe("The mapper's columns for create or update", () => {
	it('offer what a record can be matched on, its id among it', async () => {
		const { fields } = await columns('getColumnsToUpsert', chosen('list', COMPANY));
		const matching = fields.filter(({ canBeUsedToMatch }) => canBeUsedToMatch);
		expect(matching.map(({ id }) => id)).toEqual(
			expect.arrayContaining(['id', 'name', 'email', 'employees', 'group', 'founded']),
		);
		expect(matching.map(({ id }) => id)).not.toContain('active');
		expect(fields.every(({ defaultMatch, required }) => !defaultMatch && !required)).toBe(true);
	});
});

describe('The list of records in the editor', () => {
	const filled = useApp(
		company([
			{ id: 1, name: 'Alkmaar BV' },
			{ id: 2, name: 'Breda BV' },
			{ id: 3, name: '' },
		]),
	);
	const records = async (filter?: string, model = COMPANY) =>
		await searchRecords({ ...chosen('list', model), credential: filled.credential }, filter);

	it('shows the newest first, by ID and name', async () => {
		expect(await records()).toEqual([
			{ name: '3', value: '3' },
			{ name: '2 · Breda BV', value: '2' },
			{ name: '1 · Alkmaar BV', value: '1' },
		]);
	});

	it.each(['supported', 'ignored', 'rejected'] as const)(
		'finds one by a part of its name, where filters are %s',
		async (filters) => {
			filled.emulator.setPersonality({ filters });
			expect(await records('Breda')).toEqual([{ name: '2 · Breda BV', value: '2' }]);
		},
	);

	it('finds one by its ID, or none', async () => {
		expect(await records('1')).toEqual([{ name: '1 · Alkmaar BV', value: '1' }]);
		expect(await records('77')).toEqual([]);
	});

	it('is empty before a model is chosen', async () => {
		expect(await records('', '')).toEqual([]);
	});

	it('names a record that then is read', async () => {
		const [newest] = await records('Breda');
		const recordId = { __rl: true, mode: 'list', value: newest?.value };
		const read = await executeJson({
			credential: filled.credential,
			parameters: onCompanies('get', { recordId }),
		});
		expect(read).toMatchObject([{ id: 2, name: 'Breda BV' }]);
	});
});

describe('The lists of properties for one purpose', () => {
	it('offer what fits, and nothing else', async () => {
		const files = await loadOptions('getFileProperties', chosen('list', COMPANY));
		expect(files).toEqual([]);
	});

	it('offer to match on what tells records apart, and on no relation to many', async () => {
		const names = async (model: string) =>
			(await loadOptions('getMatchProperties', chosen('list', model))).map(({ value }) => value);
		const ofCompanies = await names(COMPANY);
		expect(ofCompanies).toEqual(expect.arrayContaining(['id', 'name', 'email', 'group', 'label']));
		expect(ofCompanies).not.toContain('active');
		expect(await names(GROUP)).toEqual(expect.arrayContaining(['id', 'name']));
		expect(await names(GROUP)).not.toContain('companies');
	});
});

describe('People in the list of records in the editor', () => {
	const property = (hex: string, name: string, kind = 'string') => ({
		...{ id: uuid(hex), name, kind, options: {} },
	});
	const properties = [
		property('d1', 'id', 'serial'),
		property('d2', 'email', 'email_address'),
		property('d3', 'last_name'),
		property('d4', 'first_name'),
	];
	const people = [
		{ id: 1, first_name: 'Sanne', last_name: 'Bakker', email: 's.bakker@example.com' },
		{ id: 2, first_name: '', last_name: 'Visser', email: 'visser@example.com' },
		{ id: 3, first_name: 'Sanne', last_name: 'Smit', email: 'smit@example.com' },
	];
	const model = { id: uuid('d0'), name: 'Person', table: 'people', properties, records: people };
	const peopleApp = useApp({ ...company(), models: [model] });
	const records = async (filter?: string) =>
		await searchRecords({ ...chosen('list', model.id), credential: peopleApp.credential }, filter);

	it('are told by their names, before their email addresses', async () => {
		expect((await records()).map(({ name }) => name)).toEqual([
			'3 · Sanne Smit',
			'2 · Visser',
			'1 · Sanne Bakker',
		]);
	});

	it.each(['supported', 'ignored', 'rejected'] as const)(
		'are found by any part of their name, where filters are %s',
		async (filters) => {
			peopleApp.emulator.setPersonality({ filters });
			const found = async (filter: string) => (await records(filter)).map(({ value }) => value);
			expect((await found('sanne')).sort()).toEqual(['1', '3']);
			expect(await found('Sanne Ba')).toEqual(['1']);
			expect(await found('bakker@')).toEqual([]);
		},
	);
});
