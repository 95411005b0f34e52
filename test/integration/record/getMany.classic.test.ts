import type { IDataObject } from 'n8n-workflow';
import type { AppDefinition, AppRecord } from '../../emulator/index.ts';
import { COMPANY, company, onCompanies, useApp, uuid } from '../../support/app';
import { executeJson } from '../../support/n8n';

const RECORDS: AppRecord[] = [
	{ id: 1, name: 'Alkmaar BV', employees: 10, revenue: 99.5, active: true, founded: '2001-05-01' },
	{ id: 2, name: 'Zonneveld', employees: 3, active: false, branch: 'Food', group: { id: 2 } },
	{ id: 3, name: 'de Bruin & Zn', employees: 0, active: true, branch: 'Steel', group: { id: 1 } },
	{ id: 4, name: 'Émile [1] "x"', employees: -4, founded: '1999-12-31', group: { id: 2 } },
	{ id: 5, name: '50% korting', employees: 3, notes: 'Long, with a comma', group: { id: 1 } },
].map((row) => ({ called_at: `2026-01-0${row.id}T12:00:00Z`, ...row }));

const VIEW = uuid('f0');
const FILTER = uuid('f1');
const definition: AppDefinition = {
	...company(RECORDS),
	views: [
		{
			id: VIEW,
			model: COMPANY,
			columns: [uuid('c2'), uuid('c4'), uuid('cb')],
			filter: { path: [uuid('c4')], predicate: 'gt', criteria: 0 },
		},
	],
	filters: [
		{
			id: FILTER,
			model: COMPANY,
			definition: {
				operator: 'and',
				conditions: [{ path: [uuid('c6')], predicate: 'eq', criteria: true }],
			},
		},
	],
};
const app = useApp(definition);

const getMany = async (parameters: object): Promise<IDataObject[]> =>
	await executeJson({
		credential: app.credential,
		parameters: onCompanies('getAll', { returnAll: true, ...parameters }),
	});
const ids = async (parameters: object) => (await getMany(parameters)).map(({ id }) => id);
const where = (...conditions: Array<[property: string, operator: string, value?: unknown]>) => ({
	filters: {
		conditions: conditions.map(([property, operator, value]) => ({ property, operator, value })),
	},
});
const lists = () => app.sent().filter((request) => request.includes('/records'));

