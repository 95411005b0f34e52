import type { IDataObject } from 'n8n-workflow';
import { executeJson } from '../../support/n8n';
import { manyTasks, onTasks, tasks, useDataApp } from '../../support/dataApp';
import { failure } from '../../support/failure';

const FEW = [
	{ id: 1, name: 'Call', status: 'open', hours_spent: 2, price: 12.5, project: { id: 1 } },
	{ id: 2, name: 'Write', status: 'done', hours_spent: 5, due_on: '2026-03-01', urgent: true },
	{
		id: 3,
		name: null,
		status: 'open',
		hours_spent: null,
		login_token: 'hidden',
		project: { id: 2 },
	},
];

describe('Get Many, in a newer app', () => {
	const app = useDataApp(tasks(FEW));
	const getMany = async (more: object = {}) =>
		await executeJson({
			parameters: onTasks('getAll', { returnAll: true, ...more }),
			credential: app.credential,
		});
	const where = (...conditions: IDataObject[]) => ({ filters: { conditions } });
	const ids = async (more: object) => (await getMany(more)).map(({ id }) => id);

	it('returns values, files and who related records are, and nothing named like a token', async () => {
		const [first, second] = await getMany();
		expect(first).toEqual({
			id: 1,
			name: 'Call',
			status: 'open',
			hoursSpent: 2,
			price: 12.5,
			dueOn: null,
			urgent: null,
			photo: null,
			contract: null,
			project: { id: 1, name: 'Move' },
			createdAt: expect.any(String) as string,
			updatedAt: expect.any(String) as string,
		});
		expect(second).toMatchObject({ dueOn: '2026-03-01', urgent: true, project: null });
	});

	it('logs in once, asks for the schema in two requests, and for the records in one', async () => {
		await getMany();
		expect(app.asked()).toEqual(['login', '__schema', '__type', 'allTask']);
	});

	it.each([
		['is', 'name', 'eq', 'Call', [1]],
		['matches a pattern', 'name', 'regex', '^W.*e$', [2]],
		['is one of', 'status', 'in', 'open', [1, 3]],
		['is greater', 'hoursSpent', 'gt', '2', [2]],
		['is a decimal', 'price', 'eq', '12.50', [1]],
		['is a day', 'dueOn', 'lteq', '2026-03-01', [2]],
		['is true', 'urgent', 'isTrue', '', [2]],
		['is empty', 'name', 'doesNotExist', '', [3]],
		['is not empty', 'name', 'exists', '', [1, 2]],
		['leads nowhere', 'project', 'doesNotExist', '', [2]],
		['leads somewhere', 'project', 'exists', '', [1, 3]],
		['leads to a record', 'project', 'eq', '2', [3]],
		['leads to a name', 'project.name', 'startsWith', 'Mo', [1]],
		['leads through two relations', 'project.customer.title', 'matches', 'breda', [1]],
	])('finds what %s', async (_what, property, operator, value, expected) => {
		expect(await ids(where({ property, operator, value }))).toEqual(expected);
	});

	it('combines conditions by and, and by or', async () => {
		const two = where(
			{ property: 'status', operator: 'eq', value: 'open' },
			{ property: 'hoursSpent', operator: 'gteq', value: '2' },
		);
		expect(await ids(two)).toEqual([1]);
		expect(await ids({ ...two, combineFilters: 'or' })).toEqual([1, 2, 3]);
	});

	it('sends values as variables, never in the text of a query', async () => {
		await getMany(where({ property: 'name', operator: 'eq', value: 'x"} evil' }));
		const body = app.emulator.requests.at(-1)?.body as { query: string; variables: object };
		expect(body.query).not.toContain('evil');
		expect(body.variables).toEqual({ where: { name: { eq: 'x"} evil' } } });
	});

	it('returns the fields that are named, through relations to one and to many', async () => {
		const fields = 'name, project.customer.title, project.tasks.name';
		expect(await getMany({ options: { fields }, limit: 1, returnAll: false })).toEqual([
			{
				name: 'Call',
				project: { customer: { title: 'Breda BV' }, tasks: [{ name: 'Call' }] },
			},
		]);
	});

	it('returns a field that is named although it is called like a token', async () => {
		expect((await getMany({ options: { fields: 'loginToken' } })).at(-1)).toEqual({
			loginToken: 'hidden',
		});
	});

	it('refuses a path through more than four relations before it asks', async () => {
		const fields = 'project.tasks.project.tasks.project.name';
		const error = await failure(getMany({ options: { fields } }));
		expect(error.message).toMatch(/more than 4 relations/);
		expect(app.asked()).not.toContain('allTask');
	});

	it('names the properties there are when one is not', async () => {
		const error = await failure(getMany(where({ property: 'nmae', operator: 'eq', value: 'x' })));
		expect(error.message).toBe('The model Task has no property "nmae"');
		expect(error.description).toMatch(/^Its properties are id, name, status, hoursSpent/);
	});

	it('refuses an operator that the app does not have for a property', async () => {
		const error = await failure(getMany(where({ property: 'name', operator: 'gt', value: 'x' })));
		expect(error.message).toBe('"Is Greater Than" isn\'t available for "name" in this app');
		expect(error.description).toMatch(/Contains, .*Matches Regex/);
	});

	it.each(['error', 'ignored'] as const)(
		'never takes everything for empty values where a comparison with nothing is %s',
		async (nullFilter) => {
			app.emulator.setPersonality({ nullFilter });
			const error = await failure(
				getMany(where({ property: 'name', operator: 'doesNotExist', value: '' })),
			);
			expect(error.message).toMatch(
				/ignored the condition "name Is Empty"|Cannot compare with null/,
			);
		},
	);

	describe('where the app ignores comparisons with nothing', () => {
		const empty = { operator: 'doesNotExist', value: '' };
		const done = { property: 'status', operator: 'eq', value: 'done' };
		const projects = { model: { __rl: true, mode: 'name', value: 'Project' } };
		beforeEach(() => app.emulator.setPersonality({ nullFilter: 'ignored' }));

		it.each([
			['a property that is not shown', where({ property: 'name', ...empty }), {}],
			['a relation to many', where({ property: 'tasks', ...empty }), projects],
			['what many lead to', where({ property: 'tasks.dueOn', ...empty }), projects],
			['one of two conditions', { ...where({ property: 'name', ...empty }, done) }, {}],
			[
				'a file',
				where({ property: 'photo', operator: 'exists', value: '' }),
				{ combineFilters: 'and' },
			],
		])('never takes everything for what it asked for: %s', async (what, filter, more) => {
			const combineFilters = what.startsWith('one of') ? 'or' : 'and';
			const fields = { options: { fields: 'id' } };
			const error = await failure(getMany({ combineFilters, ...fields, ...filter, ...more }));
			expect(error.message).toMatch(/^The app ignored the condition.*No records were output/);
		});
	});

	it('finds emptiness in relations to many, and beside a condition on a file', async () => {
		app.emulator.update('Task', 2, { photo: 'a.png' });
		const empty = { operator: 'doesNotExist', value: '' };
		const model = { __rl: true, mode: 'name', value: 'Project' };
		expect(await getMany({ model, ...where({ property: 'tasks', ...empty }) })).toEqual([]);
		const photo = { property: 'photo', operator: 'exists', value: '' };
		const either = where(photo, { property: 'name', ...empty });
		expect(await ids({ combineFilters: 'or', ...either })).toEqual([2, 3]);
	});

	it('reads records of a model whose type has another name than the model', async () => {
		const model = { __rl: true, mode: 'name', value: 'File' };
		expect(await getMany({ model })).toMatchObject([
			{
				id: 1,
				name: 'Letter',
				scan: { name: '1.pdf', url: expect.stringMatching(/^http/) as string },
			},
		]);
	});

	it('sorts by one property, and says so where there are more', async () => {
		const by = (...properties: string[]) => ({
			sort: { by: properties.map((property) => ({ property, direction: 'desc' })) },
		});
		expect(await ids(by('hoursSpent'))).toEqual([2, 1, 3]);
		expect(await ids(by('id'))).toEqual([3, 2, 1]);
		const error = await failure(getMany(by('name', 'id')));
		expect(error.message).toMatch(/can sort by one property only/);
	});

	it('finds by files, whatever is shown', async () => {
		const conditions = where({ property: 'photo', operator: 'doesNotExist', value: '' });
		expect(await getMany({ ...conditions, options: { fields: 'id' } })).toHaveLength(3);
		expect(await getMany(conditions)).toHaveLength(3);
	});

	it('returns the named records', async () => {
		expect(await ids({ options: { ids: '3, 1, 99' } })).toEqual([1, 3]);
	});

	it('tells of an operation that such an app does not have', async () => {
		const error = await failure(
			executeJson({ parameters: onTasks('create'), credential: app.credential }),
		);
		expect(error.message).toBe("'Create' isn't available in a newer app");
		expect(error.description).toMatch(/creates, updates and deletes records through its actions/);
		expect(app.asked()).toEqual([]);
	});

	it('tells of a resource that a classic app does not have', async () => {
		const parameters = { resource: 'query' };
		const credential = { application: 'my-app', email: 'a', apiKey: 'b' };
		const error = await failure(executeJson({ parameters, credential }));
		expect(error.message).toBe("'Query' isn't available in a classic app");
	});
});

