import { factsOf, type Finding } from '../fact.ts';
import { isBlank, isRecordLike, otherCase } from '../shapes.ts';
import { idsOf, noKind, noRecords, rowsOf, type ClassicApp, type Row } from './app.ts';
import { checked, met, outcomes, same, sometimesEmpty, text, three } from './conditions.ts';
import { operatorFacts } from './operators.ts';

const fact = factsOf<ClassicApp>();
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
	...operatorFacts,
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
