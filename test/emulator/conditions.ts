import { badRequest } from './answers.ts';
import { isToMany } from './kinds.ts';
import { isParameters, type Parameters } from './parameters.ts';
import type { Personality } from './personality.ts';
import type { Model, Row, Store, StoredProperty } from './store.ts';
import { booleanOf, instantOf, numberOf } from './values.ts';

/** Tells whether a row belongs in the answer. */
export interface RowTest {
	(row: Row): boolean;
	/** The only rows that may, where that is quicker to find. */
	candidates?: () => Row[];
}

type Comparable = number | string | boolean;
type Reader = (row: Row) => unknown[];

const negated: Readonly<Record<string, string>> = {
	neq: 'eq',
	nin: 'in',
	does_not_match: 'matches',
};

const predicates = new Set([
	...['eq', 'neq', 'gt', 'gteq', 'lt', 'lteq', 'in', 'nin', 'matches', 'does_not_match'],
	...['starts_with', 'ends_with', 'exists', 'does_not_exist'],
]);

const orderings: Readonly<Record<string, (one: Comparable, other: Comparable) => boolean>> = {
	gt: (one, other) => one > other,
	gteq: (one, other) => one >= other,
	lt: (one, other) => one < other,
	lteq: (one, other) => one <= other,
};

const textual: Readonly<Record<string, (text: string, part: string) => boolean>> = {
	matches: (text, part) => text.includes(part),
	starts_with: (text, part) => text.startsWith(part),
	ends_with: (text, part) => text.endsWith(part),
};

function isEmpty(value: unknown): boolean {
	return value === null || value === undefined || value === '';
}

/** Evaluates ad-hoc filters, and those of saved views and filters, over one model's rows. */
export class Conditions {
	private readonly store: Store;
	private readonly personality: Personality;
	private readonly inverses = new Map<StoredProperty, Map<number, Row[]>>();

	constructor(store: Store, personality: Personality) {
		this.store = store;
		this.personality = personality;
	}

	/**
	 * Compiles one condition, one group, or a list of either (all must hold).
	 * @throws Refusal with status 400 for anything else, an unknown property or predicate, or
	 * criteria that do not suit the property's kind
	 */
	compile(model: Model, filter: unknown): RowTest {
		if (Array.isArray(filter)) return all(filter.map((part) => this.compile(model, part)));
		if (!isParameters(filter)) throw badRequest('A filter must be an object or a list');
		if ('conditions' in filter) return this.compileGroup(model, filter);
		return this.compileCondition(model, filter);
	}

	private compileGroup(model: Model, group: Parameters): RowTest {
		const { conditions, operator = 'and' } = group;
		if (!Array.isArray(conditions)) throw badRequest('"conditions" must be a list');
		if (operator !== 'and' && operator !== 'or') throw badRequest('"operator" must be and or or');
		const tests = this.applied(conditions).map((condition) => this.compile(model, condition));
		if (tests.length === 0) return () => true;
		const isAnd = operator === 'and' || this.personality.groups === 'and';
		return isAnd ? all(tests) : (row) => tests.some((test) => test(row));
	}

	/** The conditions of a group that this app looks at. */
	private applied(conditions: unknown[]): unknown[] {
		const { filtersApplied } = this.personality;
		if (filtersApplied === 'first') return conditions.slice(0, 1);
		return filtersApplied === 'last' ? conditions.slice(-1) : conditions;
	}

	private compileCondition(model: Model, condition: Parameters): RowTest {
		const asked = String(condition.predicate);
		const { filtersApplied, predicates: known } = this.personality;
		const predicate = known === 'eq' || filtersApplied === 'eq' ? 'eq' : asked;
		if (!predicates.has(predicate)) throw badRequest(`Unknown predicate "${predicate}"`);
		const path = pathOf(condition.path);
		const { property, read } = this.follow(model, path);
		if (predicate === 'exists') return (row) => read(row).some((value) => !isEmpty(value));
		if (predicate === 'does_not_exist') return (row) => read(row).every(isEmpty);
		const { criteria } = condition;
		const test = this.compareWith(property, read, predicate, criteria);
		const isFound = predicate === 'eq' && path.length === 1 && property.group === 'text';
		if (!isFound || isEmpty(criteria)) return test;
		return Object.assign(test, { candidates: () => model.rowsWith(property, String(criteria)) });
	}

	private compareWith(
		property: StoredProperty,
		read: Reader,
		predicate: string,
		criteria: unknown,
	): RowTest {
		const positive = negated[predicate];
		const test = this.valueTest(property, positive ?? predicate, criteria);
		if (positive === undefined) return (row) => read(row).some(test);
		const keepsEmpty = this.personality.negatedEmpty === 'included' && !isEmpty(criteria);
		return (row) => {
			const values = read(row);
			if (values.every(isEmpty)) return keepsEmpty;
			return values.some((value) => !isEmpty(value) && !test(value));
		};
	}

