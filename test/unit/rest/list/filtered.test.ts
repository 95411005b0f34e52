import { filteredReader } from '../../../../nodes/BettyBlocks/rest/list/filtered';
import { AppError } from '../../../../nodes/BettyBlocks/app/errors';
import { company, uuid } from '../../../support/app';
import { failure } from '../../../support/failure';
import { ListedApp, type Conditions } from '../../../support/listedApp';
import type { AppRecord, Personality } from '../../../emulator/index.ts';

const VIEW = uuid('e1');
const SAVED = uuid('e2');

const ROWS: AppRecord[] = [
	{ id: 1, name: 'José', email: 'a@x.nl', employees: 20240001, active: true, group: 1 },
	{ id: 2, name: 'Zonneveld', email: 'b@x.nl', employees: 7, active: false, founded: '2020-01-01' },
	{ id: 3, name: 'zzz', email: 'c@x.nl', employees: 9, active: true, branch: 'Food' },
];

const appWith = (personality: Partial<Personality> = {}, rows = ROWS) => {
	const view = { id: VIEW, name: 'All', model: uuid('c0'), columns: [uuid('c2')] };
	const definition = { operator: 'and', conditions: [] };
	const saved = { id: SAVED, name: 'Some', model: uuid('c0'), definition: [definition] };
	return new ListedApp(
		{ ...company(rows), views: [view], filters: [saved] } as unknown as ReturnType<typeof company>,
		personality,
	);
};

const read = async (
	app: ListedApp,
	conditions: Conditions,
	more: Parameters<ListedApp['query']>[1] = {},
	page = { limit: 100 },
) => (await filteredReader(app.client, app.query(conditions, more))(page)).map(({ id }) => id);

const refused = async (...parameters: Parameters<typeof read>) =>
	await failure(read(...parameters));

/** Decoded, without the page that was asked for. */
const criteria = (app: ListedApp) =>
	app.sent.map((search) =>
		[...search.matchAll(/criteria\](?:\[\])?=([^&]*)/g)].map(([, value]) => value),
	);

