import { instantOfRow, LOCAL_STEP_MS } from './instants';
import type { Row, TriggerEvent } from './source';

export interface Settings {
	event: TriggerEvent;
	/** Where a trigger without a checkpoint begins; an instant in milliseconds, which is included. */
	start: 'now' | 'existing' | { since: number };
	/** Maximum number of records that one poll emits. */
	maxRecords: number;
	/** How far before the newest known row a poll looks for rows that appear late, in milliseconds. */
	overlapMs: number;
	/** What a timestamp is cut down to, in milliseconds: a day where only days are kept. */
	granularityMs?: number;
}

/** A row to output, and what happened to its record. */
export interface Emission<Data> {
	row: Row<Data>;
	event: 'created' | 'updated';
}

/** When a record is made, its two timestamps may be set one after the other. */
const CREATION_MS = 1_000;

/** How far a poll looks back, in milliseconds. */
export function overlapOf({ overlapMs, granularityMs = 0 }: Settings, isLocal?: boolean): number {
	return overlapMs + granularityMs + (isLocal ? LOCAL_STEP_MS : 0);
}

/** Whether the event that is watched for happened to the row's record. */
export function matches(row: Row, event: TriggerEvent): boolean {
	return event !== 'recordUpdated' || isChanged(row);
}

/** A record that does not tell when it was created counts as changed: better twice than never. */
export function isChanged(row: Row): boolean {
	const at = instantOfRow(row);
	return at !== undefined && (row.created === undefined || at - row.created >= CREATION_MS);
}
