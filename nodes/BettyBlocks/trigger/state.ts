import { createHash } from 'node:crypto';
import { isJsonObject } from '../app/values/json';
import { isCheckpoint, optional, shaped, type Checkpoint } from './engine/checkpoint';
import type { Timestamps } from './timestamps';

/** Raised when states of an earlier version can no longer be read. */
export const STATE_VERSION = 1;

/** What is kept between two polls. */
export interface State {
	version: typeof STATE_VERSION;
	/** What was watched, as it was entered: where that is the same, nothing has to be looked up. */
	entered: string;
	/** What was watched, whatever it was called; a checkpoint means nothing elsewhere. */
	scope: string;
	/** Counts the states, so that an older one never replaces a newer one. */
	revision: number;
	timestamps: Timestamps;
	checkpoint: Checkpoint;
}

/** What became of the state that was kept: `none` at the very first poll. */
export type Kept =
	| { state: State }
	| { state: undefined; because: 'none' | 'damaged' | 'another version' };

/** Reads a kept state, which may have been written by another version of this package, or by anybody. */
export function readState(kept: unknown): Kept {
	if (kept === undefined || kept === null) return { state: undefined, because: 'none' };
	if (!isJsonObject(kept)) return { state: undefined, because: 'damaged' };
	if (kept.version !== STATE_VERSION) return { state: undefined, because: 'another version' };
	return isState(kept) ? { state: kept } : { state: undefined, because: 'damaged' };
}

/**
 * A short text that differs when any of the parts does. It is a hash, as the parts may name a
 * person and the state is exported with the workflow.
 */
export function fingerprint(parts: unknown[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}

const isText = (value: unknown) => typeof value === 'string';

const isStamp = shaped({
	id: isText,
	name: isText,
	isDay: optional((value) => typeof value === 'boolean'),
});

const isShaped = shaped({
	version: (value) => value === STATE_VERSION,
	entered: isText,
	scope: isText,
	revision: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
	timestamps: shaped({
		model: (value) => isJsonObject(value) && isText(value.uuid ?? value.table),
		orderBy: isStamp,
		createdBy: optional(isStamp),
		idProperty: optional(isText),
	}),
	checkpoint: isCheckpoint,
} satisfies Record<keyof State, (value: unknown) => boolean>);

function isState(value: unknown): value is State {
	return isShaped(value);
}
