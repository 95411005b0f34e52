import { companies, company, onCompanies, useApp } from '../../support/app';
import { executeJson } from '../../support/n8n';

const RECORDS = companies(1_000).map((record, index) => ({
	...record,
	email: `c${index % 10}@x.nl`,
	employees: index % 50,
	active: index % 2 === 0,
	revenue: index / 4,
	updated_at: new Date(Date.UTC(2024, 0, 1, 0, index)).toISOString(),
}));

const APPS = {
	many: useApp(company(RECORDS)),
	few: useApp(company(RECORDS.slice(0, 3))),
};

const where = (...conditions: Array<[property: string, operator: string, value: unknown]>) => ({
	filters: {
		conditions: conditions.map(([property, operator, value]) => ({ property, operator, value })),
	},
});
const sort = (property: string, direction = 'asc') => ({ sort: { by: [{ property, direction }] } });
const FIFTY = { returnAll: false, limit: 50 };
const ALL = { returnAll: true };
const NAMED = {
	fieldsMode: 'json',
	fieldsJson: { name: 'Company 7', email: 'x' },
	matchOn: ['name'],
};

const PERSONALITIES = [{}, { cap: 250 }, { ascending: 'rejected' }] as const;

/** Requests for records, beside one for the models, in an app of each personality. */
type Counts = [usual: number, capped: number, descending: number];

/** What is asked for, of which app, what comes, and the requests that it takes. */
const TABLE: Array<[string, keyof typeof APPS, string, object, found: number, Counts]> = [
	['50', 'many', 'getAll', FIFTY, 50, [1, 1, 3]],
	[
		'one equality',
		'many',
		'getAll',
		{ ...FIFTY, ...where(['email', 'eq', 'c3@x.nl']) },
		50,
		[1, 1, 3],
	],
	[
		'one record',
		'many',
		'getAll',
		{ ...FIFTY, ...where(['name', 'eq', 'Company 7']) },
		1,
		[3, 3, 4],
	],
	['no record', 'many', 'getAll', { ...FIFTY, ...where(['name', 'eq', 'x']) }, 0, [1, 1, 2]],
	[
		'one comparison',
		'many',
		'getAll',
		{ ...FIFTY, ...where(['employees', 'gt', 7]) },
		50,
		[1, 1, 4],
	],
	[
		'one part',
		'many',
		'getAll',
		{ ...FIFTY, ...where(['name', 'matches', 'pany 1']) },
		50,
		[1, 1, 2],
	],
	[
		'one Is True',
		'many',
		'getAll',
		{ ...FIFTY, ...where(['active', 'isTrue', '']) },
		50,
		[1, 1, 2],
	],
	[
		'what changed since',
		'many',
		'getAll',
		{ ...FIFTY, ...where(['updated_at', 'gt', '2024-01-01T10:00:00Z']) },
		50,
		[2, 2, 4],
	],
	[
		'two conditions',
		'many',
		'getAll',
		{ ...FIFTY, ...where(['email', 'eq', 'c3@x.nl'], ['employees', 'gt', 7]) },
		50,
		[1, 1, 3],
	],
	['50 by name', 'many', 'getAll', { ...FIFTY, ...sort('name') }, 50, [2, 2, 5]],
	['the last 50', 'many', 'getAll', { ...FIFTY, ...sort('id', 'desc') }, 50, [1, 1, 1]],
	['the latest 50', 'many', 'getAll', { ...FIFTY, ...sort('updated_at', 'desc') }, 50, [2, 2, 6]],
	[
		'50 by name of a condition',
		'many',
		'getAll',
		{ ...FIFTY, ...sort('name'), ...where(['employees', 'gt', 7]) },
		50,
		[2, 2, 6],
	],
	['all of 3', 'few', 'getAll', ALL, 3, [2, 2, 3]],
	['all of 3 by name', 'few', 'getAll', { ...ALL, ...sort('name') }, 3, [2, 2, 3]],
	['all of 1,000', 'many', 'getAll', ALL, 1_000, [3, 6, 4]],
	['all of 840', 'many', 'getAll', { ...ALL, ...where(['employees', 'gt', 7]) }, 840, [3, 5, 5]],
	['their number', 'many', 'count', {}, 1, [3, 6, 4]],
	['if there is one', 'many', 'exists', where(['name', 'eq', 'Company 7']), 1, [1, 1, 1]],
	['if there is one of many', 'many', 'exists', where(['employees', 'gt', 7]), 1, [1, 1, 1]],
	['if there is none', 'many', 'notExists', where(['name', 'eq', 'x']), 1, [1, 1, 1]],
	['one to update', 'many', 'upsert', NAMED, 1, [3, 3, 3]],
];

describe('No more is asked for than is needed', () => {
	it.each(TABLE)('to get %s (of %s)', async (_what, of, operation, parameters, found, expected) => {
		const app = APPS[of];
		const counts: number[] = [];
		for (const personality of PERSONALITIES) {
			app.emulator.reset();
			app.emulator.setPersonality(personality);
			const output = await executeJson({
				credential: app.credential,
				parameters: onCompanies(operation, parameters) as never,
			});
			expect(output).toHaveLength(found);
			counts.push(app.sent().filter((request) => request.includes('/records')).length);
		}
		expect(counts).toEqual(expected);
	});
});
