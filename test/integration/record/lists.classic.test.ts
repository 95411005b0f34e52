import type { IDataObject } from 'n8n-workflow';
import type { AppRecord } from '../../emulator/index.ts';
import { COMPANY, company, companies, GROUP, onCompanies, useApp, uuid } from '../../support/app';
import { failure } from '../../support/failure';
import { execute, executeContext, executeJson } from '../../support/n8n';
import type { Model } from '../../../nodes/BettyBlocks/app/schema/models';
import { findRelations, withRelated } from '../../../nodes/BettyBlocks/resources/record/related';
import { BettyBlocks } from '../../../nodes/BettyBlocks/BettyBlocks.node';

const VIEW = uuid('f0');
const FILTER = uuid('f1');
const EVERYTHING = uuid('f2');

/** From 1,001 on, so that nothing but the app tells whether there are others below. */
const RECORDS: AppRecord[] = companies(120).map((row) => ({
	...row,
	id: Number(row.id) + 1_000,
	employees: Number(row.id) % 7,
	active: Number(row.id) % 2 === 0,
}));

const app = useApp({
	...company(RECORDS),
	views: [{ id: VIEW, model: COMPANY, columns: [uuid('c2')] }],
	filters: [
		{
			id: FILTER,
			model: COMPANY,
			definition: { path: [uuid('c4')], predicate: 'gt', criteria: 5 },
		},
		{
			id: EVERYTHING,
			model: COMPANY,
			definition: { path: [uuid('c2')], predicate: 'exists' },
		},
	],
});

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
const all = RECORDS.map(({ id }) => id);
const lists = () => app.sent().filter((request) => request.includes('/records'));