describe('A related record that shows nothing but its value', () => {
	const definition = tasks([{ id: 1, name: 'Call', project: { id: 1 } }]);
	const [, project] = definition.models;
	project?.properties.push({ id: 'd'.repeat(32), name: 'value', kind: 'string', options: {} });
	project?.records?.forEach((record) => Object.assign(record, { value: 'x' }));
	const app = useDataApp(definition);

	it('stays a record', async () => {
		const parameters = onTasks('getAll', { options: { fields: 'project.value' } });
		expect(await executeJson({ parameters, credential: app.credential })).toEqual([
			{ project: { value: 'x' } },
		]);
	});
});

describe('Money of related records in a newer app', () => {
	const definition = tasks([{ id: 1, name: 'Call', price: '2.50', project: { id: 1 } }]);
	const [, project, customer] = definition.models;
	project?.properties.push({ id: 'd'.repeat(32), name: 'budget', kind: 'decimal', options: {} });
	customer?.properties.push({ id: 'e'.repeat(32), name: 'credit', kind: 'decimal', options: {} });
	project?.records?.forEach((record) => Object.assign(record, { budget: '1000.10', name: '12' }));
	customer?.records?.forEach((record) =>
		Object.assign(record, { credit: '90071992547409.935', title: '7' }),
	);
	const app = useDataApp(definition);
	const fields =
		'price, project.budget, project.name, project.customer.credit, project.customer.title, project.tasks.price';

	it.each(['getAll', 'get'])(
		'is a number wherever that loses no digit, with Simplify (%s)',
		async (operation) => {
			const run = async (simplify: boolean) =>
				await executeJson({
					parameters: onTasks(operation, {
						recordId: { __rl: true, mode: 'id', value: '1' },
						...{ simplify, options: { fields } },
					}),
					credential: app.credential,
				});
			const customer = { credit: '90071992547409.935', title: '7' };
			expect(await run(true)).toEqual([
				{
					price: 2.5,
					project: { budget: 1000.1, name: '12', customer, tasks: [{ price: 2.5 }] },
				},
			]);
			expect(await run(false)).toMatchObject([
				{ project: { budget: expect.stringMatching(/^1000\.10?$/), tasks: [{ price: '2.5' }] } },
			]);
		},
	);
});

