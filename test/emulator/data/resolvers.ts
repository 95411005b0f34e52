/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import type { GraphQLFieldResolver } from 'graphql';

import type { Model, Row, StoredProperty } from '../store.ts';
import type { DataContext } from './context.ts';
import { FieldError } from './errors.ts';
import { Filters } from './filters.ts';
import { present } from './presentation.ts';
import { sorted } from './sorting.ts';

type Arguments = Record<string, unknown>;
type Root<Args = Arguments> = GraphQLFieldResolver<unknown, DataContext, Args>;
type OfRow = GraphQLFieldResolver<Row, DataContext, Arguments>;

function selected(
	model: Model,
	rows: Iterable<Row>,
	{ where, sort }: Arguments,
	context: DataContext,
): Row[] {
	const isIgnored = context.environment.personality.whereApplied === 'ignored';
	const test = new Filters(context).compile(model, isIgnored ? undefined : where);
	return sorted(model, [...rows].filter(test), sort, context);
}

function wholeNumber(value: unknown, name: string): number | undefined {
	if (typeof value !== 'number') return undefined;
	if (value < 0) throw new FieldError(`${name} must not be negative`);
	return value;
}

/** How many records a list answers at most. */
function size(take: unknown, { environment: { personality } }: DataContext): number {
	const { takeDefault, takeMax, takeOver } = personality;
	const asked = wholeNumber(take, 'take');
	if (asked === undefined) return takeDefault === 'all' ? Number.POSITIVE_INFINITY : takeDefault;
	if (asked > takeMax && takeOver === 'error') {
		throw new FieldError(`take must be at most ${takeMax}`);
	}
	return Math.min(asked, takeMax);
}

/** The count that stands beside the rows of a page. */
function totalCount(
	all: number,
	page: number,
	{ environment: { personality } }: DataContext,
): number | null {
	switch (personality.totalCount) {
		case 'absent':
			return null;
		case 'ofPage':
			return page;
		case 'minusOne':
			return -1;
		case 'capped':
			return Math.min(all, personality.countCap);
		case 'later':
			// One came in between, which is in no page yet.
			return page > 0 ? all + 1 : all;
		default:
			return all;
	}
}

/** The rows of a model as they are now: a schema outlives them when the app is reset. */
function rowsOf({ id }: Model, { environment: { store } }: DataContext): Iterable<Row> {
	return store.model(id)?.rows.values() ?? [];
}

/** `all<M>` */
export function listAll(model: Model): Root {
	return (_source, args, context) => {
		if (!context.access.allows(model)) return null;
		const count = size(args.take, context);
		const skip = wholeNumber(args.skip, 'skip') ?? 0;
		const rows = selected(model, rowsOf(model, context), args, context);
		const page: Array<Row | null> = rows.slice(skip, skip + count);
		if (context.environment.personality.nullRow === 'first' && page.length > 0) page[0] = null;
		return { results: page, totalCount: totalCount(rows.length, page.length, context) };
	};
}

/** `one<M>`: the first match, or null. */
export function findOne(model: Model): Root {
	return (_source, { where }, context) => {
		if (!context.access.allows(model)) return null;
		return selected(model, rowsOf(model, context), { where }, context)[0] ?? null;
	};
}

/** `me<M>`: the record of whoever is logged in. */
export function me(model: Model): Root {
	return (_source, _args, { access, environment }) => {
		if (access.claims === undefined) {
			throw new FieldError('Request not authenticated', {
				extensions: { code: 'UNAUTHENTICATED' },
				needsLogin: true,
			});
		}
		const { auth_profile: id, user_id: userId } = access.claims;
		const profile = environment.data.authenticationProfiles.find((known) => known.id === id);
		const own = environment.store.modelForTests(profile?.model ?? '');
		return own?.id === model.id && access.allows(model) ? (own.rows.get(userId) ?? null) : null;
	};
}

/** A property that is no relation. */
export function valueOf(model: Model, property: StoredProperty): OfRow {
	return (row, _args, { access, environment }) =>
		access.allows(model, property)
			? present(property, row.values[property.name], environment)
			: null;
}

/** A relation to one record. */
export function relatedOne(model: Model, property: StoredProperty, target: Model): OfRow {
	return (row, _args, context) => {
		const { access } = context;
		if (!access.allows(model, property) || !access.allows(target)) return null;
		return context.related.rows(property, row)[0] ?? null;
	};
}

/** A relation to many records. */
export function related(model: Model, property: StoredProperty, target: Model): OfRow {
	return (row, args, context) => {
		const { access } = context;
		if (!access.allows(model, property) || !access.allows(target)) return null;
		return selected(target, context.related.rows(property, row), args, context);
	};
}