describe('An app that neither sorts ascending nor skips records', () => {
	it.each([7, 25, 40, 60, 119])(
		'is read to its end by a condition on the id, whatever it caps a list at: %d',
		async (cap) => {
			app.emulator.setPersonality({ ascending: 'rejected', offset: 'ignored', cap });
			expect(await ids({})).toEqual(all);
		},
	);

	it.each([25, 40, 100, 119])(
		'is refused where it applies no conditions either, and caps a list at %d',
		async (cap) => {
			app.emulator.setPersonality({ ascending: 'rejected', filters: 'ignored', cap });
			const error = await failure(getMany({}));
			expect(error.message).toMatch(/^Couldn't read all records: the app returned \d+ from/);
			expect(error.description).toMatch(/Narrow the list with conditions or a saved filter/);
			// A limit of less than was read doesn't help: the lowest IDs are what is hidden.
			const limited = await failure(getMany({ returnAll: false, limit: 10 }));
			expect(limited.description).not.toMatch(/limit of/);
		},
	);

	it('is believed where it shows that none of the lower ids is there', async () => {
		app.emulator.setPersonality({ ascending: 'rejected', filters: 'rejected', offset: 'rejected' });
		expect(await ids({})).toEqual(all);
		expect(lists().some((request) => request.includes('ids='))).toBe(true);
	});
});

describe('An app that returns each record twice', () => {
	beforeEach(() => app.emulator.setPersonality({ rows: 'twice' }));

	it('is not taken for one that returns one record at a time', async () => {
		expect(await ids(where(['name', 'startsWith', 'Company 77']))).toEqual([1_077]);
	});

	it('is believed where it shows that none of the lower ids is there', async () => {
		app.emulator.setPersonality({ ascending: 'descending', filters: 'rejected' });
		expect(await ids({})).toEqual(all);
	});
});

describe('An app that bears no more rows than others', () => {
	it('is read on by a condition on the id where it refuses a large page', async () => {
		app.emulator.setPersonality({ refusedLimit: 100, cap: 40 });
		expect(await ids({})).toEqual(all);
	});

	it('is not asked for more than 500 where 500 are enough', async () => {
		const sort = { by: [{ property: 'employees', direction: 'asc' }] };
		await ids({ returnAll: false, limit: 500, sort });
		await ids({ returnAll: false, limit: 500 });
		const limits = lists().map((request) => Number(/limit=(\d+)/.exec(request)?.[1]));
		expect(Math.max(...limits)).toBeLessThanOrEqual(500);
	});

	it.each([100, 110, 200])('and refuses more than %d is asked for less', async (refusedLimit) => {
		app.emulator.setPersonality({ refusedLimit });
		expect(await ids({})).toEqual(all);
		app.emulator.setPersonality({ refusedLimit, offset: 'supported' });
		expect(await ids({ options: { pageSize: 1_000 } })).toEqual(all);
	});

	it('is asked for IDs by the hundred, and again for those that a cap hid', async () => {
		app.emulator.setPersonality({ cap: 30 });
		expect(await ids({ options: { ids: all.join(',') } })).toEqual(all);
		const counts = lists().map((request) => request.split(',').length);
		expect(Math.max(...counts)).toBeLessThanOrEqual(100);
	});
});

describe('A saved view or filter that the app ignores', () => {
	beforeEach(() => app.emulator.setPersonality({ unknownView: 'ignored' }));

	it('is found out', async () => {
		await expect(getMany({ options: { viewId: uuid('ee') } })).rejects.toThrow(
			`The app ignored the view "${uuid('ee')}": its response doesn't look like a view. No records were output`,
		);
		await expect(getMany({ options: { filterId: uuid('ee') } })).rejects.toThrow(
			`The app ignored the filter "${uuid('ee')}": it returns the same records without it`,
		);
	});

	it.each(['error with 200', 'page with 200'] as const)(
		'is told from one that has an effect where errors have an odd form: %s',
		async (errorForm) => {
			app.emulator.setPersonality({ unknownView: 'notFound', errorForm });
			expect(await ids({ options: { filterId: FILTER } })).toHaveLength(17);
		},
	);

	it('is told from one that has an effect', async () => {
		expect(await getMany({ options: { viewId: VIEW } })).toHaveLength(120);
		expect(await getMany({ options: { filterId: FILTER } })).toHaveLength(17);
	});

	it('is told from one that every record meets, in an app that refuses what it does not have', async () => {
		app.emulator.setPersonality({ unknownView: 'notFound' });
		expect(await getMany({ options: { filterId: EVERYTHING } })).toHaveLength(120);
	});
});

describe('An app that applies part of a filter', () => {
	it.each(['first', 'last'] as const)('and keeps the %s condition is found out', async (kept) => {
		app.emulator.setPersonality({ filtersApplied: kept });
		const two = where(['employees', 'gt', 3], ['active', 'isTrue']);
		await expect(getMany(two)).rejects.toThrow(/^This app can't filter by/);
		const any = { ...where(['employees', 'gt', 99], ['employees', 'lt', 2]), combineFilters: 'or' };
		await expect(getMany(any)).rejects.toThrow(/leaves out records that match/);
	});

	it.each<[string, string, unknown]>([
		['employees', 'gteq', 99],
		['employees', 'gteq', 3],
		['employees', 'lteq', -5],
		['name', 'startsWith', 'Company 5'],
		['name', 'matches', 'nothing of the kind'],
		['name', 'endsWith', 'y 7'],
		['employees', 'nin', '0, 1, 2, 3, 4, 5, 6'],
		['created_at', 'gt', '2999-01-01'],
		['notes', 'exists', undefined],
	])('and takes %s %s %j for equality is found out', async (property, operator, value) => {
		app.emulator.setPersonality({ filtersApplied: 'eq' });
		const asked = where([property, operator, value]);
		const outcome = await getMany(asked).catch((error: Error) => error.message);
		expect(outcome).toMatch(/^(This app can't filter by|The app refuses the condition)/);
		app.emulator.setPersonality({ filtersApplied: 'all' });
		await expect(getMany(asked)).resolves.toBeDefined();
	});
});

describe('The first records of a sort', () => {
	it.each(['employees', 'name', 'active'])(
		'by "%s" are not believed of an app that ignores the order',
		async (property) => {
			const body = RECORDS.slice(0, 4);
			const order = { employees: 'c4', name: 'c2', active: 'c6' }[property] ?? '';
			app.emulator.fault({ path: `order=${uuid(order)}`, status: 200, body, times: 9 });
			const by = [{ property, direction: 'asc' }];
			const found = await ids({ returnAll: false, limit: 3, sort: { by } });
			const first = {
				employees: [1007, 1014, 1021],
				name: [1001, 1010, 1100],
				active: [1001, 1003, 1005],
			};
			expect(found).toEqual(first[property as keyof typeof first]);
		},
	);

	it('stand as the app has them where it has its own alphabet', async () => {
		const by = [{ property: 'name', direction: 'asc' }];
		const names = async (limit: object) =>
			(await getMany({ sort: { by }, ...limit })).map(({ name }) => name);
		for (const [index, name] of ['b', 'A', 'a', 'B'].entries()) {
			await executeJson({
				credential: app.credential,
				parameters: onCompanies('update', {
					recordId: 1001 + index,
					fieldsMode: 'json',
					fieldsJson: { name } as unknown as string,
				}),
			});
		}
		expect((await names({})).slice(0, 4)).toEqual(['A', 'a', 'b', 'B']);
		expect(await names({ returnAll: false, limit: 4 })).toEqual(['A', 'a', 'b', 'B']);
	});

	it('come with a hint where they had to be sorted here', async () => {
		app.emulator.setPersonality({ ascending: 'rejected' });
		const sort = { by: [{ property: 'notes', direction: 'asc' }] };
		await executeJson({
			credential: app.credential,
			parameters: onCompanies('update', {
				recordId: 1001,
				fieldsMode: 'json',
				fieldsJson: { notes: 'é' } as unknown as string,
			}),
		});
		const context = executeContext({
			credential: app.credential,
			parameters: onCompanies('getAll', { returnAll: true, sort }) as never,
		});
		await new BettyBlocks().execute.call(context);
		expect(context.hints.map(({ message }) => message)).toContainEqual(
			expect.stringMatching(/^The node sorted these records itself/),
		);
	});

	it('among many equal ones are asked for, and no others', async () => {
		const by = [
			{ property: 'active', direction: 'desc' },
			{ property: 'id', direction: 'asc' },
		];
		expect(await ids({ returnAll: false, limit: 2, sort: { by } })).toEqual([1002, 1004]);
		expect(lists().every((request) => Number(/limit=(\d+)/.exec(request)?.[1]) < 10)).toBe(true);
	});
});

describe('A time of which the app shows no more than the second', () => {
	it('is no reason to refuse what comes after it', async () => {
		app.emulator.setPersonality({ timestampPrecision: 'seconds' });
		const [newest] = await getMany({ returnAll: false, limit: 1 });
		const after = where(['updated_at', 'gt', newest?.updated_at]);
		await expect(getMany(after)).resolves.toBeDefined();
	});
});

describe('A record of a model that the app does not have', () => {
	it.each(['get', 'delete'])('is not blamed for it: %s', async (operation) => {
		const run = execute({
			credential: app.credential,
			parameters: {
				...onCompanies(operation, { recordId: 1 }),
				model: { __rl: true, mode: 'id', value: uuid('ab') },
			} as never,
		});
		await expect(run).rejects.toThrow(`The app has no model "${uuid('ab')}"`);
	});
});

describe('A condition that the records do not show', () => {
	const codes = useApp({
		...company([
			{ id: 1, name: 'A', employees: 8_712_345_678_901, active: true, group: { id: 1 } },
			{ id: 2, name: 'B', employees: 4, active: false, group: { id: 1 } },
			{ id: 3, name: 'C', employees: 4, active: true, group: { id: 2 } },
		]),
		views: [{ id: VIEW, model: COMPANY, columns: [uuid('c2')] }],
	});
	const found = async (parameters: object) =>
		(
			await executeJson({
				credential: codes.credential,
				parameters: onCompanies('getAll', { returnAll: true, ...parameters }),
			})
		).map(({ id }) => id);

	it('is proven in spite of codes of thirteen digits', async () => {
		const through = { options: { viewId: VIEW } };
		expect(await found({ ...where(['employees', 'gt', 5]), ...through })).toEqual([1]);
		expect(await found({ ...where(['employees', 'lt', 5]), ...through })).toEqual([2, 3]);
		expect(await found({ ...where(['employees', 'neq', 4]), ...through })).toEqual([1]);
	});

	it.each<[string, string, unknown, number[]]>([
		['companies.employees', 'neq', 4, [1]],
		['companies.active', 'isTrue', undefined, [1, 2]],
		['companies.name', 'nin', 'A, C', [1]],
		['companies.name', 'doesNotMatch', 'a', [1, 2]],
		['companies.name', 'exists', undefined, [1, 2]],
	])('is proven of relations to many: %s %s %j', async (property, operator, value, expected) => {
		const model = { __rl: true, mode: 'id', value: GROUP };
		const asked = { model, ...where([property, operator, value]) };
		expect(await found(asked)).toEqual(expected);
		codes.emulator.setPersonality({ filters: 'ignored' });
		await expect(found(asked)).rejects.toThrow(/can't filter by/);
	});
});

describe('Related records', () => {
	it('of one record are read however many there are', async () => {
		const many = companies(60_000).map((row) => ({ ...row, group: { id: 1 } }));
		const models = company().models.map(
			({ id, name, properties }): Model => ({
				id,
				name,
				properties: properties.map(({ inverse_association: inverse, ...property }) => ({
					...property,
					inverse,
				})) as Model['properties'],
			}),
		);
		const list = async () => many as never;
		const [relation] = findRelations(models, models[1] as Model, ['companies']);
		const [output] = await withRelated(
			{ app: { records: { list } } as never, zone: 'UTC' },
			models,
			relation === undefined ? [] : [relation],
			[{ id: 1 }],
			[{ id: 1 }],
		);
		expect(output?.companies).toHaveLength(60_000);
	});

	it('whose relation back is not shown are refused, with what to show', async () => {
		const body = [{ id: 1001, name: 'Company 1' }];
		app.emulator.fault({ path: `models/${COMPANY}/records`, status: 200, body, times: 1 });
		const run = executeJson({
			credential: app.credential,
			parameters: {
				...onCompanies('get', { recordId: 1, options: { relatedRecords: ['companies'] } }),
				model: { __rl: true, mode: 'id', value: GROUP },
			} as never,
		});
		await expect(run).rejects.toThrow(/the app doesn't show the property "group" of Company/);
	});
});

describe('A batch of records after the last one of the batch before', () => {
	const batch = async (startAfter: unknown, more: object = {}) =>
		await ids({ returnAll: false, limit: 3, options: { startAfter }, ...more });

	it.each(['supported', 'ignored', 'rejected'] as const)(
		'is the next one by ID, where conditions are %s',
		async (filters) => {
			app.emulator.setPersonality({ filters });
			expect(await batch(0)).toEqual([1001, 1002, 1003]);
			expect(await batch(1003)).toEqual([1004, 1005, 1006]);
			expect(await batch('={{ 1118 }}')).toEqual([1119, 1120]);
			expect(await batch(1120)).toEqual([]);
		},
	);

	it('meets the conditions, whether all or any of them', async () => {
		const two = where(['employees', 'eq', 1], ['employees', 'eq', 2]);
		expect(await batch(1002, { ...two, combineFilters: 'or' })).toEqual([1008, 1009, 1015]);
		expect(await batch(1002, where(['employees', 'eq', 2]))).toEqual([1009, 1016, 1023]);
	});

	it.each(['={{ undefined }}', '={{ "" }}', '', -1, 1.5])('is refused after %j', async (after) => {
		const error = await failure(batch(after));
		expect(error.message).toMatch(/^'Start After' must be a whole number of 0 or more, but got/);
		expect(error.description).toBe("Enter a whole number of 0 or more for 'Start After'");
	});

	it('has no other order', async () => {
		const sort = { by: [{ property: 'name', direction: 'asc' }] };
		await expect(batch(0, { sort })).rejects.toThrow(
			/^'Start After' needs the records sorted by ID/,
		);
	});
});