describe('A list with conditions', () => {
	it('has what an app finds that applies them', async () => {
		const app = appWith();
		expect(await read(app, [['employees', 'gt', 8]])).toEqual([1, 3]);
		expect(await read(app, [])).toEqual([1, 2, 3]);
		const any: Conditions = [
			['employees', 'eq', 9],
			['name', 'eq', 'José'],
		];
		expect(await read(app, any, { combinator: 'or' })).toEqual([1, 3]);
		expect(await read(app, any)).toEqual([]);
		expect(await read(app, [], { combinator: 'or' })).toEqual([1, 2, 3]);
	});

	it('asks nothing more where the response is beyond doubt', async () => {
		const app = appWith();
		await read(app, [['employees', 'gt', 8]]);
		await read(app, [['employees', 'eq', 7]]);
		await read(app, []);
		expect(app.sent).toHaveLength(3);
		expect(app.sent[2]).toBe('limit=100');
	});

	it('is refused where records came that don’t match', async () => {
		const error = await refused(appWith({ filters: 'ignored' }), [
			['employees', 'gt', 8],
			['name', 'startsWith', 'z'],
		]);
		expect(error).toMatchObject({
			message:
				'This app can\'t filter by "employees Is Greater Than 8", "name Starts With z": it returned records that don\'t match. No records were output',
			advice: 'Other ways',
		});
	});

	it('is refused where records may not match, and the app was seen to ignore the condition', async () => {
		const app = appWith({ filters: 'ignored' }, [{ ...ROWS[0], employees: null } as AppRecord]);
		const error = await refused(app, [['employees', 'neq', 8]]);
		expect(error.message).toContain('"employees Is Not 8": it returned records that don\'t match');
		expect(criteria(app)).toEqual([['8'], ['8', '8']]);
	});

	it('names the one condition of several that the app ignores', async () => {
		const app = appWith({ filtersApplied: 'first' }, [
			{ ...ROWS[0], employees: null } as AppRecord,
		]);
		const error = await refused(app, [
			['name', 'eq', 'José'],
			['employees', 'neq', 8],
		]);
		expect(error.message).toMatch(/^This app can't filter by "employees Is Not 8": it returned/);
	});

	it('is refused for each condition that only some of the records may not match', async () => {
		const app = appWith({ filters: 'ignored' }, [
			{ id: 1, name: 'José', email: 'a@x.nl' },
			{ id: 2, name: 'Jose', email: 'A@x.nl' },
		]);
		const error = await refused(app, [
			['name', 'eq', 'Jose'],
			['email', 'eq', 'a@x.nl'],
		]);
		expect(error.message).toContain('"name Is Jose": it returned');
	});

	it('is refused for a single condition that the app ignores, though any were enough', async () => {
		const app = appWith({ filters: 'ignored' }, [{ ...ROWS[0], employees: null } as AppRecord]);
		app.returns = (rows) => (app.sent.at(-1)?.includes('-987654321') ? [] : rows);
		const error = await refused(app, [['employees', 'neq', 8]], { combinator: 'or' });
		expect(error.message).toContain('"employees Is Not 8": it returned');
	});

	it('asks once for what cannot be, with the condition in its place among the others', async () => {
		const app = appWith({ textCase: 'insensitive' });
		const conditions = (name: string): Conditions => [
			['employees', 'gt', 1],
			['name', 'eq', name],
			['active', 'eq', true],
		];
		expect(await read(app, conditions('ZZZ'))).toEqual([3]);
		expect(await read(app, conditions('ZzZ'))).toEqual([3]);
		expect(criteria(app)).toEqual([
			['1', 'ZZZ', 'true'],
			['1', 'n8n checks that this is applied', 'true'],
			['1', 'ZzZ', 'true'],
		]);
		await read(app, [['name', 'eq', 'ZZZ']]);
		expect(app.sent).toHaveLength(5);
	});

	it('asks with all conditions impossible where any of them is enough', async () => {
		const app = appWith({ textCase: 'insensitive' });
		const any: Conditions = [
			['name', 'eq', 'ZZZ'],
			['active', 'eq', false],
		];
		expect(await read(app, any, { combinator: 'or' })).toEqual([2, 3]);
		expect(criteria(app)[1]).toEqual(['n8n checks that this is applied', '-987654321']);
		expect(app.sent[1]).toContain('[operator]=or');
		await read(app, [...any, ['name', 'eq', 'JOSÉ']], { combinator: 'or' });
		expect(criteria(app).at(-1)).toEqual([
			...['n8n checks that this is applied', '-987654321', 'n8n checks that this is applied'],
		]);
		const ignoring = appWith({ filters: 'ignored', textCase: 'insensitive' }, [
			ROWS[2] as AppRecord,
		]);
		const error = await refused(ignoring, any, { combinator: 'or' });
		expect(error.message).toContain('"name Is ZZZ", "active Is false": it returned');
	});

	it('is believed where the app refuses what cannot be', async () => {
		const app = appWith({ textCase: 'insensitive' });
		app.takes = (query) => (app.sent.length > 1 ? { ...query, order: 'unknown:desc' } : query);
		expect(await read(app, [['name', 'eq', 'ZZZ']])).toEqual([3]);
		expect(app.sent).toHaveLength(2);
	});

	it('is believed where all that comes for what cannot be meets it, on a page of 100 as well', async () => {
		const meeting = { id: 9, name: 'n8n checks that this is applied' };
		const showing = (...last: Array<typeof meeting>) => {
			const app = appWith({ textCase: 'insensitive' });
			app.returns = (rows) => [rows, [meeting], last][app.sent.length - 1];
			return app;
		};
		const app = showing(meeting);
		expect(await read(app, [['name', 'eq', 'ZZZ']])).toEqual([3]);
		expect(app.sent.map((search) => search.split('&')[0])).toEqual([
			...['limit=100', 'limit=1', 'limit=100'],
		]);
		const other = { id: 8, name: 'x' };
		for (const wrong of [showing(other), showing(meeting, other)]) {
			await expect(read(wrong, [['name', 'eq', 'ZZZ']])).rejects.toThrow(/can't filter/);
			expect(wrong.sent).toHaveLength(3);
		}
	});

	it('is believed where text without a letter comes for what cannot be', async () => {
		const app = appWith({ textCase: 'insensitive' });
		app.returns = (rows) => (app.sent.length === 1 ? rows : [{ id: 9, name: '', employees: 9 }]);
		expect(await read(app, [['name', 'eq', 'ZZZ']])).toEqual([3]);
		app.sent.length = 0;
		const both: Conditions = [
			['name', 'eq', 'ZZZ'],
			['employees', 'eq', 9],
		];
		expect(await read(app, both)).toEqual([3]);
	});

	it('is refused before anything is asked where the API has no such comparison', async () => {
		const app = appWith();
		const error = await refused(app, [
			['name', 'regex', 'z+'],
			['name', 'eq', 'zzz'],
			['email', 'regex', 'x'],
		]).catch((thrown: Error) => thrown);
		expect(error).toMatchObject({
			message: 'A classic app can\'t filter by "name Matches Regex z+", "email Matches Regex x"',
			advice: 'Other ways',
		});
		expect(app.sent).toEqual([]);
	});
});

describe('A list whose request the app refuses', () => {
	const conditions: Conditions = [
		['name', 'eq', 'zzz'],
		['employees', 'gt', 8],
	];

	it('is told with the condition that the app refuses alone', async () => {
		const app = appWith();
		app.takes = (query) =>
			JSON.stringify(query).includes('"gt"') ? { ...query, order: 'unknown' } : query;
		expect(await refused(app, conditions)).toMatchObject({
			message: expect.stringMatching(
				/^The app refuses the condition "employees Is Greater Than 8"\. .*Unknown order/,
			),
			advice: 'Other ways',
		});
		expect(app.sent.slice(1).map((search) => search.split('&')[0])).toEqual(['limit=1', 'limit=1']);
		expect(criteria(app)).toEqual([['zzz', '8'], ['zzz'], ['8']]);
	});

	it('is told with all conditions where it refuses each', async () => {
		const error = await refused(appWith({ filters: 'rejected' }), conditions);
		expect(error.message).toMatch(
			/^The app refuses the conditions "name Is zzz", "employees Is Greater Than 8"\. /,
		);
	});

	it('is told as it is where the conditions are not to blame', async () => {
		const app = appWith();
		app.takes = (query) => (app.sent.length === 1 ? { ...query, order: 'unknown' } : query);
		expect((await refused(app, conditions)).message).not.toContain('condition');
		const gone = appWith();
		gone.takes = (query) => ({ ...query, view_id: uuid('77') });
		expect(await refused(gone, conditions)).toMatchObject({ kind: 'missing' });
		expect(gone.sent).toHaveLength(1);
	});

	it('is not looked into for a page that need not be taken', async () => {
		const app = appWith({ refusedLimit: 100 });
		expect(await refused(app, conditions, {}, { limit: 101 })).toMatchObject({ kind: 'refused' });
		expect(app.sent).toHaveLength(1);
	});
});

describe('An app that leaves out what matches', () => {
	it('is found out by a record that is there, unless the response shows it', async () => {
		const app = appWith({ predicates: 'eq' });
		const error = await refused(app, [['employees', 'gt', 8]]);
		expect(error.message).toBe(
			'This app can\'t filter by "employees Is Greater Than 8": it leaves out records that match. No records were output',
		);
		expect(error).toMatchObject({ advice: 'Other ways' });
	});

	it('is not suspected for equality, nor where a record came by the condition', async () => {
		const app = appWith();
		expect(await read(app, [['employees', 'eq', 999]])).toEqual([]);
		expect(await read(app, [['employees', 'gt', 8]])).toEqual([1, 3]);
		expect(await read(app, [['employees', 'in', [7]]])).toEqual([2]);
		expect(app.sent).toHaveLength(3);
	});

	it('is asked once for what every record meets, where nothing came', async () => {
		const app = appWith();
		expect(await read(app, [['employees', 'gt', 99_999_999]])).toEqual([]);
		expect(await read(app, [['employees', 'gt', 88_888_888]])).toEqual([]);
		expect(criteria(app)).toEqual([['99999999'], ['-9223372036854775806'], ['88888888']]);
	});

	it('is asked for a record of its own by each comparison that takes a part', async () => {
		const app = appWith();
		expect(await read(app, [['name', 'matches', 'nothing']])).toEqual([]);
		expect(await read(app, [['name', 'startsWith', 'nothing']])).toEqual([]);
		expect(criteria(app)).toEqual([['nothing'], [], ['onnevel'], ['nothing'], ['Zonnevel']]);
		expect(app.sent[1]).toBe('limit=100');
		const narrow = appWith({ predicates: 'eq' });
		await expect(read(narrow, [['name', 'matches', 'nothing']])).rejects.toThrow(/leaves out/);
	});

	it('is found out where it shows another record for one that is there', async () => {
		const app = appWith();
		app.returns = (rows) => (app.sent.length === 3 ? ROWS.slice(0, 1) : rows);
		await expect(read(app, [['name', 'matches', 'nothing']])).rejects.toThrow(/leaves out/);
	});

	it('is asked by the id wherever that stands among the properties, and by texts alone for a part', async () => {
		const definition = company(ROWS.map(({ id, employees }) => ({ id, employees })));
		definition.models[0]?.properties.reverse();
		const app = new ListedApp(definition);
		expect(await read(app, [['called_at', 'in', ['2020-01-01T00:00:00Z']]])).toEqual([]);
		expect(criteria(app).at(-1)).toEqual(['-987654321', '1', '-987654321']);
		app.sent.length = 0;
		expect(await read(app, [['notes', 'matches', 'nothing']])).toEqual([]);
		expect(app.sent).toHaveLength(1);
	});

	it('is asked by another property where records don’t show the one in question', async () => {
		const app = appWith();
		expect(await read(app, [['notes', 'matches', 'nothing']])).toEqual([]);
		expect(criteria(app).at(-1)).toEqual(['onnevel']);
		expect(await read(app, [['called_at', 'in', ['2020-01-01T00:00:00Z']]])).toEqual([]);
		expect(criteria(app).at(-1)).toEqual(['-987654321', '1', '-987654321']);
	});

	it('is believed where its table has nothing to show', async () => {
		const app = appWith({ predicates: 'eq' }, []);
		expect(await read(app, [['name', 'matches', 'nothing']])).toEqual([]);
	});

	it('is found out when it looks at one of several values', async () => {
		const app = appWith({ severalValues: 'last' });
		await expect(read(app, [['employees', 'in', [7, 8]]])).rejects.toThrow(/leaves out/);
		const whole = appWith();
		expect(await read(whole, [['employees', 'in', [7, 9]]])).toEqual([2, 3]);
		expect(criteria(whole).at(-1)).toEqual(['-987654321', '7', '-987654321']);
	});

	it('is found out when it takes any condition for all of them', async () => {
		const any: Conditions = [
			['employees', 'eq', 7],
			['name', 'eq', 'zzz'],
		];
		const error = await refused(appWith({ groups: 'and' }), any, { combinator: 'or' });
		expect(error.message).toContain(
			'"employees Is 7", "name Is zzz": it leaves out records that match',
		);
		const app = appWith();
		expect(await read(app, any, { combinator: 'or' })).toEqual([2, 3]);
		expect(await read(app, any, { combinator: 'or' })).toEqual([2, 3]);
		expect(criteria(app)).toEqual([
			['7', 'zzz'],
			['-987654321', '2', '-987654321'],
			['7', 'zzz'],
		]);
		expect(await read(app, any.slice(0, 1), { combinator: 'or' })).toEqual([2]);
		expect(app.sent).toHaveLength(4);
	});

	it('is believed where it refuses what it is asked to show that', async () => {
		const app = appWith();
		app.takes = (query) => (app.sent.length > 1 ? { ...query, order: 'unknown' } : query);
		expect(await read(app, [['employees', 'gt', 99_999_999]])).toEqual([]);
	});

	it('is not taken to find by a condition what came by another one as well', async () => {
		const app = appWith();
		const any: Conditions = [
			['employees', 'gt', 8],
			['email', 'startsWith', 'c@x'],
		];
		expect(await read(app, any, { combinator: 'or' })).toEqual([1, 3]);
		expect(criteria(app)).toEqual([
			...[['8', 'c@x'], [], ['zz']],
			['-987654321', '1', '-987654321'],
		]);
		const both = appWith();
		expect(await read(both, any)).toEqual([3]);
		expect(both.sent).toHaveLength(1);
	});

	it('is asked of each property on its own', async () => {
		const app = appWith();
		expect(await read(app, [['employees', 'gt', 99_999_999]])).toEqual([]);
		expect(await read(app, [['founded', 'gt', '2099-01-01']])).toEqual([]);
		expect(app.sent).toHaveLength(4);
	});

	it('isn’t asked about several conditions where there is one, or no record to find', async () => {
		const one: Conditions = [['employees', 'eq', 7]];
		const app = appWith();
		expect(await read(app, one, { combinator: 'or' })).toEqual([2]);
		expect(app.sent).toHaveLength(1);
		const empty = appWith({}, []);
		const any: Conditions = [...one, ['name', 'eq', 'zzz']];
		expect(await read(empty, any, { combinator: 'or' })).toEqual([]);
		expect(empty.sent).toHaveLength(2);
	});
});

describe('A list of a model that shows no property for its id', () => {
	const withoutId = (personality: Partial<Personality> = {}) => {
		const definition = company(ROWS);
		definition.models[0]?.properties.splice(0, 1);
		return new ListedApp(definition, personality);
	};
	const any = (name: string): Conditions => [
		['active', 'eq', false],
		['name', 'eq', name],
	];

	it('is believed where records don’t show what is compared', async () => {
		const app = withoutId();
		expect(await read(app, [['called_at', 'in', ['2020-01-01T00:00:00Z']]])).toEqual([]);
		expect(app.sent).toHaveLength(2);
	});

	it('is believed where any of several conditions is enough', async () => {
		const app = withoutId();
		expect(await read(app, any('zzz'), { combinator: 'or' })).toEqual([2, 3]);
		expect(app.sent).toHaveLength(1);
	});

	it('is refused where nothing can be asked that no record meets', async () => {
		const error = await refused(withoutId({ textCase: 'insensitive' }), any('ZZZ'), {
			combinator: 'or',
		});
		expect(error.message).toContain('"active Is false", "name Is ZZZ": it returned');
	});
});

describe('A list through a view', () => {
	it('is refused where the app shows records as they are without one', async () => {
		const app = appWith({ unknownView: 'ignored' });
		const error = await refused(app, [], { viewId: uuid('77') });
		expect(error).toMatchObject({
			message: `The app ignored the view "${uuid('77')}": its response doesn't look like a view. No records were output`,
			advice: 'Copy its UUID or URL from the builder again',
		});
		expect(await read(app, [], { viewId: VIEW })).toEqual([1, 2, 3]);
		app.returns = () => [{ id: 1 }, { id: 2, name: 'x' }];
		await expect(read(app, [], { viewId: VIEW })).rejects.toThrow(/ignored the view/);
		const none = appWith({ unknownView: 'ignored' }, []);
		expect(await read(none, [], { viewId: uuid('77') })).toEqual([]);
	});
});

describe('A list by a filter that is saved in the app', () => {
	it('is believed where the app refuses one that is not there, and asked once', async () => {
		for (const unknownView of ['notFound', 'rejected'] as const) {
			const app = appWith({ unknownView });
			expect(await read(app, [], { filterId: SAVED })).toEqual([1, 2, 3]);
			expect(await read(app, [], { filterId: SAVED })).toEqual([1, 2, 3]);
			expect(app.sent).toEqual([
				`limit=100&filter_id=${SAVED}`,
				`limit=1&filter_id=${'0'.repeat(32)}`,
				`limit=100&filter_id=${SAVED}`,
			]);
		}
	});

	it('is refused where the list is the same without it', async () => {
		const app = appWith({ unknownView: 'ignored' });
		const error = await refused(app, [], { filterId: SAVED });
		expect(error).toMatchObject({
			message: `The app ignored the filter "${SAVED}": it returns the same records without it. No records were output`,
			advice: 'Copy its UUID or URL from the builder again',
		});
		expect(app.sent.slice(2)).toEqual(['limit=100']);
	});

	it('is believed where others come without it, and don’t come with it meanwhile', async () => {
		const app = appWith({ unknownView: 'ignored' });
		app.returns = (rows) => (app.sent.at(-1)?.includes(SAVED) ? rows.slice(0, 1) : rows);
		expect(await read(app, [], { filterId: SAVED })).toEqual([1]);
		expect(app.sent.slice(2)).toEqual(['limit=100', `limit=100&filter_id=${SAVED}`]);
		const late = appWith({ unknownView: 'ignored' });
		late.returns = (rows) => (late.sent.length === 1 ? rows.slice(0, 1) : rows);
		await expect(read(late, [], { filterId: SAVED })).rejects.toThrow(/ignored the filter/);
	});

	it('is compared with the list without it where another error comes of one that is not there', async () => {
		const failing = (kind: 'failed' | 'passing') => {
			const app = appWith();
			app.meanwhile = (request) => {
				if (request === 2) throw new AppError({ kind, message: 'Something broke' });
			};
			return app;
		};
		const app = failing('failed');
		await expect(read(app, [], { filterId: SAVED })).rejects.toThrow(/ignored the filter/);
		expect(app.sent).toHaveLength(3);
		const down = failing('passing');
		await expect(read(down, [], { filterId: SAVED })).rejects.toThrow('Something broke');
		expect(down.sent).toHaveLength(2);
	});

	it('is not asked about where nothing came', async () => {
		const app = appWith({ unknownView: 'ignored' }, []);
		expect(await read(app, [], { filterId: SAVED })).toEqual([]);
		expect(app.sent).toHaveLength(1);
	});
});
