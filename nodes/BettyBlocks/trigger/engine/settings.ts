import type { Changes, Stamped } from '../../app/stamped';
import { CLOCKS_DIFFER_MS, type Clock } from './clock';

/** What the trigger can watch for. */
export type TriggerEvent = 'recordCreated' | 'recordUpdated' | 'recordCreatedOrUpdated';

export interface Settings {
	event: TriggerEvent;
	/** Where a trigger without a checkpoint begins; an instant in milliseconds, which is included. */
	start: 'now' | 'existing' | { since: number };
	/** Maximum number of records that one poll emits. */
	maxRecords: number;
	/** How far before the newest known record a poll looks for records that appear late, in milliseconds. */
	overlapMs: number;
	/** What a timestamp is cut down to, in milliseconds: a day where only days are kept. */
	granularityMs?: number;
}

/** What the engine needs of the world. */
export interface Source {
	changes: Changes;
	/** The time, which the app tells with its first response. */
	clock: () => Clock;
	/** Whether the time for this poll is used up. */
	isOver: () => boolean;
	/** The name of the property that records are sorted by, for messages. */
	property: string;
}

/** A record to output, and what happened to it. */
export interface Emission {
	row: Stamped;
	event: 'created' | 'updated';
}

/** When a record is made, its two timestamps may be set one after the other. */
export const CREATION_MS = 1_000;

/** By how much local times without a zone go back at the end of the summer, in milliseconds. */
export const LOCAL_STEP_MS = 3_600_000;

/** How far a poll looks back, in milliseconds. */
export function overlapOf({ overlapMs, granularityMs = 0 }: Settings, isLocal?: boolean): number {
	return overlapMs + CLOCKS_DIFFER_MS + granularityMs + (isLocal ? LOCAL_STEP_MS : 0);
}

/** Whether the event that is watched for happened to the record. */
export function isMatch(row: Stamped, event: TriggerEvent): boolean {
	return event !== 'recordUpdated' || isChanged(row);
}

/**
 * A record that does not tell when it was created counts as changed: better twice than never. Where the
 * app's clock went back, a change lies before the creation.
 */
export function isChanged({ at, created }: Stamped): boolean {
	return at !== undefined && (created === undefined || Math.abs(at - created) >= CREATION_MS);
}

/** Records without an instant come first: they will not be passed again. */
export function oldestFirst(a: Stamped, b: Stamped): number {
	if (a.at === b.at) return a.id - b.id;
	return (a.at ?? -Infinity) - (b.at ?? -Infinity);
}
