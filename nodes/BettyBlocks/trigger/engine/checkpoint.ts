import type { ChangesRead } from '../../app/stamped';
import { isJsonObject } from '../../app/values/json';
import { decodeEntries, decodeIds } from './entries';
import type { Clock } from './instants';

/** Where in the app's table the trigger stands. All instants but those of clocks come from the app's data. */
export interface Checkpoint {
	/** Before this instant nothing is remembered, and nothing is looked at unless the app's clock went back. */
	floor?: number;
	/** Where the trigger started: nothing before it ever counts. */
	origin?: number;
	/** The oldest instant that the last poll had to leave; absent when nothing is left. */
	left?: number;
	/** The app shows local times without a zone. */
	isLocal?: true;
	/** What was seen from the floor on, those ahead of the app's clock as well. */
	seen: string;
	/** Records without a timestamp that were seen. */
	undated: string;
	/** Those of them that were not there at the last polls: how many. */
	missing?: Record<string, number>;
	/** The time at the last poll. */
	clock: Clock;
	/** What is remembered while polls leave something. */
	backlog?: Backlog;
	/** What the app's API wants to know at the next poll. */
	hints: ChangesRead['hints'];
}

export interface Backlog {
	/** Where the window began when the first poll left something. */
	floor?: number;
	/** A time before the first record of the backlog was emitted. */
	since?: number;
	/** Records seen since then; absent once there are too many to remember. */
	ids?: string;
}

/** The checkpoint of a trigger that has seen nothing yet. */
export function emptyCheckpoint(start: number | undefined, host: number): Checkpoint {
	return {
		...(start !== undefined && { floor: start, origin: start }),
		seen: '',
		undated: '',
		clock: { host },
		hints: {},
	};
}

/** Whether a kept value is a checkpoint that this version wrote, or could have written. */
export function isCheckpoint(value: unknown): value is Checkpoint {
	if (!isJsonObject(value)) return false;
	const { floor, origin, left, isLocal, seen, undated, missing, clock, backlog, hints } = value;
	return (
		[floor, origin, left].every((instant) => isOptional(instant, isInstant)) &&
		isOptional(isLocal, isTrue) &&
		decodeEntries(seen) !== undefined &&
		decodeIds(undated) !== undefined &&
		isOptional(missing, isMissingCounts) &&
		isClock(clock) &&
		isOptional(backlog, isBacklog) &&
		isJsonObject(hints)
	);
}

function isMissingCounts(value: unknown): boolean {
	return isJsonObject(value) && Object.values(value).every(isCount);
}

function isClock(value: unknown): boolean {
	return isJsonObject(value) && isOptional(value.app, isInstant) && isInstant(value.host);
}

function isBacklog(value: unknown): boolean {
	return (
		isJsonObject(value) &&
		isOptional(value.floor, isInstant) &&
		isOptional(value.since, isInstant) &&
		isOptional(value.ids, (ids) => decodeIds(ids) !== undefined)
	);
}

function isOptional(value: unknown, is: (value: unknown) => boolean): boolean {
	return value === undefined || is(value);
}

function isTrue(value: unknown): boolean {
	return value === true;
}

function isInstant(value: unknown): boolean {
	return typeof value === 'number' && Number.isFinite(value);
}

function isCount(value: unknown): boolean {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
