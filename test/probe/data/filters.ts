import { factsOf, type Fact } from '../fact.ts';
import { isBlank, isRecordLike, otherCase } from '../shapes.ts';
import { noField, noRecords, type DataApp, type Row } from './app.ts';

const fact = factsOf<DataApp>();

const outcomes = {
	applied: 'is applied',
	none: 'finds nothing, where there is something',
	ignored: 'is ignored',
	refused: 'is refused',
};
type Outcome = keyof typeof outcomes;

const checked = 'As all conditions: rows that do not meet it are an error.';

function three({ sample }: DataApp): [number, number, number] | undefined {
	const [newest, middle, oldest] = sample.map(({ id }) => id);
	return newest === undefined || middle === undefined || oldest === undefined
		? undefined
		: [newest, middle, oldest];
}

const lower = (value: unknown) => (isBlank(value) ? '' : String(value)).toLowerCase();

/** A text of which a part, or its other case, tells records apart. */
function text(app: DataApp): { name: string; value: string; row: Row } | undefined {
	for (const { name } of app.ofType('String')) {
		for (const row of app.sample) {
			const value = row[name];
			if (typeof value !== 'string' || !/^[a-z][a-z0-9 @-]{2,40}$/i.test(value)) continue;
			const part = lower(value).slice(1, -1);
			if (app.sample.some((each) => !lower(each[name]).includes(part))) return { name, value, row };
		}
	}
	return undefined;
}

/** What an app makes of a condition that some records of the sample meet and others don't. */
async function met(
	app: DataApp,
	where: Record<string, unknown>,
	holds: (row: Row) => boolean,
): Promise<Outcome> {
	const ids = await app.find(where);
	if (ids === undefined) return 'refused';
	const seen = app.sample.filter(({ id }) => ids.includes(id));
	if (seen.some((row) => !holds(row))) return 'ignored';
	return seen.length > 0 ? 'applied' : 'none';
}

function onId(operator: string, holds: (id: number, middle: number) => boolean): Fact<DataApp> {
	return fact({
		name: `where ${operator}`,
		fact: `The condition "${operator}"`,
		findings: outcomes,
		relies: 'in part',
		node: checked,
		ask: async (app) => {
			const ids = three(app);
			if (ids === undefined) return noRecords;
			const [newest, middle] = ids;
			const isList = ['in', 'nin'].includes(operator);
			const where = { id: { [operator]: isList ? [newest, middle] : middle } };
			return await met(app, where, ({ id }) =>
				isList ? (id === newest || id === middle) === (operator === 'in') : holds(id, middle),
			);
		},
	});
}

function onText(
	operator: string,
	[from, to]: [number, number?],
	test: (value: string, part: string) => boolean,
): Fact<DataApp> {
	return fact({
		name: `where ${operator}`,
		fact: `The condition "${operator}"`,
		findings: outcomes,
		relies: 'in part',
		node: checked,
		ask: async (app) => {
			const found = text(app);
			if (found === undefined) return noField;
			const part = found.value.slice(from, to);
			return await met(app, { [found.name]: { [operator]: part } }, (row) =>
				test(lower(row[found.name]), lower(part)),
			);
		},
	});
}

/** A field that is empty in one record and not in another. */
function sometimesEmpty(app: DataApp): { name: string; empty: Row; full: Row } | undefined {
	for (const { name } of app.ofType('String', 'Int', 'Date')) {
		const empty = app.sample.find((row) => row[name] === null);
		const full = app.sample.find((row) => !isBlank(row[name]));
		if (empty !== undefined && full !== undefined) return { name, empty, full };
	}
	return undefined;
}

/** Whether a condition on a text finds a record by the other case. */
async function cased(app: DataApp, operator: 'eq' | 'matches') {
	const found = text(app);
	if (found === undefined) return noField;
	const { name, value, row } = found;
	const part = operator === 'eq' ? value : value.slice(1, -1);
	const find = async (criteria: string) =>
		await app.find({ [name]: { [operator]: criteria }, id: { eq: row.id } });
	if (!(await find(part))?.includes(row.id)) return { untold: 'it does not find the record' };
	return (await find(otherCase(part)))?.includes(row.id) ? 'any' : 'exact';
}

