import type { ChangesRead } from '../../app/stamped';
import { isJsonObject } from '../../app/values/json';
import type { Clock } from './clock';
import { decodeEntries } from './entries';
import type { Settings } from './settings';

/** Where in the app's table the trigger stands. All instants but those of clocks come from the app's data. */
export interface Checkpoint {
	/** Before this instant nothing is remembered, and nothing is looked at unless the app's clock went back. */
	floor?: number;
	/** Where the trigger started: nothing before it ever counts. */
	origin?: number;
	/** The oldest instant that the last poll had to leave; absent when nothing is left. */
	left?: number;
	/** The app shows local times without a zone. */
	isLocal?: boolean;
	/** The time at the last poll. */
	clock: Clock;
	/** What was seen from the floor on, those ahead of the app's clock as well. */
	seen: string;
	/** Records without a timestamp that were seen, and since when they are missing. */
	undated: string;
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
export function emptyCheckpoint(start: Settings['start'], clock: Clock): Checkpoint {
	const since = typeof start === 'object' ? start.since : undefined;
	return { floor: since, origin: since, clock, seen: '', undated: '', hints: {} };
}

type Check = (value: unknown) => boolean;

const isInstant: Check = (value) => Number.isFinite(value);
const isEntries: Check = (value) => decodeEntries(value) !== undefined;

export const optional =
	(check: Check): Check =>
	(value) =>
		value === undefined || check(value);

/** A check of an object by its values. */
export const shaped =
	(shape: Record<string, Check>): Check =>
	(value) =>
		isJsonObject(value) && Object.entries(shape).every(([key, check]) => check(value[key]));

const isShaped = shaped({
	floor: optional(isInstant),
	origin: optional(isInstant),
	left: optional(isInstant),
	isLocal: optional((value) => typeof value === 'boolean'),
	clock: shaped({ app: optional(isInstant), host: isInstant }),
	seen: isEntries,
	undated: isEntries,
	backlog: optional(
		shaped({
			floor: optional(isInstant),
			since: optional(isInstant),
			ids: optional(isEntries),
		}),
	),
	hints: isJsonObject,
} satisfies Record<keyof Checkpoint, Check>);

/** Whether a kept value is a checkpoint that this version wrote, or could have written. */
export function isCheckpoint(value: unknown): value is Checkpoint {
	return isShaped(value);
}