describe('Conditions', () => {
	it.each<[property: string, operator: string, value: unknown, expected: number[]]>([
		['name', 'eq', 'Zonneveld', [2]],
		['name', 'eq', 'Émile [1] "x"', [4]],
		['name', 'neq', 'Zonneveld', [1, 3, 4, 5]],
		['name', 'in', 'Zonneveld, Alkmaar BV', [1, 2]],
		['name', 'in', '={{ ["Zonneveld", "de Bruin & Zn"] }}', [2, 3]],
		['name', 'nin', 'Zonneveld, Alkmaar BV', [3, 4, 5]],
		['name', 'matches', '& zn', [3]],
		['name', 'matches', '50% k', [5]],
		['name', 'doesNotMatch', 'e', [1, 5]],
		['name', 'startsWith', 'alk', [1]],
		['name', 'endsWith', 'BV', [1]],
		['name', 'gt', 'Z', [2, 3, 4]],
		['employees', 'eq', '3', [2, 5]],
		['employees', 'eq', '={{ 0 }}', [3]],
		['employees', 'gt', '0', [1, 2, 5]],
		['employees', 'gteq', 3, [1, 2, 5]],
		['employees', 'lt', '0', [4]],
		['employees', 'lteq', '-4', [4]],
		['employees', 'in', '={{ [10, -4] }}', [1, 4]],
		['revenue', 'eq', '99.5', [1]],
		['active', 'eq', 'true', [1, 3]],
		['active', 'eq', '={{ false }}', [2]],
		['founded', 'lt', '2000-01-01', [4]],
		['founded', 'eq', '={{ DateTime.fromISO("2001-05-01") }}', [1]],
		['called_at', 'gteq', '2026-01-04T12:00:00Z', [4, 5]],
		['called_at', 'lt', '={{ new Date("2026-01-02T12:00:00Z") }}', [1]],
		['branch', 'exists', '', [2, 3]],
		['branch', 'doesNotExist', '', [1, 4, 5]],
		['notes', 'exists', '', [5]],
		['id', 'in', '1, 4', [1, 4]],
		['id', 'gt', '3', [4, 5]],
		['group', 'eq', '2', [2, 4]],
		['group', 'eq', '={{ ({ id: 2 }) }}', [2, 4]],
		['group', 'exists', '', [2, 3, 4, 5]],
		['group.name', 'eq', 'South', [2, 4]],
		['group.name', 'startsWith', 'no', [3, 5]],
		['group.id', 'in', '1', [3, 5]],
		[uuid('c2'), 'eq', 'Zonneveld', [2]],
		[`group.${uuid('92')}`, 'eq', 'South', [2, 4]],
		['created_at', 'exists', '', [1, 2, 3, 4, 5]],
	])('%s %s %j finds %j', async (property, operator, value, expected) => {
		expect(await ids(where([property, operator, value]))).toEqual(expected);
	});

	it('must all hold, unless any will do', async () => {
		const two = where(['employees', 'eq', '3'], ['active', 'eq', 'true']);
		expect(await ids(two)).toEqual([]);
		expect(await ids({ ...two, combineFilters: 'or' })).toEqual([1, 2, 3, 5]);
		const three = where(
			['employees', 'gt', 0],
			['group.name', 'eq', 'North'],
			['name', 'matches', '%'],
		);
		expect(await ids(three)).toEqual([5]);
	});

	it('are combined in no other way', async () => {
		const either = { ...where(['name', 'eq', 'x']), combineFilters: '={{ "xor" }}' };
		await expect(getMany(either)).rejects.toThrow(/^'Must Match' must be one of/);
		expect(lists()).toEqual([]);
	});

	it('are sent as the vendor sends them', async () => {
		await ids(where(['group.name', 'eq', 'South']));
		expect(app.emulator.requests.at(-1)?.query.filters).toEqual([
			{
				operator: 'and',
				conditions: [{ predicate: 'eq', criteria: 'South', path: [uuid('cb'), uuid('92')] }],
			},
		]);
	});

	it.each<[property: unknown, operator: string, value: unknown, reason: RegExp]>([
		['nam', 'eq', 'x', /no property "nam"/],
		['', 'eq', 'x', /condition has no property/],
		['name.x', 'eq', 'x', /continues after "name", but that property isn't a relation/],
		['group.colour', 'eq', 'x', /The model Group has no property "colour"/],
		['name', 'like', 'x', /unknown operator: like/],
		[
			'employees',
			'matches',
			'3',
			/"Contains" doesn't work on "employees", which is of kind integer/,
		],
		['active', 'gt', 'true', /doesn't work on "active"/],
		['employees', 'eq', 'three', /"employees" must be a whole number.*but got "three"/],
		['active', 'eq', 'maybe', /"active" must be true or false/],
		['name', 'eq', '', /The condition "name Is" has no value/],
		['name', 'eq', '={{ undefined }}', /has no value/],
		['name', 'in', ' , ', /has no value/],
		['name', 'in', '={{ ["a", null] }}', /has no value/],
		['group', 'eq', 'South', /"group" must be a number/],
		['name', 'eq', '={{ ["a", "b"] }}', /must be text, but got a list/],
	])('%j %s %j is refused before it is sent', async (property, operator, value, reason) => {
		await expect(getMany(where([property as string, operator, value]))).rejects.toThrow(reason);
		expect(lists()).toEqual([]);
	});
});

describe('Conditions along a relation to many', () => {
	const groups = async (...args: Parameters<typeof where>) =>
		await ids({ model: { __rl: true, mode: 'name', value: 'groups' }, ...where(...args) });

	it('hold when they hold for one of the related records, which the app does not show', async () => {
		expect(await groups(['companies.name', 'eq', 'Zonneveld'])).toEqual([2]);
		expect(await groups(['companies.employees', 'gt', 2])).toEqual([1, 2]);
		expect(await groups(['companies', 'eq', 3])).toEqual([1]);
	});

	it('are not believed when the app ignores them', async () => {
		app.emulator.setPersonality({ filters: 'ignored' });
		await expect(groups(['companies.name', 'eq', 'Zonneveld'])).rejects.toThrow(
			/can't filter by "companies.name Is Zonneveld"/,
		);
	});
});

describe('An app that does not tell the property of ids', () => {
	const [companies, groupModel] = definition.models;
	const withoutId = (model: typeof companies) => ({
		...model!,
		properties: model!.properties.filter(({ name }) => name !== 'id'),
	});
	const bare = useApp(
		{ ...definition, models: [withoutId(companies), withoutId(groupModel)] },
		{ defaultProperties: 'hidden' },
	);
	const run = async (operation: string, parameters: object) =>
		await executeJson({
			credential: bare.credential,
			parameters: onCompanies(operation, parameters),
		});

	it('is read all the same, as long as a list is no longer than it is by default', async () => {
		const found = await run('getAll', { returnAll: true });
		expect(found.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
	});

	it('is searched by relations and updated by matches and by ids', async () => {
		const found = await run('getAll', { returnAll: true, ...where(['group', 'eq', 2]) });
		expect(found.map(({ id }) => id)).toEqual([2, 4]);
		const upsert = async (matchOn: string, fieldsJson: object) =>
			(await run('upsert', { fieldsMode: 'json', matchOn, fieldsJson }))[0];
		expect(await upsert('name', { name: 'Zonneveld', employees: 8 })).toMatchObject({ id: 2 });
		expect(await upsert('id', { id: 2, employees: 9 })).toMatchObject({ id: 2, employees: 9 });
	});
});

describe('An app that ignores conditions', () => {
	it('is found out by the records it returns, and none is passed on', async () => {
		app.emulator.setPersonality({ filters: 'ignored' });
		const refused = getMany(where(['name', 'eq', 'Zonneveld'], ['active', 'eq', 'false']));
		await expect(refused).rejects.toMatchObject({
			message: `This app can't filter by "name Is Zonneveld", "active Is false": it returned records that don't match. No records were output`,
			description: expect.stringMatching(/Save the conditions as a filter.*view/) as string,
		});
		expect(lists()).toHaveLength(1);
	});

	it.each(['neq', 'gt', 'lt', 'in', 'nin', 'startsWith', 'matches', 'exists', 'doesNotExist'])(
		'is found out when it ignores %s',
		async (operator) => {
			app.emulator.setPersonality({ filters: 'ignored' });
			const property = ['startsWith', 'matches', 'exists', 'doesNotExist'].includes(operator)
				? 'notes'
				: 'employees';
			const value = operator === 'nin' || operator === 'neq' ? '3' : operator === 'in' ? '77' : '5';
			await expect(getMany(where([property, operator, value]))).rejects.toThrow(/can't filter by/);
		},
	);

	it('is found out through a view that does not show the property, by one request more', async () => {
		app.emulator.setPersonality({ filters: 'ignored' });
		const hidden = { ...where(['active', 'eq', 'true']), options: { viewId: VIEW } };
		await expect(getMany(hidden)).rejects.toThrow(/can't filter by "active Is true"/);
		app.emulator.setPersonality({ filters: 'supported' });
		app.emulator.clearRequests();
		expect(await ids(hidden)).toEqual([1]);
		expect(lists().filter((request) => request.includes('limit=1&filters'))).toHaveLength(1);
	});

	it('is believed when everything fits anyway', async () => {
		app.emulator.setPersonality({ filters: 'ignored' });
		expect(await ids(where(['name', 'exists']))).toEqual([1, 2, 3, 4, 5]);
	});

	it('is told which condition it refuses', async () => {
		app.emulator.setPersonality({ filters: 'rejected' });
		await expect(getMany(where(['name', 'eq', 'x']))).rejects.toThrow(
			/The app refuses the condition "name Is x"/,
		);
		app.emulator.reset();
		app.emulator.fault({ path: /predicate.*starts_with/, status: 400, body: 'bad', times: 9 });
		const refused = getMany(where(['employees', 'eq', 3], ['name', 'startsWith', 'x']));
		await expect(refused).rejects.toThrow(
			/^The app refuses the condition "name Starts With x"\. .*bad/,
		);
	});

	it('may disregard case, accents and empty values without being called wrong', async () => {
		app.emulator.setPersonality({ textCase: 'insensitive', negatedEmpty: 'excluded' });
		expect(await ids(where(['name', 'eq', 'zonneveld']))).toEqual([2]);
		expect(await ids(where(['branch', 'neq', 'Food']))).toEqual([3]);
	});
});

describe('Saved views and filters', () => {
	it.each([
		VIEW,
		VIEW.toUpperCase(),
		`https://x.example/builder/models/${COMPANY}/views/${VIEW}?a=1`,
	])('a view given as %s returns its records under property names', async (viewId) => {
		expect(await getMany({ options: { viewId } })).toEqual([
			{ id: 1, name: 'Alkmaar BV', employees: 10, group: null },
			{ id: 2, name: 'Zonneveld', employees: 3, group: { id: 2, name: 'South' } },
			{ id: 5, name: '50% korting', employees: 3, group: { id: 1, name: 'North' } },
		]);
	});

	it('a view comes as the app sends it without simplify', async () => {
		const [row] = await getMany({ simplify: false, options: { viewId: VIEW } });
		expect(row).toMatchObject({ id: 1, [uuid('c2')]: { busy: false, value: 'Alkmaar BV' } });
	});

	it('a filter returns its records', async () => {
		const filterId = `https://x.example/filters/${FILTER}`;
		expect(await ids({ options: { filterId } })).toEqual([1, 3]);
	});

	it('work together, with conditions, sorting and a limit', async () => {
		const options = { viewId: VIEW, filterId: FILTER };
		expect(await ids({ options })).toEqual([1]);
		const all = {
			...where(['group.name', 'eq', 'South'], ['employees', 'gt', 0]),
			combineFilters: 'or',
			sort: { by: [{ property: 'employees', direction: 'asc' }] },
			options: { viewId: VIEW },
		};
		expect(await ids(all)).toEqual([2, 5, 1]);
		expect(await ids({ ...all, returnAll: false, limit: 2 })).toEqual([2, 5]);
	});

	it.each([
		[{ viewId: 'my view' }, /'Saved View' must be a UUID/],
		[{ filterId: 'https://x.example/filters/1' }, /'Saved Filter' must be a UUID/],
	])('%j is refused before it is sent', async (options, reason) => {
		await expect(getMany({ options })).rejects.toThrow(reason);
		expect(app.sent()).toEqual([]);
	});

	it('that do not exist are named', async () => {
		await expect(getMany({ options: { viewId: uuid('ee') } })).rejects.toThrow(
			`The app has no view "${uuid('ee')}"`,
		);
	});
});

describe('Record IDs', () => {
	it.each([
		['4, 2,2', [2, 4]],
		['={{ [5, "1"] }}', [1, 5]],
		['={{ 3 }}', [3]],
		['2, 99', [2]],
	])('%j are the records %j', async (value, expected) => {
		expect(await ids({ options: { ids: value } })).toEqual(expected);
	});

	it('work with a view and with sorting', async () => {
		const sort = { by: [{ property: 'employees', direction: 'desc' }] };
		expect(await ids({ sort, options: { ids: '1,2,3', viewId: VIEW } })).toEqual([1, 2]);
	});

	it.each(['1,x', '1,-2', '0', '1.5'])('%j are refused before they are sent', async (value) => {
		await expect(getMany({ options: { ids: value } })).rejects.toThrow(/^'Record IDs' must be/);
		expect(app.sent()).toEqual([]);
	});

	it('are not believed when the app returns others', async () => {
		app.emulator.fault({ path: 'ids=', status: 200, body: [{ id: 1 }, { id: 2 }], times: 9 });
		await expect(getMany({ options: { ids: '2' } })).rejects.toMatchObject({
			message: 'The app ignored the list of IDs and returned other records',
			description: expect.stringMatching(/^Remove 'Record IDs' from the options/) as string,
		});
	});
});

describe('Sorting', () => {
	const by = (...keys: Array<[property: string, direction: string]>) => ({
		sort: { by: keys.map(([property, direction]) => ({ property, direction })) },
	});

	describe.each([
		['all', { returnAll: true }],
		['the first four', { returnAll: false, limit: 4 }],
	])('%s', (_which, limit) => {
		it.each<[Array<[string, string]>, number[]]>([
			[[['employees', 'asc']], [4, 3, 2, 5, 1]],
			[[['employees', 'desc']], [1, 2, 5, 3, 4]],
			[[['id', 'desc']], [5, 4, 3, 2, 1]],
			[[['called_at', 'desc']], [5, 4, 3, 2, 1]],
			[
				[
					['employees', 'asc'],
					['called_at', 'desc'],
				],
				[4, 3, 5, 2, 1],
			],
		])('by %j', async (keys, expected) => {
			app.emulator.setPersonality({ tieOrder: 'shuffled' });
			const found = await ids({ ...limit, ...by(...keys) });
			expect(found).toEqual(limit.returnAll ? expected : expected.slice(0, 4));
		});
	});

	it('breaks ties by id at the limit too, whatever order the app has for them', async () => {
		app.emulator.setPersonality({ tieOrder: 'shuffled' });
		for (const limit of [1, 2, 3, 4]) {
			const found = await ids({ returnAll: false, limit, ...by(['employees', 'desc']) });
			expect(found).toEqual([1, 2, 5, 3, 4].slice(0, limit));
		}
	});

	it('asks for the first records in one request', async () => {
		await ids({ returnAll: false, limit: 1, ...by(['id', 'desc']) });
		expect(lists()).toEqual([
			`GET /api/models/${COMPANY}/records?limit=2&order=${uuid('c1')}:desc`,
		]);
	});

	it('is done here when the app does not do it', async () => {
		app.emulator.setPersonality({ unknownOrder: 'ignored' });
		app.emulator.fault({
			path: `order=${uuid('c4')}`,
			status: 200,
			body: RECORDS.slice(0, 3),
			times: 1,
		});
		expect(await ids({ returnAll: false, limit: 2, ...by(['employees', 'asc']) })).toEqual([4, 3]);
	});

	it.each([
		[[['nam', 'asc']], /no property "nam"/],
		[[['', 'asc']], /sort entry has no property/],
		[[['group', 'asc']], /can't be sorted by "group"/],
		[[['name', 'down']], /sort direction must be asc or desc, but got "down"/],
	] as Array<[Array<[string, string]>, RegExp]>)('by %j is refused', async (keys, reason) => {
		await expect(ids(by(...keys))).rejects.toThrow(reason);
		expect(lists()).toEqual([]);
	});

	it('by what a view does not show is refused', async () => {
		const refused = getMany({ ...by(['founded', 'asc']), options: { viewId: VIEW } });
		await expect(refused).rejects.toThrow(/"founded", because the view doesn't show it/);
	});
});

describe('The shape of the output', () => {
	it('has every property, whatever is empty', async () => {
		const rows = await getMany({});
		const names = definition.models[0]?.properties.map(({ name }) => name) ?? [];
		for (const row of rows) expect(Object.keys(row)).toEqual(expect.arrayContaining(names));
		expect(new Set(rows.map((row) => Object.keys(row).sort().join())).size).toBe(1);
	});

	it.each(['null', 'object'] as const)(
		'has null for an empty relation shown as %s',
		async (shown) => {
			app.emulator.setPersonality({ emptyRelation: shown });
			expect((await getMany({}))[0]).toMatchObject({ id: 1, group: null });
		},
	);

	it.each([
		[['name', 'employees']],
		['name, employees'],
		['={{ ["name", "employees"] }}'],
		[[uuid('c2'), 'employees']],
	])('is kept to the properties %j', async (outputFields) => {
		const rows = await getMany({ options: { outputFields } });
		expect(rows[1]).toEqual({ name: 'Zonneveld', employees: 3 });
		const raw = await getMany({ simplify: false, options: { outputFields, viewId: VIEW } });
		expect(raw[1]).toEqual({
			[uuid('c2')]: { busy: false, value: 'Zonneveld' },
			[uuid('c4')]: { busy: false, value: 3 },
		});
	});

	it('names an output property that does not exist', async () => {
		await expect(getMany({ options: { outputFields: ['nam'] } })).rejects.toThrow(/property "nam"/);
	});

	it('is read in pages of the size that is asked for', async () => {
		app.emulator.setPersonality({ offset: 'supported' });
		expect(await ids({ options: { pageSize: 2 } })).toEqual([1, 2, 3, 4, 5]);
		expect(lists()[0]).toContain('limit=2&');
		await expect(getMany({ options: { pageSize: 0 } })).rejects.toThrow(
			/^'Page Size' must be .* but got 0/,
		);
	});
});

describe('Lists that do not fit a page', () => {
	it.each([
		['offset works', { offset: 'supported', maxLimit: 2 }],
		['offset is ignored', { offset: 'ignored' }],
	] as const)('are complete with view, filter and sort where %s', async (_how, personality) => {
		app.emulator.setPersonality(personality);
		const options = { pageSize: 2 };
		expect(await ids({ options })).toEqual([1, 2, 3, 4, 5]);
		expect(await ids({ options: { ...options, viewId: VIEW } })).toEqual([1, 2, 5]);
		expect(await ids({ options, ...where(['employees', 'lt', 5]) })).toEqual([2, 3, 4, 5]);
		const sort = { by: [{ property: 'employees', direction: 'desc' }] };
		expect(await ids({ options, sort })).toEqual([1, 2, 5, 3, 4]);
		expect(await ids({ options, sort, returnAll: false, limit: 3 })).toEqual([1, 2, 5]);
	});
});
