/* eslint-disable @n8n/community-nodes/no-restricted-imports */
// A classic app of a few lines that does most things in a way of its own, to check lists against. It shares no
// code with the package, nor with the emulated app.
import type { RequestListener } from 'node:http';

export interface OddRow {
	id: number;
	name: string | null;
	branch: string | null;
	active: boolean | null;
	employees: number | null;
	/** Digits of a decimal, however many. */
	amount: string | null;
	founded: string | null;
	called_at: string | null;
	opens: string | null;
	group: number | null;
}

export interface Oddities {
	cap: number;
	offset: 'ignored' | 'supported' | 'rejected';
	/** What becomes of `order=…:asc`; `unsorted`: of any order. */
	ascending: 'supported' | 'rejected' | 'descending' | 'unsorted';
	filters:
		| 'applied'
		| 'ignored'
		| 'rejected'
		| 'first'
		| 'last'
		| 'as equality'
		| 'and'
		| 'last value';
	/** Whether views and saved filters count. */
	saved: 'applied' | 'ignored';
	ids: 'applied' | 'ignored' | 'rejected';
	copies: 1 | 2;
	ties: 'by id' | 'shuffled';
	collation: 'letters' | 'code points';
	/** Where null stands in ascending order. */
	empties: 'first' | 'last';
	/** The order when none is asked for. */
	usual: 'id' | 'newest' | 'shuffled';
	/** What is counted beside a view's rows. */
	count: 'none' | 'of the page' | '-1';
	shown: 'everything' | 'no relations';
}

/** What happens to the table just before a request for records, counted from 1. */
export type Meanwhile = (request: number, rows: OddRow[]) => void;

export const ODD = {
	model: 'ab'.repeat(16),
	groups: 'ac'.repeat(16),
	view: 'ad'.repeat(16),
	filter: 'ae'.repeat(16),
} as const;

const KINDS: Record<keyof OddRow, string> = {
	id: 'serial',
	name: 'string',
	branch: 'list',
	active: 'boolean',
	employees: 'integer',
	amount: 'decimal',
	founded: 'date',
	called_at: 'date_time',
	opens: 'time',
	group: 'belongs_to',
};
const NAMES = Object.keys(KINDS) as Array<keyof OddRow>;
const uuidOf = (name: string) => Buffer.from(name.padEnd(16, '_')).toString('hex');
const BACK = uuidOf('companies');

const MODELS = [
	{
		id: ODD.model,
		name: 'Company',
		properties: NAMES.map((name) => ({
			id: uuidOf(name),
			name,
			kind: KINDS[name],
			options: name === 'group' ? { model: ODD.groups } : {},
			...(name === 'group' && { inverse_association: BACK }),
		})),
	},
	{
		id: ODD.groups,
		name: 'Group',
		properties: [
			{ id: uuidOf('group id'), name: 'id', kind: 'serial', options: {} },
			{
				id: BACK,
				name: 'companies',
				kind: 'has_many',
				options: { model: ODD.model },
				inverse_association: uuidOf('group'),
			},
		],
	},
];

interface Asked {
	predicate: string;
	criteria: string[];
	name: keyof OddRow;
}

const scaled = (digits: string): bigint => {
	const [whole = '', rest = ''] = digits.replace('-', '').split('.');
	const units = BigInt(whole + rest.padEnd(30, '0'));
	return digits.startsWith('-') ? -units : units;
};

/** What a database sorts and compares by. */
function rank(
	name: keyof OddRow,
	value: OddRow[keyof OddRow] | string,
	collation: Oddities['collation'],
) {
	if (name === 'amount' || name === 'employees' || name === 'id' || name === 'group') {
		return scaled(String(value));
	}
	if (name === 'active') return String(value) === 'true' ? 1n : 0n;
	if (name === 'called_at')
		return (
			BigInt(Date.parse(String(value))) * 1000n +
			BigInt(/\.\d{3}(\d{3})/.exec(String(value))?.[1] ?? 0)
		);
	const text = String(value);
	const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
	return collation === 'letters' && name === 'name' ? `${plain}\0${text}` : text;
}

const orderOf = (one: bigint | number | string, other: bigint | number | string) =>
	one === other ? 0 : one < other ? -1 : 1;

/** Sorts as the app does. */
export function sortedOddly(
	rows: OddRow[],
	name: keyof OddRow,
	direction: 'asc' | 'desc',
	{ collation, empties }: Pick<Oddities, 'collation' | 'empties'>,
	tie: (row: OddRow) => number = ({ id }) => id,
): OddRow[] {
	const sign = direction === 'asc' ? 1 : -1;
	const compare = (a: OddRow, b: OddRow): number => {
		const [one, other] = [a[name], b[name]];
		if (one === null || other === null) {
			const isEmpty = Number(one === null) - Number(other === null);
			return empties === 'last' ? isEmpty : -isEmpty;
		}
		return orderOf(rank(name, one, collation), rank(name, other, collation));
	};
	return [...rows].sort((a, b) => sign * compare(a, b) || tie(a) - tie(b));
}

