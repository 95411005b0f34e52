import { factsOf, type Fact, type Finding } from '../fact.ts';
import { isBlank, isRecordLike, otherCase } from '../shapes.ts';
import {
	idsOf,
	noKind,
	noRecords,
	rowsOf,
	type ClassicApp,
	type Condition,
	type Property,
	type Row,
} from './app.ts';

const fact = factsOf<ClassicApp>();
const texts = ['string', 'text', 'email_address', 'email', 'phone_number', 'url'];

/** Three records of the sample, the newest first, and the property to find them by. */
function three(app: ClassicApp): { id: string; ids: [number, number, number] } | undefined {
	const id = app.property('id')?.id;
	const [newest, middle, oldest] = [...new Set(idsOf(app.sample))].sort(
		(one, other) => other - one,
	);
	if (id === undefined || newest === undefined || middle === undefined || oldest === undefined) {
		return undefined;
	}
	return { id, ids: [newest, middle, oldest] };
}

interface Text {
	property: Property;
	value: string;
	row: Row;
}

/** A text of which a part, or its other case, tells records apart. */
function text({ sample, model }: ClassicApp): Text | undefined {
	for (const property of model.properties.filter(({ kind }) => texts.includes(kind))) {
		for (const row of sample) {
			const value = row[property.name];
			if (typeof value !== 'string' || !/^[a-z][a-z0-9 .@-]{2,40}$/i.test(value)) continue;
			const others = sample.filter((each) => !same(each[property.name], value));
			if (others.length > 0) return { property, value, row };
		}
	}
	return undefined;
}

const lower = (value: unknown) => (isBlank(value) ? '' : String(value)).toLowerCase();
const same = (one: unknown, other: unknown) => lower(one).includes(lower(other).slice(1, -1));

type Met = 'applied' | 'equality' | 'ignored' | 'refused' | 'none';

/**
 * What an app makes of a condition that some records of the sample meet and others don't.
 *
 * @param holds whether a record meets it
 * @param equals whether it would meet an equality
 */
async function met(
	app: ClassicApp,
	conditions: Condition[],
	holds: (row: Row) => boolean,
	equals: (row: Row) => boolean,
): Promise<Met> {
	const rows = rowsOf(await app.find(conditions));
	if (rows === undefined) return 'refused';
	if (rows.some((row) => !holds(row) && !equals(row))) return 'ignored';
	if (rows.some((row) => holds(row) && !equals(row)))
		return rows.every(holds) ? 'applied' : 'ignored';
	return rows.length > 0 ? 'equality' : 'none';
}

const outcomes = {
	applied: 'is applied',
	equality: 'finds only equal values',
	none: 'finds nothing, where there is something',
	ignored: 'is ignored',
	refused: 'is refused',
};

const checked = 'As all conditions: rows that do not meet it are an error.';

function operatorFact(
	predicate: string,
	ask: (app: ClassicApp) => Promise<Finding<Met>>,
): Fact<ClassicApp> {
	return fact({
		name: `filter ${predicate}`,
		fact: `The condition "${predicate}"`,
		findings: outcomes,
		relies: 'in part',
		node: checked,
		ask,
	});
}

/** An operator on the id of the middle one of three records. */
function ordering(predicate: string, holds: (id: number, middle: number) => boolean) {
	return operatorFact(predicate, async (app) => {
		const found = three(app);
		if (found === undefined) return noRecords;
		const { id, ids } = found;
		const condition = { predicate, criteria: String(ids[1]), path: [id] };
		return await met(
			app,
			[condition],
			(row) => holds(row.id, ids[1]),
			(row) => row.id === ids[1],
		);
	});
}

/** An operator on a part of a text, all in small letters. */
function partial(
	predicate: string,
	[from, to]: [number, number?],
	test: (value: string, part: string) => boolean,
) {
	return operatorFact(predicate, async (app) => {
		const found = text(app);
		if (found === undefined) return noKind;
		const { property, value } = found;
		const criteria = value.slice(from, to);
		const holds = (row: Row) => test(lower(row[property.name]), lower(criteria));
		const equals = (row: Row) => lower(row[property.name]) === lower(criteria);
		return await met(app, [{ predicate, criteria, path: [property.id] }], holds, equals);
	});
}

