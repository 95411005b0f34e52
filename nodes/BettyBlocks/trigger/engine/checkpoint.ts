import { isJsonObject } from '../../app/json';
import { decodeIds, type IdText } from './ids';

/** Records seen at one instant. */
export interface SeenAt {
	/** Milliseconds since 1970. */
	at: number;
	ids: IdText;
}

/** Where in the app's table the trigger stands. All instants come from the app's data. */
export interface Checkpoint {
	/** Everything up to this instant was seen; absent while no row with an instant was. */
	cursor?: number;
	/** Rows before this instant are not looked at: they are older than the start, or the window. */
	floor?: number;
	/** The last poll had no time to read down to the floor, so the floor stays. */
	isUnread?: true;
	/** The app shows local times without a zone. */
	isLocal?: true;
	/** What was seen of the window that each poll reads again, oldest first. */
	seen: SeenAt[];
	/** Records without a timestamp that were seen. */
	undated: IdText;
	/** Number of rows without a timestamp that the app puts before all others. */
	head: number;
	/** The newest instant in the table, below the cursor when the row of the cursor is gone. */
	top?: number;
	/** Number of rows that the last poll found in the window. */
	rows: number;
	/** The most rows that the app has returned at once. */
	largest: number;
	/** How long nothing new has appeared; `closed` when nothing can appear late any more. */
	quiet: { polls: number; since: number; closed: boolean };
	/** Where the next poll begins to read, when the last one left something. */
	next?: { limit: number; skip: number };
	/** What is remembered while polls leave something. */
	backlog?: Backlog;
}

export interface Backlog {
	/** Where the window began when the first poll left something. */
	floor?: number;
	/** A time before the first record of the backlog was emitted. */
	since?: number;
	/** Records seen since then; absent once there are too many to remember. */
	ids?: IdText;
}

/** The checkpoint of a trigger that has seen nothing yet. */
export function emptyCheckpoint(floor: number | undefined, now: number): Checkpoint {
	return {
		...(floor !== undefined && { floor }),
		seen: [],
		undated: '',
		head: 0,
		rows: 0,
		largest: 0,
		quiet: { polls: 0, since: now, closed: false },
	};
}

/** Where the window begins: before it, everything is known. */
export function windowStart({ floor, cursor, isUnread }: Checkpoint, overlapMs: number): number {
	const known = floor ?? -Infinity;
	return isUnread || cursor === undefined ? known : Math.max(known, cursor - overlapMs);
}

/** Whether a kept value is a checkpoint that this version wrote, or could have written. */
export function isCheckpoint(value: unknown): value is Checkpoint {
	if (!isJsonObject(value)) return false;
	const {
		cursor,
		floor,
		isUnread,
		isLocal,
		seen,
		undated,
		head,
		top,
		rows,
		largest,
		quiet,
		next,
		backlog,
	} = value;
	return (
		isOptional(cursor, isInstant) &&
		isOptional(floor, isInstant) &&
		isOptional(isUnread, isTrue) &&
		isOptional(isLocal, isTrue) &&
		isOptional(top, isInstant) &&
		Array.isArray(seen) &&
		seen.every(isSeenAt) &&
		seen.every(({ at }, index) => index === 0 || at > Number(seen[index - 1]?.at)) &&
		isIdText(undated) &&
		isCount(head) &&
		isCount(rows) &&
		isCount(largest) &&
		isQuiet(quiet) &&
		isOptional(next, isNext) &&
		isOptional(backlog, isBacklog)
	);
}

function isSeenAt(value: unknown): value is SeenAt {
	return isJsonObject(value) && isInstant(value.at) && isIdText(value.ids);
}

function isQuiet(value: unknown): boolean {
	return (
		isJsonObject(value) &&
		isCount(value.polls) &&
		isInstant(value.since) &&
		typeof value.closed === 'boolean'
	);
}

function isNext(value: unknown): boolean {
	return isJsonObject(value) && isCount(value.limit) && value.limit > 0 && isCount(value.skip);
}

function isBacklog(value: unknown): boolean {
	return (
		isJsonObject(value) &&
		isOptional(value.floor, isInstant) &&
		isOptional(value.since, isInstant) &&
		isOptional(value.ids, isIdText)
	);
}

function isIdText(value: unknown): boolean {
	return decodeIds(value) !== undefined;
}

function isOptional(value: unknown, is: (value: unknown) => boolean): boolean {
	return value === undefined || is(value);
}

function isTrue(value: unknown): boolean {
	return value === true;
}

function isInstant(value: unknown): value is number {
	return typeof value === 'number' && Number.isFinite(value);
}

function isCount(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
