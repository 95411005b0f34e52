import { factsOf } from '../fact.ts';
import { isBlank, orderOf } from '../shapes.ts';
import {
	idsOf,
	noRecords,
	nowhere,
	refusedList,
	rowsOf,
	type ClassicApp,
	type Property,
	type Query,
	type Row,
} from './app.ts';

const fact = factsOf<ClassicApp>();
/** The first records in an order; undefined where it is refused. */
export async function ordered(
	app: ClassicApp,
	order: string,
	more: Query = [],
): Promise<Row[] | undefined> {
	return rowsOf(await app.list([['order', order], ['limit', '20'], ...more]));
}

/** A property of which records that come together have equal values. */
async function tied(app: ClassicApp): Promise<Property | undefined> {
	const plain = app.ofKind('boolean', 'list', 'enum', 'integer', 'string');
	const counts = plain.map((property) => {
		const values = app.sample.map((row) => String(row[property.name] ?? ''));
		return { property, most: values.length - new Set(values).size };
	});
	const [best] = counts.sort((one, other) => other.most - one.most);
	return best !== undefined && best.most > 1 ? best.property : undefined;
}

/** Pieces of a list in which a property has one value, as lists of ids. */
function runsOf(rows: readonly Row[], name: string): number[][] {
	const runs: Array<{ value: string; ids: number[] }> = [];
	for (const row of rows) {
		const value = String(row[name] ?? '');
		const last = runs.at(-1);
		if (last?.value === value) last.ids.push(row.id);
		else runs.push({ value, ids: [row.id] });
	}
	return runs.map(({ ids }) => ids).filter((ids) => ids.length > 1);
}

