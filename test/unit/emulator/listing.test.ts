/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';

import type { Emulator } from '../../emulator/index.ts';
import { authorisation, ids, startSample, uuid, type Send } from '../../emulator/samples.ts';

describe('Lists of the emulated app', () => {
	let emulator: Emulator;
	let send: Send;

	beforeAll(async () => {
		({ emulator, send } = await startSample());
	});
	beforeEach(() => emulator.reset());
	afterAll(async () => await emulator.close());

	type Row = Record<string, unknown> & { id: number };

	async function rows(query = ''): Promise<Row[]> {
		return (await send(`/models/companies/records?${query}`)).json as Row[];
	}

	async function idsOf(query = ''): Promise<number[]> {
		return (await rows(query)).map(({ id }) => id);
	}

	async function search(filters: unknown, model = 'companies'): Promise<number[] | number> {
		const reply = await send(`/models/${model}/records`, { json: { filters } });
		return reply.status === 200 ? (reply.json as Row[]).map(({ id }) => id) : reply.status;
	}

	describe('without a view', () => {
		it('answer flat records keyed by property name', async () => {
			expect((await rows())[0]).toEqual({
				...{ id: 1, name: 'Alkmaar BV', size: 10, revenue: 12.5, active: true },
				...{ founded: '2001-02-03', opened: '2024-05-01T08:00:00Z', status: 'new', logo: null },
				...{ group: { id: 1, name: 'north' }, label: 'Alkmaar (10)', photos: null, starts: null },
				...{ extra: null, created_at: expect.any(String), updated_at: expect.any(String) },
			});
		});

		it('show an empty relation as null, or as an object without id', async () => {
			expect((await rows())[2]?.group).toBeNull();
			emulator.setPersonality({ emptyRelation: 'object' });
			expect((await rows())[2]?.group).toEqual({ id: null });
		});

		it('show decimals as numbers, or as texts', async () => {
			emulator.setPersonality({ decimals: 'text' });
			expect((await rows())[0]).toMatchObject({ revenue: '12.5', size: 10 });
		});

		it.each([
			['seconds', 'utc', '2024-05-01T08:00:00Z'],
			['milliseconds', 'utc', '2024-05-01T08:00:00.000Z'],
			['seconds', 'offset', '2024-05-01T10:00:00+02:00'],
			['milliseconds', 'offset', '2024-05-01T10:00:00.000+02:00'],
			['seconds', 'spaced', '2024-05-01 08:00:00 UTC'],
		] as const)('show date-times in %s, %s', async (timestampPrecision, timestampFormat, shown) => {
			emulator.setPersonality({ timestampPrecision, timestampFormat });
			const [first] = await rows();
			expect(first?.opened).toBe(shown);
			expect(Date.parse(String(first?.opened))).toBe(Date.UTC(2024, 4, 1, 8));
		});

		it.each([
			['seconds', '2024-05-01T10:00:00'],
			['milliseconds', '2024-05-01T10:00:00.000'],
		] as const)(
			'show local date-times without a zone, in %s',
			async (timestampPrecision, shown) => {
				emulator.setPersonality({ timestampPrecision, timestampFormat: 'local' });
				expect((await rows())[0]?.opened).toBe(shown);
			},
		);
	});

	describe('through a view', () => {
		it('answer cells keyed by UUID for the columns of the view, filtered', async () => {
			const reply = await send(`/models/companies/records?view_id=${ids.view}&limit=1`);
			expect(reply.json).toEqual({
				records: [
					{
						id: 1,
						[ids.name]: { busy: false, value: 'Alkmaar BV' },
						[ids.group]: { busy: false, value: { id: 1, name: 'north' } },
					},
				],
			});
		});

		it('combine with ids and a saved filter', async () => {
			async function found(query: string): Promise<number[]> {
				const reply = await send(`/models/companies/records?view_id=${ids.view}&${query}`);
				return (reply.json as { records: Row[] }).records.map(({ id }) => id);
			}
			expect(await found('')).toEqual([1, 3, 5]);
			expect(await found('ids=1,2')).toEqual([1]);
			expect(await found(`filter_id=${ids.filter}`)).toEqual([5]);
			expect(await found(`filter_id=${ids.filter}&ids=1`)).toEqual([]);
		});

		it('tell total_rows where the app supports it', async () => {
			const path = `/models/companies/records?view_id=${ids.view}&limit=1&total_rows=true`;
			expect((await send(path)).json).not.toHaveProperty('total_rows');
			emulator.setPersonality({ totalRows: 'supported' });
			expect((await send(path)).json).toMatchObject({ total_rows: 3 });
			expect((await send(path.replace('=true', '=false'))).json).not.toHaveProperty('total_rows');
		});

		it.each([
			['notFound', 404],
			['rejected', 400],
			['ignored', 200],
		] as const)('are %s when view or filter is unknown', async (unknownView, status) => {
			emulator.setPersonality({ unknownView });
			for (const key of ['view_id', 'filter_id']) {
				expect((await send(`/models/companies/records?${key}=${uuid('ff')}`)).status).toBe(status);
			}
			const other = await send(`/models/people/records?view_id=${ids.view}`);
			expect(other.status).toBe(status);
		});
	});

	describe('a saved filter', () => {
		it('leaves the shape alone', async () => {
			expect(await idsOf(`filter_id=${ids.filter}`)).toEqual([2, 5]);
		});
	});

	describe('limit and offset', () => {
		it('answer 100 rows unless told otherwise', async () => {
			for (let count = 0; count < 120; count += 1) {
				await send('/models/tags/records/new', { form: 'record[title]=x' });
			}
			expect((await send('/models/tags/records')).json).toHaveLength(100);
			expect((await send('/models/tags/records?limit=110')).json).toHaveLength(110);
			expect((await send('/models/tags/records?limit=oops')).json).toHaveLength(100);
		});

		it('cap the limit silently where the app has an upper bound', async () => {
			emulator.setPersonality({ maxLimit: 2 });
			expect(await idsOf('limit=3')).toEqual([1, 2]);
			expect(await idsOf()).toEqual([1, 2]);
			expect(await idsOf('limit=1')).toEqual([1]);
		});

		it('ignore offset unless the app supports it', async () => {
			expect(await idsOf('offset=2&limit=2')).toEqual([1, 2]);
			emulator.setPersonality({ offset: 'supported' });
			expect(await idsOf('offset=2&limit=2')).toEqual([3, 5]);
			expect(await idsOf('offset=9')).toEqual([]);
		});
	});

	describe('order', () => {
		it('sorts by one property, either way, with ties by id', async () => {
			expect(await idsOf(`order=${ids.size}:asc`)).toEqual([2, 1, 5, 3]);
			expect(await idsOf(`order=${ids.size}:desc`)).toEqual([3, 1, 5, 2]);
			expect(await idsOf(`order=${ids.size}`)).toEqual([2, 1, 5, 3]);
		});

		it('puts empty values first, and texts without regard to case', async () => {
			expect(await idsOf(`order=${ids.founded}:asc`)).toEqual([3, 5, 1, 2]);
			expect(await idsOf(`order=${ids.name}:asc`)).toEqual([1, 3, 2, 5]);
		});

		it('sees what was written since', async () => {
			await idsOf(`order=${ids.size}:asc`);
			await send('/models/companies/records/3', { method: 'PUT', form: 'record[size]=1' });
			expect(await idsOf(`order=${ids.size}:asc`)).toEqual([3, 2, 1, 5]);
		});

		it('shuffles ties, and only ties, where the app has no second key', async () => {
			emulator.setPersonality({ tieOrder: 'shuffled' });
			const seen = new Set<string>();
			for (let turn = 0; turn < 20; turn += 1) seen.add(String(await idsOf(`order=${ids.size}`)));
			expect([...seen].sort()).toEqual(['2,1,5,3', '2,5,1,3']);
		});

		it.each([
			['id', ['1,2,3,5']],
			['newest', ['5,3,2,1']],
		] as const)('without order is %s', async (defaultOrder, expected) => {
			emulator.setPersonality({ defaultOrder });
			expect([String(await idsOf())]).toEqual(expected);
		});

		it('without order may be anything', async () => {
			emulator.setPersonality({ defaultOrder: 'shuffled' });
			const seen = new Set<string>();
			for (let turn = 0; turn < 10; turn += 1) seen.add(String(await idsOf()));
			expect(seen.size).toBeGreaterThan(1);
		});

		it.each([uuid('ff'), 'name', `${ids.name}:up`, ids.lastName])(
			'is rejected, or ignored, when it is %s',
			async (order) => {
				expect((await send(`/models/companies/records?order=${order}`)).status).toBe(400);
				emulator.setPersonality({ unknownOrder: 'ignored' });
				expect(await idsOf(`order=${order}`)).toEqual([1, 2, 3, 5]);
			},
		);

		it('uses the first of several keys, all, or none', async () => {
			const order = `order=${ids.size}:desc,${ids.name}:desc`;
			expect(await idsOf(order)).toEqual([3, 1, 5, 2]);
			emulator.setPersonality({ orderKeys: 'all' });
			expect(await idsOf(order)).toEqual([3, 5, 1, 2]);
			emulator.setPersonality({ orderKeys: 'rejected' });
			expect((await send(`/models/companies/records?${order}`)).status).toBe(400);
		});
	});

	describe('ids', () => {
		it('picks records, whatever is missing', async () => {
			expect(await idsOf('ids=5,1,4,x')).toEqual([1, 5]);
			expect(await idsOf('ids[]=2&ids[]=3')).toEqual([2, 3]);
		});
	});

	describe('ad-hoc filters', () => {
		it.each([
			['eq', ids.name, 'Breda', [2]],
			['eq', ids.name, 'breda', []],
			['eq', ids.size, '10', [1, 5]],
			['eq', ids.size, 10, [1, 5]],
			['eq', ids.companyId, 3, [3]],
			['eq', ids.active, 'true', [1]],
			['eq', ids.active, false, [2]],
			['eq', ids.opened, '2024-05-01T08:00:00.000Z', [1]],
			['eq', ids.founded, '2001-02-03', [1]],
			['eq', ids.founded, null, [3, 5]],
			['eq', ids.founded, '', [3, 5]],
			['eq', ids.group, 1, [1, 5]],
			['neq', ids.size, 10, [2, 3]],
			['neq', ids.founded, '', [1, 2]],
			['gt', ids.size, 9, [1, 3, 5]],
			['gt', ids.size, '9', [1, 3, 5]],
			['gteq', ids.size, 100, [3]],
			['lt', ids.size, 10, [2]],
			['lteq', ids.size, 10, [1, 2, 5]],
			['gt', ids.founded, '2001-02-03', [2]],
			['gt', ids.opened, '2024-05-01T09:59:59+02:00', [1]],
			['in', ids.size, [9, '100'], [2, 3]],
			['in', ids.size, '9,100', [2, 3]],
			['in', ids.size, [], []],
			['nin', ids.size, [9, 100], [1, 5]],
			['matches', ids.name, 'ALK', [1, 3]],
			['does_not_match', ids.name, 'alk', [2, 5]],
			['starts_with', ids.name, 'de', [5]],
			['ends_with', ids.name, 'bv', [1]],
			['exists', ids.status, undefined, [1, 5]],
			['does_not_exist', ids.status, undefined, [2, 3]],
			['exists', ids.group, undefined, [1, 2, 5]],
			['does_not_exist', ids.group, undefined, [3]],
			['exists', ids.people, undefined, [1, 2]],
			['does_not_exist', ids.tags, undefined, [2, 3, 5]],
		])('%s on %s with %j', async (predicate, path, criteria, expected) => {
			expect(await search({ path, predicate, criteria })).toEqual(expected);
		});

		it.each([
			['a belongs_to', [ids.group, ids.groupName], 'south', [2]],
			['a belongs_to to the id', [ids.group, ids.groupId], 1, [1, 5]],
			['a has_many', [ids.people, ids.lastName], 'Kaag', [2]],
			['a has_and_belongs_to_many', [ids.tags, uuid('d2')], 'blue', [1]],
			['several relations', [ids.group, ids.groupCompanies, ids.name], 'Delft', [1, 5]],
		])('walk %s', async (_relation, path, criteria, expected) => {
			expect(await search({ path, predicate: 'eq', criteria })).toEqual(expected);
		});

		it('reach a has_and_belongs_to_many from its other side', async () => {
			const path = [ids.tagCompanies, ids.name];
			expect(await search({ path, predicate: 'eq', criteria: 'Alkmaar BV' }, 'tags')).toEqual([
				1, 2,
			]);
		});

		it('combine conditions by and, by or, in groups', async () => {
			const big = { path: ids.size, predicate: 'gt', criteria: 50 };
			const breda = { path: [ids.name], predicate: 'eq', criteria: 'Breda' };
			const alk = { path: [ids.name], predicate: 'matches', criteria: 'alk' };
			expect(await search([{ operator: 'and', conditions: [big, alk] }])).toEqual([3]);
			expect(await search([{ operator: 'or', conditions: [big, breda] }])).toEqual([2, 3]);
			expect(await search([{ conditions: [alk] }, { conditions: [big] }])).toEqual([3]);
			expect(await search([{ operator: 'and', conditions: [] }])).toEqual([1, 2, 3, 5]);
			const nested = { operator: 'or', conditions: [breda, { conditions: [alk, big] }] };
			expect(await search(nested)).toEqual([2, 3]);
		});

		it('arrive form-encoded the Rails way', async () => {
			const form = [
				'filters[][operator]=or',
				`filters[][conditions][][criteria]=9&filters[][conditions][][path][]=${ids.size}`,
				'filters[][conditions][][predicate]=eq',
				`filters[][conditions][][criteria]=Delft&filters[][conditions][][path][]=${ids.name}`,
				'filters[][conditions][][predicate]=eq',
			].join('&');
			const reply = await send('/models/companies/records', { form });
			expect((reply.json as Row[]).map(({ id }) => id)).toEqual([2, 5]);
		});

		it('arrive in the query of a GET as well', async () => {
			const filters = `filters[path]=${ids.name}&filters[predicate]=eq&filters[criteria]=Delft`;
			expect(await idsOf(filters)).toEqual([5]);
		});

		it('are gone when the app ignores JSON', async () => {
			emulator.setPersonality({ json: 'ignored' });
			expect(await search({ path: ids.size, predicate: 'eq', criteria: 9 })).toEqual([1, 2, 3, 5]);
		});

		it('are ignored, or rejected, by apps that do not know them', async () => {
			const condition = { path: ids.size, predicate: 'eq', criteria: 9 };
			emulator.setPersonality({ filters: 'ignored' });
			expect(await search(condition)).toEqual([1, 2, 3, 5]);
			emulator.setPersonality({ filters: 'rejected' });
			expect(await search(condition)).toBe(400);
			expect(await idsOf(`view_id=&filter_id=${ids.filter}`)).toEqual([2, 5]);
		});

		it('compare texts without regard to case where the app does', async () => {
			emulator.setPersonality({ textCase: 'insensitive' });
			expect(await search({ path: ids.name, predicate: 'eq', criteria: 'bREDA' })).toEqual([2]);
			expect(await search({ path: ids.name, predicate: 'nin', criteria: 'BREDA' })).toEqual([
				1, 3, 5,
			]);
		});

		it('count empty values as different, or leave them out as SQL does', async () => {
			const condition = { path: ids.status, predicate: 'neq', criteria: 'new' };
			expect(await search(condition)).toEqual([2, 3, 5]);
			emulator.setPersonality({ negatedEmpty: 'excluded' });
			expect(await search(condition)).toEqual([5]);
		});

		it.each([
			['an unknown property', { path: uuid('ff'), predicate: 'eq', criteria: 1 }],
			['a property named by name', { path: 'name', predicate: 'eq', criteria: 1 }],
			['a walk along no relation', { path: [ids.name, ids.name], predicate: 'exists' }],
			['an unknown predicate', { path: ids.name, predicate: 'like', criteria: 1 }],
			['criteria of another kind', { path: ids.size, predicate: 'gt', criteria: 'many' }],
			['an unknown operator', { operator: 'xor', conditions: [] }],
			['conditions that are no list', { conditions: { 0: {} } }],
			['a list as criteria of eq', { path: ids.name, predicate: 'eq', criteria: ['a'] }],
			['no path', { predicate: 'exists' }],
			['a text', 'name=x'],
		])('answer %s with 400', async (_problem, filters) => {
			expect(await search(filters)).toBe(400);
		});
	});

	describe('asked for by clients of 2012 and 2013', () => {
		const path = '/api/models/companies/records';

		async function get(body: string): Promise<Row[]> {
			const headers = {
				authorization: authorisation,
				'content-type': 'application/x-www-form-urlencoded',
				'content-length': String(Buffer.byteLength(body)),
			};
			const sent = request(emulator.application + path, { headers });
			sent.end(body);
			const [response] = (await once(sent, 'response')) as [IncomingMessage];
			let text = '';
			for await (const chunk of response) text += String(chunk);
			return JSON.parse(text) as Row[];
		}

		it('read options from the body of a GET', async () => {
			expect(await get('limit=2')).toHaveLength(2);
		});

		it('read JSON that calls itself a form in a GET, unless the app does not sniff', async () => {
			expect(await get('{"limit":2}')).toHaveLength(2);
			emulator.setPersonality({ jsonSniffing: 'off' });
			expect(await get('{"limit":2}')).toHaveLength(4);
		});

		it('read JSON that calls itself a form in a POST only where the app sniffs everywhere', async () => {
			const form = JSON.stringify({ limit: 2 });
			expect((await send('/models/companies/records', { form })).json).toHaveLength(4);
			emulator.setPersonality({ jsonSniffing: 'all' });
			expect((await send('/models/companies/records', { form })).json).toHaveLength(2);
		});
	});
});
