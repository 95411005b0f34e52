import { factsOf } from '../fact.ts';
import { refusedList, rowsOf, type ClassicApp, type Row } from './app.ts';
import { ordered } from './lists.ts';

const fact = factsOf<ClassicApp>();
const limits = [2000, 1000, 500, 200, 100];
const urlLengths = [8000, 6000, 4000, 2000];

export const sizeFacts = [
	fact({
		name: 'limit',
		fact: 'How many records come at once',
		findings: {
			enough: 'as many as were asked for, {n}',
			all: 'all {n} of the model, which has no more',
			unproven: '{n}, which are all of the model or the most that come',
			capped: 'at most {n}, whatever is asked for',
			refused: 'a limit above {n} is refused',
		},
		relies: 'no',
		node: 'It asks for 500, takes what comes, and for less where that is refused. It takes no page for the last one unproven.',
		ask: async (app) => {
			for (const [index, limit] of limits.entries()) {
				const rows = rowsOf(await app.list([['limit', String(limit)], ...app.newestFirst()]));
				if (rows === undefined) continue;
				if (index > 0) return { is: 'refused', n: limit };
				if (rows.length >= limit) return { is: 'enough', n: limit };
				const isAll = await isWhole(app, rows);
				if (isAll === undefined) return { is: 'unproven', n: rows.length };
				return { is: isAll ? 'all' : 'capped', n: rows.length };
			}
			return { is: 'refused', n: 99 };
		},
	}),
	fact({
		name: 'defaultLimit',
		fact: 'How many records come when no number is asked for',
		findings: { some: '{n}', all: 'all {n} of the model' },
		relies: 'no',
		node: 'It always asks for a number.',
		ask: async (app) => {
			const rows = rowsOf(await app.list([]));
			if (rows === undefined) return refusedList;
			const more = rowsOf(await app.list([['limit', String(limits[0])], ...app.newestFirst()]));
			const isAll = more !== undefined && more.length <= rows.length;
			return { is: isAll ? 'all' : 'some', n: rows.length };
		},
	}),
	fact({
		name: 'urlLength',
		fact: 'How long a URL may be',
		findings: {
			enough: 'at least {n} characters',
			limited: 'between {n} characters and the next 2,000',
			short: 'less than {n} characters',
		},
		relies: 'in part',
		node: 'Lists of values are asked for in parts of some 4,000 characters. A URL that is refused for its length is an error.',
		ask: async (app) => {
			const path = `/models/${app.model.id}/records?limit=1&unused=`;
			for (const [index, length] of urlLengths.entries()) {
				const rest = 'x'.repeat(length - `/api${path}`.length);
				if ((await app.send(path + rest)).status !== 200) continue;
				return { is: index === 0 ? 'enough' : 'limited', n: length };
			}
			return { is: 'short', n: 2000 };
		},
	}),
];

/**
 * Whether the rows of a list are all that the model has: the one at the other end is among them, or a
 * condition finds none below. Undefined where the app shows neither.
 */
async function isWhole(app: ClassicApp, rows: readonly Row[]): Promise<boolean | undefined> {
	const id = app.property('id')?.id;
	const [first, last] = [rows[0]?.id, rows.at(-1)?.id];
	if (id === undefined || first === undefined || last === undefined) return undefined;
	const [oldest] = (await ordered(app, `${id}:asc`)) ?? [];
	const condition = { predicate: 'lt', criteria: String(last), path: [id] };
	const below = rowsOf(await app.find([condition]));
	if ([oldest, below?.[0]].some((row) => row !== undefined && row.id < last)) return false;
	return below?.length === 0 || (oldest?.id === last && last !== first) ? true : undefined;
}