export const listFacts = [
	fact({
		name: 'defaultOrder',
		fact: 'The order of a list when none is asked for',
		findings: {
			id: 'by id',
			newest: 'newest first',
			other: 'another one, the same each time',
			changing: 'another one each time',
		},
		relies: 'no',
		node: 'It asks for an order, and proves by the ids that a list is complete.',
		ask: async (app) => {
			const [one, other] = [await app.list([]), await app.list([], { fresh: true })].map(rowsOf);
			if (one === undefined || other === undefined) return refusedList;
			if (one.length < 2) return noRecords;
			if (idsOf(one).join() !== idsOf(other).join()) return 'changing';
			const order = orderOf([...new Set(idsOf(one))]);
			return order === 'none' ? 'other' : order === 'ascending' ? 'id' : 'newest';
		},
	}),
	fact({
		name: 'rows',
		fact: 'How often a list holds each record',
		findings: { once: 'once', twice: 'more than once' },
		relies: 'no',
		node: 'It drops a record that has come before.',
		ask: async (app) => {
			const rows = rowsOf(await app.list([]));
			if (rows === undefined) return refusedList;
			return new Set(idsOf(rows)).size === rows.length ? 'once' : 'twice';
		},
	}),
	fact({
		name: 'descending',
		fact: 'Sorting by id downwards',
		findings: { supported: 'works', ignored: 'has no effect', refused: 'is refused' },
		relies: 'in part',
		node: 'Sorted lists and the trigger need it. Otherwise the node reads all records and sorts itself, or says that it cannot.',
		ask: async (app) => {
			const id = app.property('id')?.id;
			if (id === undefined) return { untold: 'the app does not list the property id' };
			const rows = await ordered(app, `${id}:desc`);
			if (rows === undefined) return 'refused';
			if (rows.length < 2) return noRecords;
			return orderOf([...new Set(idsOf(rows))]) === 'descending' ? 'supported' : 'ignored';
		},
	}),
	fact({
		name: 'ascending',
		fact: 'Sorting by id upwards',
		findings: {
			supported: 'works',
			descending: 'sorts downwards',
			ignored: 'has no effect',
			refused: 'is refused',
		},
		relies: 'no',
		node: 'It goes by the documented downward order where this one is missing.',
		ask: async (app) => {
			const id = app.property('id')?.id;
			if (id === undefined) return { untold: 'the app does not list the property id' };
			const rows = await ordered(app, `${id}:asc`);
			if (rows === undefined) return 'refused';
			if (rows.length < 2) return noRecords;
			const order = orderOf([...new Set(idsOf(rows))]);
			return order === 'none' ? 'ignored' : order === 'ascending' ? 'supported' : 'descending';
		},
	}),
	fact({
		name: 'orderKeys',
		fact: 'Sorting by two properties',
		findings: { first: 'only the first counts', all: 'both count', refused: 'is refused' },
		relies: 'no',
		node: 'It sorts by one property at the app, and by the next ones itself.',
		ask: async (app) => {
			const id = app.property('id')?.id;
			const key = await tied(app);
			if (id === undefined || key === undefined) return noRecords;
			const up = await ordered(app, `${key.id}:desc,${id}:asc`);
			const down = await ordered(app, `${key.id}:desc,${id}:desc`);
			if (up === undefined || down === undefined) return 'refused';
			const directions = [up, down].map((rows) => runsOf(rows, key.name).map(orderOf));
			const [ups = [], downs = []] = directions;
			if (ups.length === 0) return noRecords;
			const isBoth =
				ups.every((each) => each === 'ascending') && downs.every((each) => each === 'descending');
			return isBoth ? 'all' : 'first';
		},
	}),
	fact({
		name: 'tieOrder',
		fact: 'The order of records with equal values',
		findings: { steady: 'the same each time', changing: 'another one each time' },
		relies: 'no',
		node: 'Equal records are sorted by id in the node, and what a page leaves of them is read again.',
		ask: async (app) => {
			const key = await tied(app);
			if (key === undefined) return noRecords;
			const query: Query = [
				['order', `${key.id}:desc`],
				['limit', '20'],
			];
			const lists = [await app.list(query)];
			lists.push(await app.list(query, { fresh: true }), await app.list(query, { fresh: true }));
			const orders = lists.map((list) => idsOf(rowsOf(list) ?? []).join());
			if (orders[0] === '') return refusedList;
			return new Set(orders).size === 1 ? 'steady' : 'changing';
		},
	}),
	fact({
		name: 'unknownOrder',
		fact: 'Sorting by a property that does not exist',
		findings: { refused: 'is refused', ignored: 'is ignored' },
		relies: 'no',
		node: 'It sorts only by properties that the model has, and checks the order of what comes.',
		ask: async (app) =>
			(await ordered(app, `${nowhere}:desc`)) === undefined ? 'refused' : 'ignored',
	}),
	fact({
		name: 'offset',
		fact: 'Skipping records (offset)',
		findings: { supported: 'works', ignored: 'is ignored', refused: 'is refused' },
		relies: 'no',
		node: 'Without it, the node goes on by a condition on the id, or asks for more at once.',
		ask: async (app) => {
			const size: Query = [['limit', '2'], ...app.newestFirst()];
			const start = rowsOf(await app.list(size));
			const below = rowsOf(await app.list([...size, ['offset', '1']]));
			if (start === undefined || start.length < 2) return noRecords;
			if (below === undefined) return 'refused';
			// An app that lists each record twice skips one of the two.
			const isSame = idsOf(start).join() === idsOf(below).join();
			return isSame ? 'ignored' : 'supported';
		},
	}),
	fact({
		name: 'ids',
		fact: 'Asking for records by their ids (ids=1,2)',
		findings: { supported: 'works', ignored: 'is ignored', refused: 'is refused' },
		relies: 'no',
		node: 'It checks the ids that come, and says so where the app ignores them.',
		ask: async (app) => {
			const ids = [...new Set(idsOf(app.sample))];
			if (ids.length < 3) return noRecords;
			const rows = rowsOf(
				await app.list([
					['ids', `${ids[1]},${ids[2]}`],
					['limit', '20'],
				]),
			);
			if (rows === undefined) return 'refused';
			return rows.every(({ id }) => id === ids[1] || id === ids[2]) ? 'supported' : 'ignored';
		},
	}),
	fact({
		name: 'unknownView',
		fact: 'A saved view that does not exist',
		findings: {
			notFound: 'is refused with 404',
			refused: 'is refused with {n}',
			ignored: 'is ignored',
		},
		relies: 'no',
		node: 'Rows that come without their view are an error, so an ignored one is noticed.',
		ask: async (app) => {
			const { status, json } = await app.list([
				['view_id', nowhere],
				['limit', '1'],
			]);
			if (status === 404) return 'notFound';
			if (status >= 400) return { is: 'refused', n: status };
			return Array.isArray(json)
				? 'ignored'
				: { untold: 'the app tells it in another way than by a status' };
		},
	}),
	fact({
		name: 'totalRows',
		fact: 'The total beside the records of a view (total_rows)',
		findings: { supported: 'is there', ignored: 'is not there' },
		relies: 'no',
		node: 'It counts by reading.',
		ask: async (app) => {
			const { view } = app.access;
			if (view === undefined) return { untold: 'a saved view is needed (--view)' };
			const { json } = await app.list([
				['view_id', view],
				['total_rows', 'true'],
				['limit', '1'],
			]);
			const total = (json as Record<string, unknown> | undefined)?.total_rows;
			return isBlank(total) ? 'ignored' : 'supported';
		},
	}),
];
