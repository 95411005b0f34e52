// Every operator, with all that is known of it.
import {
	isPartOf,
	isSame,
	orderOf,
	type Compared,
	type Criterion,
	type Verdict,
} from './comparison';
import { InputError } from '../errors';
import { kindOf } from '../values/kinds';
import type { Property } from '../schema/models';

/** What an operator can compare. */
export type Comparable =
	| 'text'
	| 'time'
	| 'number'
	| 'boolean'
	| 'temporal'
	| 'relation'
	| 'file'
	| 'other';

/** What one API calls an operator, and what it compares with it. */
interface Spoken {
	name: string;
	on: Comparable[];
}

/** How a value is compared. */
export interface Operator {
	/** What workflows save. */
	value: string;
	/** What people read. */
	label: string;
	/** How many values it takes. */
	takes: 'one' | 'many' | 'none';
	/** Whether it takes a part of what the property holds rather than a whole value. */
	takesPart?: boolean;
	/** Whether it finds what differs. */
	isNegated?: boolean;
	/** Whether a value that the app shows, and that isn't empty, meets the criteria. */
	holds: (shown: unknown, criteria: Criterion[], compared: Compared) => Verdict;
	/** Only `eq` is evidenced (vendor's client library); the others are the platform's words elsewhere. */
	classic?: Spoken;
	/** As in dumped schemas; emptiness is a comparison with null there. */
	data: Spoken;
}

type Entry = Omit<Operator, 'value' | 'classic' | 'data'> & { classic?: Spoken; data: Spoken };

const EVERY: Comparable[] = [
	'text',
	'time',
	'number',
	'boolean',
	'temporal',
	'relation',
	'file',
	'other',
];
const NOT_RELATED = EVERY.filter((each) => each !== 'relation');
const PLAIN: Comparable[] = ['text', 'time', 'number', 'temporal'];
const TEXTUAL: Comparable[] = ['text', 'time', 'file'];

const spoken = (name: string, on: Comparable[]): Spoken => ({ name, on });

const equality = (name: string) => ({
	classic: spoken(name, [...PLAIN, 'relation', 'boolean', 'file']),
	data: spoken(name, NOT_RELATED),
});
const lists = (name: string) => ({
	classic: spoken(name, [...PLAIN, 'relation']),
	data: spoken(name, PLAIN),
});
const ordering = (name: string) => ({
	classic: spoken(name, PLAIN),
	data: spoken(name, ['time', 'number', 'temporal', 'other']),
});
const pattern = (classic: string, data: string) => ({
	takesPart: true,
	classic: spoken(classic, TEXTUAL),
	data: spoken(data, ['text', 'file']),
});

const oneOf: Operator['holds'] = (shown, criteria, compared) =>
	anyOf(criteria.map((criterion) => isSame(shown, criterion, compared)));

const inOrder =
	(...fitting: string[]): Operator['holds'] =>
	(shown, [criterion = ''], compared) => {
		const order = orderOf(shown, criterion, compared);
		return order && fitting.includes(order);
	};

const asPart =
	(test: (text: string, part: string) => boolean): Operator['holds'] =>
	(shown, [part = ''], compared) =>
		isPartOf(shown, part, compared, test);

const contains = asPart((text, part) => text.includes(part));

const ENTRIES: Record<string, Entry> = {
	eq: { label: 'Is', takes: 'one', holds: oneOf, ...equality('eq') },
	neq: { label: 'Is Not', takes: 'one', isNegated: true, holds: not(oneOf), ...equality('neq') },
	gt: { label: 'Is Greater Than', takes: 'one', holds: inOrder('above'), ...ordering('gt') },
	gteq: {
		label: 'Is Greater Than or Equal',
		takes: 'one',
		holds: inOrder('above', 'same'),
		...ordering('gteq'),
	},
	lt: { label: 'Is Less Than', takes: 'one', holds: inOrder('below'), ...ordering('lt') },
	lteq: {
		label: 'Is Less Than or Equal',
		takes: 'one',
		holds: inOrder('below', 'same'),
		...ordering('lteq'),
	},
	in: { label: 'Is One Of', takes: 'many', holds: oneOf, ...lists('in') },
	nin: { label: 'Is None Of', takes: 'many', isNegated: true, holds: not(oneOf), ...lists('nin') },
	matches: { label: 'Contains', takes: 'one', holds: contains, ...pattern('matches', 'matches') },
	doesNotMatch: {
		label: 'Does Not Contain',
		takes: 'one',
		isNegated: true,
		holds: not(contains),
		...pattern('does_not_match', 'doesNotMatch'),
	},
	startsWith: {
		label: 'Starts With',
		takes: 'one',
		holds: asPart((text, part) => text.startsWith(part)),
		...pattern('starts_with', 'startsWith'),
	},
	endsWith: {
		label: 'Ends With',
		takes: 'one',
		holds: asPart((text, part) => text.endsWith(part)),
		...pattern('ends_with', 'endsWith'),
	},
	// Apps differ in what their expressions can do.
	regex: {
		label: 'Matches Regex',
		takes: 'one',
		takesPart: true,
		holds: () => undefined,
		data: spoken('regex', ['text', 'file']),
	},
	exists: {
		label: 'Is Not Empty',
		takes: 'none',
		holds: () => true,
		classic: spoken('exists', EVERY),
		data: spoken('exists', NOT_RELATED),
	},
	doesNotExist: {
		label: 'Is Empty',
		takes: 'none',
		holds: () => false,
		classic: spoken('does_not_exist', EVERY),
		data: spoken('doesNotExist', EVERY),
	},
};

export const OPERATORS: Operator[] = Object.entries(ENTRIES).map(([value, entry]) => ({
	value,
	...entry,
}));

/** Operators whose label has the value in it; they are sent as another one. */
export const SHORTHANDS: Array<{
	value: string;
	label: string;
	on: Comparable;
	operator: string;
	criterion: Criterion;
}> = [
	{ value: 'isTrue', label: 'Is True', on: 'boolean', operator: 'eq', criterion: true },
	{ value: 'isFalse', label: 'Is False', on: 'boolean', operator: 'eq', criterion: false },
];

export function comparableAs(property: Pick<Property, 'name' | 'kind'>): Comparable {
	const { family, precision, files } = kindOf(property);
	if (files !== undefined) return 'file';
	return precision === 'time' ? 'time' : family;
}

/** @throws {InputError} when there is no such operator */
export function requireOperator(name: unknown, label = ''): Operator {
	const operator = OPERATORS.find(({ value }) => value === name);
	if (operator !== undefined) return operator;
	throw new InputError(
		`The condition on "${label}" has an unknown operator: ${String(name)}`,
		`The operators are ${[...OPERATORS, ...SHORTHANDS].map(({ value }) => value).join(', ')}`,
	);
}

function anyOf(verdicts: Verdict[]): Verdict {
	if (verdicts.includes(true)) return true;
	return verdicts.includes(undefined) ? undefined : false;
}

function not(holds: Operator['holds']): Operator['holds'] {
	return (shown, criteria, compared) => {
		const verdict = holds(shown, criteria, compared);
		// What is shown as the same may be kept as another.
		const isTold = verdict === false || !kindOf(compared.property).isShownInPart;
		return verdict === undefined || !isTold ? undefined : !verdict;
	};
}
