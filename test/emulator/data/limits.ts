/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { getNamedType, isObjectType, Kind } from 'graphql';
import type { DocumentNode, FieldNode, GraphQLObjectType, SelectionSetNode } from 'graphql';

import type { ModelSchema } from './schema.ts';

const largestRoot = 10;
const deepest = 4;

/** The fields of a selection, those inside fragments too. */
export function fieldsIn(
	document: DocumentNode,
	set: SelectionSetNode | undefined,
	inside: readonly string[] = [],
): FieldNode[] {
	return (set?.selections ?? []).flatMap((selection) => {
		if (selection.kind === Kind.FIELD) return [selection];
		if (selection.kind === Kind.INLINE_FRAGMENT) {
			return fieldsIn(document, selection.selectionSet, inside);
		}
		// Fragments may run in a circle, since this reads requests before they are validated.
		const name = selection.name.value;
		if (inside.includes(name)) return [];
		const fragment = document.definitions.find(
			(known) => known.kind === Kind.FRAGMENT_DEFINITION && known.name.value === name,
		);
		return fragment?.kind === Kind.FRAGMENT_DEFINITION
			? fieldsIn(document, fragment.selectionSet, [...inside, name])
			: [];
	});
}

/** How many relations lie within each other below a selection. */
function layers(
	document: DocumentNode,
	set: SelectionSetNode | undefined,
	parent: GraphQLObjectType,
	modelTypes: ReadonlySet<string>,
): number {
	const depths = fieldsIn(document, set).map((field) => {
		const definition = parent.getFields()[field.name.value];
		const type = definition && getNamedType(definition.type);
		if (!isObjectType(type)) return 0;
		const isLayer = modelTypes.has(type.name) && modelTypes.has(parent.name);
		return (isLayer ? 1 : 0) + layers(document, field.selectionSet, type, modelTypes);
	});
	return Math.max(0, ...depths);
}

/** What is too much about a valid operation, or nothing. */
export function excess(
	document: DocumentNode,
	set: SelectionSetNode,
	root: GraphQLObjectType,
	{ modelTypes }: ModelSchema,
): string | undefined {
	if (fieldsIn(document, set).length > largestRoot) {
		return `At most ${largestRoot} queries are allowed in a request`;
	}
	if (layers(document, set, root, modelTypes) > deepest) {
		return `At most ${deepest} layers of nested relations are allowed`;
	}
	return undefined;
}

/** Counts requests, a minute at a time. */
export class RateLimit {
	private minute = 0;
	private count = 0;

	/** Whether one more request is over the limit. */
	exceeds(limit: number, now: Date): boolean {
		const minute = Math.floor(now.getTime() / 60_000);
		if (minute !== this.minute) this.count = 0;
		this.minute = minute;
		this.count += 1;
		return this.count > limit;
	}
}