	private valueTest(
		property: StoredProperty,
		predicate: string,
		criteria: unknown,
	): (value: unknown) => boolean {
		if (predicate === 'in') {
			const values = listOf(criteria);
			const seen = this.personality.severalValues === 'last' ? values.slice(-1) : values;
			const wanted = new Set(seen.map((entry) => this.comparable(property, entry)));
			return (value) => !isEmpty(value) && wanted.has(this.kept(property, value));
		}
		if (Array.isArray(criteria)) throw badRequest(`"${predicate}" takes one value, not a list`);
		if (predicate === 'eq' && isEmpty(criteria)) return isEmpty;
		const contains = textual[predicate];
		if (contains !== undefined) {
			const part = String(criteria ?? '').toLowerCase();
			return (value) => !isEmpty(value) && contains(String(value).toLowerCase(), part);
		}
		const wanted = this.comparable(property, criteria);
		const compare = orderings[predicate] ?? ((one: Comparable, other: Comparable) => one === other);
		return (value) => !isEmpty(value) && compare(this.kept(property, value), wanted);
	}

	private comparable(property: StoredProperty, value: unknown): Comparable {
		const converted = this.convert(property, value);
		if (converted !== undefined) return converted;
		throw badRequest(`${JSON.stringify(value)} does not suit ${property.name}`);
	}

	/** A value from the store: it suits its property already, so it needs no checks. */
	private kept(property: StoredProperty, value: unknown): Comparable {
		if (typeof value === 'number' || typeof value === 'boolean') return value;
		if (property.group === 'date' || property.group === 'dateTime')
			return Date.parse(String(value));
		return this.textOf(value);
	}

	private textOf(value: unknown): string {
		const text = String(value);
		return this.personality.textCase === 'insensitive' ? text.toLowerCase() : text;
	}

	private convert(property: StoredProperty, value: unknown): Comparable | undefined {
		switch (property.group) {
			case 'integer':
			case 'decimal':
			case 'belongsTo':
			case 'hasOne':
			case 'hasMany':
			case 'manyToMany':
				return numberOf(value);
			case 'boolean':
				return booleanOf(value);
			case 'date':
			case 'dateTime':
				return instantOf(value);
			default:
				return this.textOf(value);
		}
	}

	private follow(model: Model, path: string[]): { property: StoredProperty; read: Reader } {
		let current: Model | undefined = model;
		let rows: (row: Row) => Row[] = (row) => [row];
		for (const id of path.slice(0, -1)) {
			const property: StoredProperty = propertyOf(current, id);
			const previous = rows;
			const step = this.step(property);
			rows = (row) => previous(row).flatMap(step);
			current = this.store.target(property);
		}
		const property = propertyOf(current, path.at(-1) ?? '');
		const values = this.lastValues(property);
		const isOwn = path.length === 1;
		return { property, read: isOwn ? values : (row) => rows(row).flatMap(values) };
	}

	private lastValues(property: StoredProperty): (row: Row) => unknown[] {
		if (property.group === 'belongsTo') return (row) => [this.store.belongsTo(property, row)];
		if (!isToMany(property.group)) return (row) => [row.values[property.name]];
		const step = this.step(property);
		return (row) => step(row).map(({ id }) => id);
	}

	/** One step along a relation: from a row to the related rows. */
	private step(property: StoredProperty): (row: Row) => Row[] {
		const target = this.store.target(property);
		if (target === undefined) throw badRequest(`${property.name} is no relation`);
		const present = (id: number | null): Row[] => {
			const row = id === null ? undefined : target.rows.get(id);
			return row === undefined ? [] : [row];
		};
		if (property.group === 'belongsTo') {
			return (row) => present(this.store.belongsTo(property, row));
		}
		if (property.group === 'manyToMany') {
			return (row) => this.store.manyToMany(property, row).flatMap(present);
		}
		const inverse = this.inverseRows(target, property);
		return (row) => inverse.get(row.id) ?? [];
	}

	/** Rows of the target by the id their `belongs_to` holds; made once for a request. */
	private inverseRows(target: Model, property: StoredProperty): Map<number, Row[]> {
		const known = this.inverses.get(property);
		if (known !== undefined) return known;
		const byId = new Map<number, Row[]>();
		const inverse = target.property(property.inverse ?? '');
		for (const row of inverse === undefined ? [] : target.rows.values()) {
			const id = row.values[inverse?.name ?? ''];
			if (typeof id !== 'number') continue;
			const rows = byId.get(id);
			if (rows === undefined) byId.set(id, [row]);
			else rows.push(row);
		}
		this.inverses.set(property, byId);
		return byId;
	}
}

/** What holds where all of them do. */
export function all(tests: RowTest[]): RowTest {
	const test: RowTest = (row) => tests.every((each) => each(row));
	return Object.assign(test, {
		candidates: tests.find(({ candidates }) => candidates)?.candidates,
	});
}

function pathOf(path: unknown): string[] {
	const steps: unknown[] = Array.isArray(path) ? path : [path];
	if (steps.length === 0 || !steps.every((step) => typeof step === 'string')) {
		throw badRequest('"path" must be a property UUID or a list of them');
	}
	return steps;
}

function listOf(criteria: unknown): unknown[] {
	if (Array.isArray(criteria)) return criteria;
	if (isEmpty(criteria)) return [];
	return String(criteria)
		.split(',')
		.map((part) => part.trim());
}

function propertyOf(model: Model | undefined, id: string): StoredProperty {
	const property = model?.property(id);
	if (property === undefined) throw badRequest(`Unknown property "${id}" in a filter's path`);
	return property;
}