describe('All records of a newer app', () => {
	const app = useDataApp(tasks(manyTasks(450)));
	const getMany = async (more: object = {}) =>
		await executeJson({
			parameters: onTasks('getAll', { returnAll: true, ...more }),
			credential: app.credential,
		});
	const pages = () => app.asked().filter((fields) => fields === 'allTask').length;
	const everyId = Array.from({ length: 450 }, (_, index) => index + 1);

	it.each([
		[{ takeMax: 5000 }, {}, 1],
		[{ takeMax: 200, takeOver: 'error' }, {}, 5],
		[{ takeMax: 200, takeOver: 'clamp' }, {}, 3],
		[{ takeMax: 5000 }, { options: { pageSize: 100 } }, 5],
	] as const)('come whole with %j and %j, in %i requests', async (personality, more, requests) => {
		app.emulator.setPersonality(personality);
		expect((await getMany(more)).map(({ id }) => id)).toEqual(everyId);
		expect(pages()).toBe(requests);
	});

	it('come whole and sorted although equal ones come in any order', async () => {
		app.emulator.setPersonality({ ties: 'unstable' });
		const sort = { by: [{ property: 'hoursSpent', direction: 'desc' }] };
		const rows = await getMany({ sort, options: { pageSize: 100 } });
		const expected = [...everyId].sort((a, b) => ((b - 1) % 7) - ((a - 1) % 7) || a - b);
		expect(rows.map(({ id }) => id)).toEqual(expected);
	});

	it('are cut at the limit, those that are equal by id', async () => {
		const sort = { by: [{ property: 'hoursSpent', direction: 'asc' }] };
		app.emulator.setPersonality({ ties: 'unstable' });
		const rows = await getMany({ sort, returnAll: false, limit: 3 });
		expect(rows.map(({ id }) => id)).toEqual([1, 8, 15]);
	});
});

describe('Get, in a newer app', () => {
	const app = useDataApp(tasks(FEW));
	const get = async (recordId: number, more: object = {}) =>
		await executeJson({
			parameters: onTasks('get', {
				recordId: { __rl: true, mode: 'id', value: String(recordId) },
				...more,
			}),
			credential: app.credential,
		});

	it('returns one record, or the fields of it that are named', async () => {
		expect(await get(1)).toMatchObject([{ id: 1, name: 'Call', project: { id: 1, name: 'Move' } }]);
		expect(await get(1, { options: { fields: 'project' } })).toEqual([
			{ project: { id: 1, name: 'Move' } },
		]);
	});

	it('says that there is no such record', async () => {
		const error = await failure(get(99));
		expect(error.message).toBe('No record 99 was found in the model "Task"');
		expect(error.httpCode).toBe('404');
	});
});

describe('Get by properties, in a newer app', () => {
	const app = useDataApp(tasks(FEW));
	const get = async (property: string, value: unknown, more: object = {}) =>
		await executeJson({
			parameters: onTasks('get', {
				findBy: 'properties',
				match: { by: [{ property, value }] },
				...more,
			}),
			credential: app.credential,
		});

	it('finds the one that is meant', async () => {
		expect(await get('name', 'Write')).toMatchObject([{ id: 2, status: 'done' }]);
	});

	it('tells of none and of several', async () => {
		await expect(get('name', 'Nobody')).rejects.toThrow('No record of Task has name "Nobody"');
		await expect(get('status', 'open')).rejects.toThrow(
			'More than one record matches, among them 1 and 3',
		);
		const all = await get('status', 'open', { whenSeveralMatch: 'all' });
		expect(all.map(({ id }) => id)).toEqual([1, 3]);
	});
});