export const filterFacts = [
	fact({
		name: 'whereApplied',
		fact: 'Conditions in a query (where)',
		findings: { yes: 'work', ignored: 'are ignored', refused: 'are refused' },
		relies: 'yes',
		node: 'Without them, conditions and lists of more than a page end with an error. For too few rows, the node tests the app once a run.',
		ask: async (app) => {
			const ids = three(app);
			if (ids === undefined) return noRecords;
			const found = await app.find({ id: { eq: ids[1] } });
			if (found === undefined) return 'refused';
			return found.length === 1 && found[0] === ids[1] ? 'yes' : 'ignored';
		},
	}),
	onId('neq', (id, middle) => id !== middle),
	onId('gt', (id, middle) => id > middle),
	onId('gteq', (id, middle) => id >= middle),
	onId('lt', (id, middle) => id < middle),
	onId('lteq', (id, middle) => id <= middle),
	onId('in', () => true),
	onId('nin', () => true),
	onText('matches', [1, -1], (value, part) => value.includes(part)),
	onText('doesNotMatch', [1, -1], (value, part) => !value.includes(part)),
	onText('startsWith', [0, -1], (value, part) => value.startsWith(part)),
	onText('endsWith', [1], (value, part) => value.endsWith(part)),
	onText('regex', [1, -1], (value, part) => value.includes(part)),
	fact({
		name: 'or',
		fact: 'Conditions of which any is enough (_or)',
		findings: outcomes,
		relies: 'in part',
		node: checked,
		ask: async (app) => {
			const ids = three(app);
			if (ids === undefined) return noRecords;
			const [newest, middle] = ids;
			const where = { _or: [{ id: { eq: newest } }, { id: { eq: middle } }] };
			return await met(app, where, ({ id }) => id === newest || id === middle);
		},
	}),
	fact({
		name: 'nullFilter',
		fact: 'Comparing with null to find empty values',
		findings: { works: 'works', error: 'is refused', ignored: 'is ignored' },
		relies: 'in part',
		node: '"Is Empty" needs it. The error says so where the app refuses or ignores it.',
		ask: async (app) => {
			const found = sometimesEmpty(app);
			if (found === undefined) return noField;
			const both = [found.empty.id, found.full.id];
			const ids = await app.find({ [found.name]: { eq: null }, id: { in: both } });
			if (ids === undefined) return 'error';
			return ids.includes(found.full.id) ? 'ignored' : 'works';
		},
	}),
	fact({
		name: 'negatedEmpty',
		fact: 'Whether "neq" finds records in which the property is empty',
		findings: { included: 'yes', excluded: 'no', refused: 'it is refused' },
		relies: 'no',
		node: 'It returns what the app finds.',
		ask: async (app) => {
			const found = sometimesEmpty(app);
			if (found === undefined) return noField;
			const { name, empty, full } = found;
			const both = [empty.id, full.id];
			const ids = await app.find({ [name]: { neq: full[name] }, id: { in: both } });
			if (ids === undefined) return 'refused';
			if (ids.includes(full.id)) return { untold: 'conditions are ignored' };
			return ids.includes(empty.id) ? 'included' : 'excluded';
		},
	}),
	fact({
		name: 'matchesCase',
		fact: 'Whether "matches" tells capitals from small letters',
		findings: { any: 'no', exact: 'yes' },
		relies: 'no',
		node: 'A record that may match is returned, if the app was seen to apply the condition.',
		ask: async (app) => await cased(app, 'matches'),
	}),
	fact({
		name: 'textCase',
		fact: 'Whether "eq" tells capitals from small letters',
		findings: { any: 'no', exact: 'yes' },
		relies: 'no',
		node: 'It takes both for equal where the app does.',
		ask: async (app) => await cased(app, 'eq'),
	}),
	fact({
		name: 'relation path',
		fact: 'A condition on a related record',
		findings: outcomes,
		relies: 'in part',
		node: checked,
		ask: async (app) => {
			for (const field of app.model.fields.filter(({ shape }) => !shape.includes('['))) {
				if (app.target(field) === undefined) continue;
				const related = (row: Row) => {
					const value = row[field.name];
					return isRecordLike(value) ? value.id : undefined;
				};
				const wanted = app.sample.map(related).find((id) => id !== undefined);
				if (wanted === undefined || app.sample.every((row) => related(row) === wanted)) continue;
				const where = { [field.name]: { id: { eq: wanted } } };
				return await met(app, where, (row) => related(row) === wanted);
			}
			return noField;
		},
	}),
];
