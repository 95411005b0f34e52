import { createHash } from 'node:crypto';
import { isJsonObject } from '../app/values/json';
import { isCheckpoint, type Checkpoint } from './engine/checkpoint';

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
	/** UUIDs of the model's properties that requests name, by their role. */
	properties: Record<string, string>;
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
	const { entered, scope, revision, properties, checkpoint } = kept;
	const isRead = typeof entered === 'string' && typeof scope === 'string';
	if (!isRead || !isRevision(revision) || !isTexts(properties) || !isCheckpoint(checkpoint)) {
		return { state: undefined, because: 'damaged' };
	}
	return { state: { version: STATE_VERSION, entered, scope, revision, properties, checkpoint } };
}

/**
 * A short text that differs when any of the parts does. It is a hash, as the parts may name a
 * person and the state is exported with the workflow.
 */
export function fingerprint(parts: unknown[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}

function isTexts(value: unknown): value is Record<string, string> {
	return isJsonObject(value) && Object.values(value).every((text) => typeof text === 'string');
}

function isRevision(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