/** Whether the app finds a row by a condition. */
export function isFoundOddly(row: OddRow, { predicate, criteria, name }: Asked): boolean {
	const value = row[name];
	if (predicate === 'exists') return value !== null;
	if (predicate === 'does_not_exist') return value === null;
	const compare = (criterion: string) =>
		value === null
			? undefined
			: orderOf(rank(name, value, 'code points'), rank(name, criterion, 'code points'));
	const isAny = criteria.some((each) => compare(each) === 0);
	const [first = ''] = criteria;
	switch (predicate) {
		case 'eq':
		case 'in':
			return isAny;
		case 'neq':
		case 'nin':
			return !isAny;
		case 'gt':
			return compare(first) === 1;
		case 'gteq':
			return (compare(first) ?? -1) >= 0;
		case 'lt':
			return compare(first) === -1;
		case 'lteq':
			return (compare(first) ?? 1) <= 0;
		default:
			return value !== null && String(value).toLowerCase().includes(first.toLowerCase());
	}
}

function conditionsIn(query: URLSearchParams): { asked: Asked[]; isAny: boolean } {
	const asked: Asked[] = [];
	for (const [key, value] of query) {
		if (key.endsWith('[predicate]')) asked.push({ predicate: value, criteria: [], name: 'id' });
		const last = asked.at(-1);
		if (key.includes('[criteria]')) last?.criteria.push(value);
		// A path may go on to the id of the related record.
		const name = NAMES.find((each) => uuidOf(each) === value);
		if (key.endsWith('[path][]') && last && name !== undefined) last.name = name;
	}
	return { asked, isAny: query.get('filters[][operator]') === 'or' };
}

function filtered(rows: OddRow[], query: URLSearchParams, { filters }: Oddities): OddRow[] {
	const { asked, isAny } = conditionsIn(query);
	const seen = asked.map((each) => ({
		...each,
		...(filters === 'as equality' && { predicate: 'eq' }),
		...(filters === 'last value' && { criteria: each.criteria.slice(-1) }),
	}));
	const counted =
		filters === 'first' ? seen.slice(0, 1) : filters === 'last' ? seen.slice(-1) : seen;
	if (counted.length === 0 || filters === 'ignored') return rows;
	return rows.filter((row) => {
		const found = counted.map((each) => isFoundOddly(row, each));
		return isAny && filters !== 'and' ? found.includes(true) : !found.includes(false);
	});
}

function shuffle(seed: number): (row: OddRow) => number {
	return ({ id }) => Math.imul(id * 2_654_435 + seed * 40_503, 0x9e3779b1) >>> 0;
}

function ordered(rows: OddRow[], order: string | null, odd: Oddities, seed: number): OddRow[] {
	const tie = odd.ties === 'shuffled' ? shuffle(seed) : undefined;
	const [property, direction] = (order ?? '').split(':');
	const name = NAMES.find((each) => uuidOf(each) === property);
	if (name === undefined || odd.ascending === 'unsorted') {
		if (odd.usual === 'shuffled') return sortedOddly(rows, 'active', 'asc', odd, shuffle(7));
		return sortedOddly(rows, 'id', odd.usual === 'id' ? 'asc' : 'desc', odd);
	}
	const isUp = direction === 'asc' && odd.ascending !== 'descending';
	return sortedOddly(rows, name, isUp ? 'asc' : 'desc', odd, tie);
}

function shownOf(row: OddRow, odd: Oddities, isView: boolean): object {
	const shown = NAMES.flatMap((name): Array<[string, unknown]> => {
		if (name === 'group' && odd.shown === 'no relations') return [];
		const value = row[name];
		const related = value === null ? null : { id: value };
		const json =
			name === 'group' ? related : name === 'amount' && value ? `#${String(value)}#` : value;
		if (!isView || name === 'id') return [[name, json]];
		return [[uuidOf(name), { busy: false, value: json }]];
	});
	return Object.fromEntries(shown);
}

/** Serves the rows; they may change while they are read. */
export function oddApp(
	rows: OddRow[],
	odd: Oddities,
	meanwhile: Meanwhile = () => undefined,
): RequestListener {
	let requests = 0;
	return (request, response) => {
		const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://app');
		const send = (status: number, body: unknown) => {
			response.writeHead(status, { 'Content-Type': 'application/json' });
			// Numbers with all their digits, as databases write them.
			response.end(JSON.stringify(body).replace(/"#([^"]+)#"/g, '$1'));
		};
		if (pathname === '/api/models') return send(200, MODELS);
		if (pathname.includes(ODD.groups)) return send(200, { id: Number(pathname.split('/').at(-1)) });
		requests += 1;
		meanwhile(requests, rows);
		const order = query.get('order');
		const isRefused =
			(odd.offset === 'rejected' && query.has('offset')) ||
			(odd.ascending === 'rejected' && order?.endsWith(':asc')) ||
			(odd.filters === 'rejected' && query.has('filters[][operator]')) ||
			(odd.ids === 'rejected' && query.has('ids'));
		if (isRefused) return send(400, { error: 'Bad request' });
		const isSaved = odd.saved === 'applied';
		const ids = odd.ids === 'applied' ? query.get('ids')?.split(',').map(Number) : undefined;
		const selected = filtered(rows, query, odd)
			.filter(({ id }) => ids === undefined || ids.includes(id))
			.filter(({ active }) => !isSaved || !query.has('filter_id') || active === true);
		const sorted = ordered(selected, order, odd, requests).flatMap((row) =>
			Array.from({ length: odd.copies }, () => row),
		);
		const from = odd.offset === 'supported' ? Number(query.get('offset') ?? 0) : 0;
		const page = sorted.slice(from, from + Math.min(Number(query.get('limit') ?? 100), odd.cap));
		const isView = isSaved && query.has('view_id');
		const records = page.map((row) => shownOf(row, odd, isView));
		if (!isView) return send(200, records);
		const total = { none: undefined, 'of the page': page.length, '-1': -1 }[odd.count];
		return send(200, { records, total_rows: total });
	};
}
