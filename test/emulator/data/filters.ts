/* eslint-disable @n8n/community-nodes/require-node-api-error */
import type { Model, Row, StoredProperty } from '../store.ts';
import type { DataContext } from './context.ts';
import { FieldError } from './errors.ts';
import { enumValues, fieldName } from './names.ts';
import { comparableInstant } from './presentation.ts';

export type RowTest = (row: Row) => boolean;

type Where = Record<string, unknown>;
type ValueTest = (value: unknown) => boolean;

/** Operators by what they say when their opposite does not hold. */
const negated: Readonly<Record<string, string>> = {
	neq: 'eq',
	nin: 'in',
	doesNotMatch: 'matches',
};

const orderings: Readonly<Record<string, (one: never, other: never) => boolean>> = {
	gt: (one, other) => one > other,
	gteq: (one, other) => one >= other,
	lt: (one, other) => one < other,
	lteq: (one, other) => one <= other,
};

const textual: Readonly<Record<string, (text: string, part: string) => boolean>> = {
	matches: (text, part) => text.includes(part),
	startsWith: (text, part) => text.startsWith(part),
	endsWith: (text, part) => text.endsWith(part),
};

function isObject(value: unknown): value is Where {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(value: unknown): boolean {
	return value === null || value === undefined;
}

/** Compiles `where` arguments; the schema has checked their shape. */
export class Filters {
	private readonly context: DataContext;

	constructor(context: DataContext) {
		this.context = context;
	}

	/**
	 * @param where undefined or null: every row
	 * @throws FieldError for a property that may not be read, or a comparison that the app refuses
	 */
	compile(model: Model, where: unknown): RowTest {
		if (!isObject(where)) return () => true;
		const tests = Object.entries(where).map(([key, value]) => this.part(model, key, value));
		return (row) => tests.every((test) => test(row));
	}

	private part(model: Model, key: string, value: unknown): RowTest {
		if (key === '_and' || key === '_or') return this.group(model, key, value);
		const property = model.properties.find(({ name }) => fieldName(name) === key);
		if (property === undefined) throw new FieldError(`Unknown property ${key}`);
		if (!this.context.access.allows(model, property)) return () => false;
		const target = this.context.environment.store.target(property);
		if (target !== undefined) return this.relation(property, target, value);
		return this.comparisons(property, value);
	}

	private group(model: Model, key: '_and' | '_or', value: unknown): RowTest {
		const tests = [value ?? []].flat().map((part) => this.compile(model, part));
		if (tests.length === 0) return () => true;
		if (key === '_and') return (row) => tests.every((test) => test(row));
		return (row) => tests.some((test) => test(row));
	}

	/** Each filter of a to-many relation has to hold for some related record. */
	private relation(property: StoredProperty, target: Model, value: unknown): RowTest {
		const { related } = this.context;
		if (isEmpty(value)) return this.nullTest((row) => related.rows(property, row).length === 0);
		const tests = [value].flat().map((part) => this.compile(target, part));
		return (row) => {
			const rows = related.rows(property, row);
			return tests.every((test) => rows.some(test));
		};
	}

	private comparisons(property: StoredProperty, value: unknown): RowTest {
		const tests = Object.entries(isObject(value) ? value : {}).map(([operator, operand]) =>
			this.comparison(property, operator, operand),
		);
		return (row) => {
			const shown = this.comparable(property, row.values[property.name]);
			return tests.every((test) => test(shown));
		};
	}

	private comparison(property: StoredProperty, operator: string, operand: unknown): ValueTest {
		const positive = negated[operator];
		if (isEmpty(operand)) {
			const asks = { eq: true, neq: false }[operator];
			// An ordering or a pattern holds for no value when it is compared with null.
			return this.nullTest((value) => asks !== undefined && noValue(value) === asks);
		}
		const test = this.valueTest(positive ?? operator, this.operand(property, operand));
		if (positive === undefined) return (value) => hasValue(value, test);
		const keepsEmpty = this.context.environment.personality.negatedEmpty === 'included';
		return (value) => (noValue(value) ? keepsEmpty : !hasValue(value, test));
	}

	/** A comparison with null, which not every app may know. */
	private nullTest<Value>(test: (value: Value) => boolean): (value: Value) => boolean {
		const { nullFilter } = this.context.environment.personality;
		if (nullFilter === 'error') throw new FieldError('Cannot compare with null');
		return nullFilter === 'ignored' ? () => true : test;
	}

	private valueTest(operator: string, operand: unknown): ValueTest {
		if (operator === 'in') return (value) => [operand].flat().includes(value);
		if (operator === 'regex') {
			const pattern = patternOf(operand);
			return (value) => pattern.test(String(value));
		}
		const compare = orderings[operator];
		if (compare !== undefined) return (value) => compare(value as never, operand as never);
		const contains = textual[operator];
		if (contains === undefined) return (value) => value === operand;
		const anyCase = this.context.environment.personality.matchesCase === 'any';
		const cased = (text: unknown) => (anyCase ? String(text).toLowerCase() : String(text));
		return (value) => contains(cased(value), cased(operand));
	}

	/** What was asked for, as the store keeps it: an option of a list by the name of its enum. */
	private operand(property: StoredProperty, operand: unknown): unknown {
		if (Array.isArray(operand)) return operand.map((part) => this.operand(property, part));
		if (property.group !== 'choice') return operand;
		return enumValues(property).get(String(operand)) ?? operand;
	}

	/** A stored value as operators see it: a file by its name. */
	private comparable(property: StoredProperty, value: unknown): unknown {
		const { files, personality } = this.context.environment;
		if (property.group === 'dateTime' && !isEmpty(value)) {
			return comparableInstant(String(value), personality);
		}
		const nameOf = (file: unknown) => (isEmpty(file) ? null : files.describe(String(file)).name);
		if (property.group === 'file') return nameOf(value);
		if (property.group === 'files') return [value ?? []].flat().map(nameOf);
		return value;
	}
}

function noValue(value: unknown): boolean {
	return isEmpty(value) || (Array.isArray(value) && value.length === 0);
}

function hasValue(value: unknown, test: ValueTest): boolean {
	return [value].flat().some((single) => !isEmpty(single) && test(single));
}

function patternOf(operand: unknown): RegExp {
	try {
		return new RegExp(String(operand));
	} catch {
		throw new FieldError(`Invalid regular expression: ${String(operand)}`);
	}
}
