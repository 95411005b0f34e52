/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';

import { instantOf, numberOf } from '../values.ts';

/** A scalar whose values come as text (or number), checked on their way in. */
function scalar(
	name: string,
	description: string,
	parse: (value: unknown) => unknown,
): GraphQLScalarType {
	const parseValue = (value: unknown) => {
		const parsed = parse(value);
		if (parsed !== undefined) return parsed;
		throw new GraphQLError(`${name} cannot represent ${JSON.stringify(value)}`);
	};
	return new GraphQLScalarType({
		name,
		description,
		parseValue,
		parseLiteral: (node) => {
			const isPlain =
				node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT;
			return parseValue(isPlain ? node.value : undefined);
		},
	});
}

function dateOf(value: unknown): string | undefined {
	const isDay = typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value);
	return isDay && instantOf(value) !== undefined ? value : undefined;
}

/** In UTC with microseconds and without Z, so that texts compare as instants do. */
function dateTimeOf(value: unknown): string | undefined {
	const isZoned = typeof value === 'string' && /T.*(Z|[+-]\d\d:\d\d)$/.test(value);
	const instant = isZoned ? instantOf(value) : undefined;
	if (instant === undefined) return undefined;
	const fraction = /\.(\d+)/.exec(String(value))?.[1] ?? '';
	return new Date(instant).toISOString().slice(0, -1) + fraction.padEnd(6, '0').slice(3, 6);
}

function timeOf(value: unknown): string | undefined {
	if (typeof value !== 'string' || !/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(value)) {
		return undefined;
	}
	return value.length === 5 ? `${value}:00` : value;
}

/** New scalars, as each schema needs its own. */
export function makeScalars() {
	return {
		date: scalar('Date', 'A day as ISO 8601 writes it', dateOf),
		dateTime: scalar('DateTime', 'A date and time with Z or an offset', dateTimeOf),
		time: scalar('Time', 'A time of day', timeOf),
		decimal: scalar('Decimal', 'A decimal number', numberOf),
		json: new GraphQLScalarType({ name: 'Json', description: 'Any JSON value' }),
		actionInput: anything('ActionInput'),
		actionResult: anything('ActionResult'),
	};
}

function anything(name: string): GraphQLScalarType {
	return new GraphQLScalarType({
		name,
		parseValue: (value) => value,
		parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
	});
}

export type Scalars = ReturnType<typeof makeScalars>;
