import { factsOf } from '../fact.ts';
import { isBlank, orderOf } from '../shapes.ts';
import { noRecords, type DataApp, type Page, type Row } from './app.ts';

const fact = factsOf<DataApp>();
const aboveMax = 5001;
const takes = [5000, 1000, 500, 200, 100];
const countedAtMost = 200;
const byId = 'sort: { field: id, order: ASC }';
const notListed = { untold: 'the app refused a plain list' };

/** All records of the model, or the first 200. */
async function counted(app: DataApp): Promise<Page | undefined> {
	return await app.page(`take: ${countedAtMost}, ${byId}`);
}

/** A field of which records that come together have equal values. */
function tied({ sample, model }: DataApp): string | undefined {
	const counts = model.fields
		.filter(
			({ name, typeName }) =>
				name !== 'id' && /^(Boolean|Int|String|.*Property\w{8})$/.test(typeName),
		)
		.map(({ name }) => ({
			name,
			most: sample.length - new Set(sample.map((row) => String(row[name]))).size,
		}));
	const [best] = counts.sort((one, other) => other.most - one.most);
	return best !== undefined && best.most > 1 ? best.name : undefined;
}

export const listFacts = [
	fact({
		name: 'takeDefault',
		fact: 'How many records come when no number is asked for',
		findings: { some: '{n}', all: 'all {n} of the model' },
		relies: 'no',
		node: 'It always asks for a number.',
		ask: async (app) => {
			const page = await app.page(byId);
			const more = await counted(app);
			if (page === undefined || more === undefined) return notListed;
			return { is: more.size > page.size ? 'some' : 'all', n: page.size };
		},
	}),
	fact({
		name: 'takeOver',
		fact: `What becomes of a take above 5,000`,
		findings: {
			error: 'it is refused; {n} is taken',
			clamp: '{n} come',
			taken: 'as many come',
			all: 'all {n} of the model, which has no more',
		},
		relies: 'no',
		node: 'It asks for 1,000 at most, and for 200 or fewer where that is refused. It goes on from the last id.',
		ask: async (app) => {
			const page = await app.page(`take: ${aboveMax}, ${byId}`);
			if (page === undefined) {
				for (const take of takes) {
					const less = await app.page(`take: ${take}, ${byId}`);
					if (less !== undefined) return { is: 'error', n: take };
				}
				return notListed;
			}
			if (page.size >= aboveMax) return 'taken';
			const next = await app.page(`take: 1, skip: ${page.size}, ${byId}`);
			return { is: next?.size === 1 ? 'clamp' : 'all', n: page.size };
		},
	}),
	fact({
		name: 'skip',
		fact: 'Skipping records (skip)',
		findings: { supported: 'works', ignored: 'is ignored', refused: 'is refused' },
		relies: 'in part',
		node: 'Lists by id go on from the last id. Other sorts need it; their pages are checked.',
		ask: async (app) => {
			const start = await app.page(`take: 3, ${byId}`);
			if (start === undefined || start.size < 3) return noRecords;
			const below = await app.page(`take: 3, skip: 1, ${byId}`);
			if (below === undefined) return 'refused';
			const isSame = below.rows.at(-1)?.id === start.rows.at(-1)?.id;
			return isSame && below.size === 3 ? 'ignored' : 'supported';
		},
	}),
	fact({
		name: 'sort',
		fact: 'Sorting by id, both ways',
		findings: { supported: 'works', wrong: 'does not come in order', refused: 'is refused' },
		relies: 'yes',
		node: 'Complete lists go by it. A list that does not come in order is an error.',
		ask: async (app) => {
			const up = await app.page(`take: 20, ${byId}`);
			const down = await app.page('take: 20, sort: { field: id, order: DESC }');
			if (up === undefined || down === undefined) return 'refused';
			if (up.rows.length < 2) return noRecords;
			const [first, second] = [up, down].map(({ rows }) => orderOf(rows.map(({ id }) => id)));
			return first === 'ascending' && second === 'descending' ? 'supported' : 'wrong';
		},
	}),
	fact({
		name: 'sortByTime',
		fact: 'Sorting by createdAt and updatedAt',
		findings: { supported: 'is taken', refused: 'is refused' },
		relies: 'yes',
		node: 'The trigger goes by them, or by properties of your own.',
		ask: async (app) => {
			const fields = ['createdAt', 'updatedAt'];
			const pages: Array<Page | undefined> = [];
			for (const field of fields) {
				pages.push(await app.page(`take: 1, sort: { field: ${field}, order: DESC }`));
			}
			return pages.includes(undefined) ? 'refused' : 'supported';
		},
	}),
	fact({
		name: 'ties',
		fact: 'The order of records with equal values',
		findings: { byId: 'by id', steady: 'the same each time', changing: 'another one each time' },
		relies: 'no',
		node: 'Equal records are sorted by id in the node, and pages that drift are read again by id.',
		ask: async (app) => {
			const name = tied(app);
			if (name === undefined) return noRecords;
			const lists: Row[][] = [];
			for (let time = 0; time < 3; time += 1) {
				const page = await app.page(`take: 20, sort: { field: ${name}, order: ASC }`, `id ${name}`);
				lists.push(page?.rows ?? []);
			}
			const [first = []] = lists;
			if (first.length === 0) return notListed;
			if (new Set(lists.map((rows) => rows.map(({ id }) => id).join())).size > 1) return 'changing';
			const inOrder = first.slice(1).every((row, index) => {
				const before = first[index];
				return before === undefined || before[name] !== row[name] || before.id < row.id;
			});
			return inOrder ? 'byId' : 'steady';
		},
	}),
	fact({
		name: 'totalCount',
		fact: 'What the count beside a page tells',
		findings: {
			right: 'how many there are, {n}',
			plausible: 'at least as many as were seen, 200',
			absent: 'nothing',
			ofPage: 'the records of the page',
			minusOne: '-1',
			capped: 'at most {n}',
			later: 'one more than there are',
			wrong: 'another number',
		},
		relies: 'no',
		node: 'It believes a count when the record with that number is the last one, and reads all otherwise.',
		ask: async (app) => {
			const all = await counted(app);
			const one = await app.page(`take: 1, ${byId}`);
			if (all === undefined || one === undefined) return notListed;
			if (all.size < 3) return noRecords;
			const { total } = one;
			if (isBlank(total)) return 'absent';
			if (total === -1) return 'minusOne';
			if (total === 1) return 'ofPage';
			if (typeof total !== 'number') return 'wrong';
			if (total < all.size) return { is: 'capped', n: total };
			if (all.size === countedAtMost) return 'plausible';
			if (total === all.size) return { is: 'right', n: total };
			return total === all.size + 1 ? 'later' : 'wrong';
		},
	}),
	fact({
		name: 'nullRow',
		fact: 'Null in the place of a record',
		findings: { never: 'no', seen: 'yes' },
		relies: 'in part',
		node: 'It is an error: it would be a record less.',
		ask: async (app) => {
			const page = await counted(app);
			if (page === undefined) return notListed;
			return page.size === page.rows.length ? 'never' : 'seen';
		},
	}),
];
