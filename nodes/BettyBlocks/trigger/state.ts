import { decodeIds, type IdText } from './ids';

/** Raised when states of an earlier version can no longer be read. */
export const STATE_VERSION = 1;

/** Keys of rows that were handled, for one instant. */
export interface SeenAt {
	/** Milliseconds since 1970. */
	at: number;
	ids: IdText;
}

/** Where in the app's table the trigger stands. All instants come from the app's data. */
export interface Position {
	/** Everything up to this instant was handled; absent while no row with an instant was. */
	cursor?: number;
	/** Rows before this instant are never looked at: they were there before the start. */
	floor?: number;
	/** What was handled of the window that each poll reads again, oldest first. */
	seen: SeenAt[];
	/** Records without a timestamp that were handled. */
	undated: IdText;
	/** Rows without a timestamp that the app puts before all others. */
	head: number;
	/** The newest instant in the table, below the cursor when the row of the cursor is gone. */
	top?: number;
	/** Rows that the last poll found from the beginning of the window on. */
	rows: number;
	/** How long nothing new has appeared; `closed` when nothing can appear late any more. */
	quiet: { polls: number; since: number; closed: boolean };
	/** Where the next poll begins to read, when the last one left something. */
	next?: { limit: number; skip: number };
	/** While polls leave something: the bound when that began, and records handled since. */
	backlog?: { lower?: number; ids: IdText };
}

/** What is kept between two polls. A trigger without a position waits for its first answer. */
export interface State {
	version: typeof STATE_VERSION;
	/** What was watched; a position means nothing elsewhere. */
	scope: string;
	/** Counts the states, so that an older one never replaces a newer one. */
	revision: number;
	/** UUIDs of the model's properties that requests name, by their role. */
	properties: Record<string, string>;
	position?: Position;
}

/** What became of the state that was kept: `none` at the very first poll. */
export type Kept =
	| { state: State }
	| { state: undefined; because: 'none' | 'damaged' | 'another version' | 'another scope' };

/**
 * Reads a kept state, which may have been written by another version of this package, for another
 * model, or by anybody.
 *
 * @param scope what is watched now
 */
export function readState(kept: unknown, scope: string): Kept {
	if (kept === undefined || kept === null) return { state: undefined, because: 'none' };
	if (!isObject(kept)) return { state: undefined, because: 'damaged' };
	if (kept.version !== STATE_VERSION) return { state: undefined, because: 'another version' };
	if (kept.scope !== scope) return { state: undefined, because: 'another scope' };
	const { revision, properties, position } = kept;
	if (!isCount(revision) || !isTexts(properties)) return { state: undefined, because: 'damaged' };
	if (position !== undefined && !isPosition(position)) {
		return { state: undefined, because: 'damaged' };
	}
	return { state: { version: STATE_VERSION, scope, revision, properties, position } };
}

/**
 * A short text that differs when any of the parts does: 53 bits of a hash, as the parts may name
 * a person and the state is exported with the workflow.
 */
export function fingerprint(parts: string[]): string {
	let high = 0xdeadbeef;
	let low = 0x41c6ce57;
	for (const character of JSON.stringify(parts)) {
		const code = character.codePointAt(0) ?? 0;
		high = Math.imul(high ^ code, 2_654_435_761);
		low = Math.imul(low ^ code, 1_597_334_677);
	}
	high =
		Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
	low =
		Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
	return (4_294_967_296 * (2_097_151 & low) + (high >>> 0)).toString(36);
}

function isPosition(value: unknown): value is Position {
	if (!isObject(value)) return false;
	const { cursor, floor, seen, undated, head, top, rows, quiet, next, backlog } = value;
	return (
		isOptional(cursor, isInstant) &&
		isOptional(floor, isInstant) &&
		isOptional(top, isInstant) &&
		Array.isArray(seen) &&
		seen.every(isSeenAt) &&
		seen.every(({ at }, index) => index === 0 || at > Number(seen[index - 1]?.at)) &&
		decodeIds(undated) !== undefined &&
		isCount(head) &&
		isCount(rows) &&
		isObject(quiet) &&
		isCount(quiet.polls) &&
		isInstant(quiet.since) &&
		typeof quiet.closed === 'boolean' &&
		isOptional(next, isNext) &&
		isOptional(backlog, isBacklog)
	);
}

function isSeenAt(value: unknown): value is SeenAt {
	return isObject(value) && isInstant(value.at) && decodeIds(value.ids) !== undefined;
}

function isNext(value: unknown): boolean {
	return isObject(value) && isCount(value.limit) && value.limit > 0 && isCount(value.skip);
}

function isBacklog(value: unknown): boolean {
	return (
		isObject(value) && isOptional(value.lower, isInstant) && decodeIds(value.ids) !== undefined
	);
}

function isTexts(value: unknown): value is Record<string, string> {
	return isObject(value) && Object.values(value).every((text) => typeof text === 'string');
}

function isOptional(value: unknown, is: (value: unknown) => boolean): boolean {
	return value === undefined || is(value);
}

function isInstant(value: unknown): value is number {
	return typeof value === 'number' && Number.isFinite(value);
}

function isCount(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