function emptiness(predicate: string, isEmptyMeant: boolean) {
	return operatorFact(predicate, async (app) => {
		const property = sometimesEmpty(app);
		if (property === undefined) return { untold: 'no property is empty in some records only' };
		const holds = (row: Row) => isBlank(row[property.name]) === isEmptyMeant;
		return await met(app, [{ predicate, path: [property.id] }], holds, () => false);
	});
}

function sometimesEmpty(app: ClassicApp): Property | undefined {
	return app
		.ofKind(...texts, 'integer', 'date', 'list')
		.find(({ name }) => new Set(app.sample.map((row) => isBlank(row[name]))).size === 2);
}

function several(predicate: 'in' | 'nin') {
	return operatorFact(predicate, async (app) => {
		const found = three(app);
		if (found === undefined) return noRecords;
		const [newest, middle] = found.ids;
		const isIn = (row: Row) => row.id === newest || row.id === middle;
		const criteria = [String(newest), String(middle)];
		const holds = (row: Row) => isIn(row) === (predicate === 'in');
		return await met(app, [{ predicate, criteria, path: [found.id] }], holds, () => false);
	});
}

export const filterFacts = [
	fact({
		name: 'filters',
		fact: 'Conditions in a request (filters)',
		findings: { supported: 'work', ignored: 'are ignored', refused: 'are refused' },
		relies: 'in part',
		node: 'Without them, "Create or Update", "Find By" and conditions end with an error that says so, rather than with wrong records. Rows that do not meet a condition are an error that names it; for too few rows, the node tests the app once a run.',
		ask: async (app) => {
			const found = three(app);
			if (found === undefined) return noRecords;
			const { id, ids } = found;
			const condition = { predicate: 'eq', criteria: String(ids[1]), path: [id] };
			const rows = rowsOf(await app.find([condition]));
			if (rows === undefined) return 'refused';
			return rows.length > 0 && rows.every((row) => row.id === ids[1]) ? 'supported' : 'ignored';
		},
	}),
	ordering('neq', (id, middle) => id !== middle),
	ordering('gt', (id, middle) => id > middle),
	ordering('gteq', (id, middle) => id >= middle),
	ordering('lt', (id, middle) => id < middle),
	ordering('lteq', (id, middle) => id <= middle),
	several('in'),
	several('nin'),
	partial('matches', [1, -1], (value, part) => value.includes(part)),
	partial('does_not_match', [1, -1], (value, part) => !value.includes(part)),
	partial('starts_with', [0, -1], (value, part) => value.startsWith(part)),
	partial('ends_with', [1], (value, part) => value.endsWith(part)),
	emptiness('exists', false),
	emptiness('does_not_exist', true),
	fact({
		name: 'several conditions',
		fact: 'Which of several conditions count',
		findings: {
			all: 'all',
			first: 'the first one',
			last: 'the last one',
			eq: 'none of them as it is meant',
			ignored: 'none',
			refused: 'they are refused',
		},
		relies: 'in part',
		node: checked,
		ask: async (app) => {
			const found = three(app);
			if (found === undefined) return noRecords;
			const { id, ids } = found;
			const [newest, middle, oldest] = ids;
			const above = { predicate: 'gt', criteria: String(oldest), path: [id] };
			const below = { predicate: 'lt', criteria: String(newest), path: [id] };
			const rows = rowsOf(await app.find([above, below]));
			if (rows === undefined) return 'refused';
			const seen = new Set(idsOf(rows));
			if (!seen.has(middle)) return 'eq';
			if (seen.has(newest)) return seen.has(oldest) ? 'ignored' : 'first';
			return seen.has(oldest) ? 'last' : 'all';
		},
	}),
	fact({
		name: 'groups',
		fact: 'Conditions of which any is enough (or)',
		findings: {
			'as asked': 'works',
			and: 'all of them have to be met',
			one: 'only one of them counts',
			refused: 'is refused',
			ignored: 'is ignored',
		},
		relies: 'in part',
		node: checked,
		ask: async (app) => {
			const found = three(app);
			if (found === undefined) return noRecords;
			const { id, ids } = found;
			const equal = (criteria: number) => ({
				predicate: 'eq',
				criteria: String(criteria),
				path: [id],
			});
			const rows = rowsOf(await app.find([equal(ids[0]), equal(ids[1])], 'or'));
			if (rows === undefined) return 'refused';
			const seen = new Set(idsOf(rows));
			if (seen.has(ids[2])) return 'ignored';
			return seen.size === 2 ? 'as asked' : seen.size === 1 ? 'one' : 'and';
		},
	}),
	fact({
		name: 'severalValues',
		fact: 'How many values of "in" count',
		findings: { all: 'all', one: 'one of them', none: 'none', refused: 'is refused' },
		relies: 'in part',
		node: checked,
		ask: async (app) => {
			const found = three(app);
			if (found === undefined) return noRecords;
			const criteria = [String(found.ids[0]), String(found.ids[1])];
			const rows = rowsOf(await app.find([{ predicate: 'in', criteria, path: [found.id] }]));
			if (rows === undefined) return 'refused';
			const seen = new Set(idsOf(rows));
			if (seen.has(found.ids[2]) || seen.size === 0) return 'none';
			return seen.size === 2 ? 'all' : 'one';
		},
	}),
	fact({
		name: 'textCase',
		fact: 'Whether "eq" tells capitals from small letters',
		findings: { sensitive: 'yes', insensitive: 'no', refused: 'conditions are refused' },
		relies: 'no',
		node: 'It takes both for equal where the app does. In "Create or Update" two such records are several matches.',
		ask: async (app) => await cased(app, 'eq', (value) => value),
	}),
	fact({
		name: 'matchesCase',
		fact: 'Whether "matches" tells capitals from small letters',
		findings: { sensitive: 'yes', insensitive: 'no', refused: 'conditions are refused' },
		relies: 'no',
		node: 'A record that may match is returned, if the app was seen to apply the condition.',
		ask: async (app) => await cased(app, 'matches', (value) => value.slice(1, -1)),
	}),
	fact({
		name: 'negatedEmpty',
		fact: 'Whether "neq" finds records in which the property is empty',
		findings: { included: 'yes', excluded: 'no', refused: 'is refused' },
		relies: 'no',
		node: 'It returns what the app finds.',
		ask: async (app) => {
			const property = sometimesEmpty(app);
			const empty = app.sample.find((row) => property && isBlank(row[property.name]));
			const full = app.sample.find((row) => property && !isBlank(row[property.name]));
			if (property === undefined || empty === undefined || full === undefined) return noKind;
			const criteria = String(full[property.name]);
			const rows = rowsOf(await app.find([{ predicate: 'neq', criteria, path: [property.id] }]));
			if (rows === undefined) return 'refused';
			if (idsOf(rows).includes(full.id)) return { untold: 'the app does not apply "neq"' };
			return idsOf(rows).includes(empty.id) ? 'included' : 'excluded';
		},
	}),
	fact({
		name: 'relation path',
		fact: 'A condition on a related record',
		findings: outcomes,
		relies: 'in part',
		node: 'Related records and conditions such as group.name need it. The error says so.',
		ask: async (app) => {
			for (const relation of app.ofKind('belongs_to')) {
				const { model } = relation.options as { model?: string };
				const target = app.models.find(({ id }) => id === model);
				const id = target?.properties.find(({ name }) => name === 'id')?.id;
				const related = (row: Row) => {
					const value = row[relation.name];
					return isRecordLike(value) ? value.id : undefined;
				};
				const wanted = app.sample.map(related).find((each) => !isBlank(each));
				if (id === undefined || wanted === undefined) continue;
				if (app.sample.every((row) => related(row) === wanted)) continue;
				const condition = { predicate: 'eq', criteria: String(wanted), path: [relation.id, id] };
				return await met(
					app,
					[condition],
					(row) => related(row) === wanted,
					() => false,
				);
			}
			return noKind;
		},
	}),
];

/** Asks for a text in its other case. */
async function cased(
	app: ClassicApp,
	predicate: string,
	part: (value: string) => string,
): Promise<Finding<'sensitive' | 'insensitive' | 'refused'>> {
	const found = text(app);
	if (found === undefined) return noKind;
	const { property, value, row } = found;
	const path = [property.id];
	const as = async (criteria: string) => rowsOf(await app.find([{ predicate, criteria, path }]));
	const asIs = await as(part(value));
	if (asIs === undefined) return 'refused';
	if (!idsOf(asIs).includes(row.id)) return { untold: `"${predicate}" does not find the record` };
	const other = idsOf((await as(otherCase(part(value)))) ?? []);
	const misses = app.sample.filter((each) => !same(each[property.name], value));
	if (misses.some(({ id }) => other.includes(id))) return { untold: 'conditions are ignored' };
	return other.includes(row.id) ? 'insensitive' : 'sensitive';
}
