import { createHash } from 'node:crypto';
import { isJsonObject } from '../app/json';
import { isCheckpoint, type Checkpoint } from './engine/checkpoint';

/** Raised when states of an earlier version can no longer be read. */
export const STATE_VERSION = 1;

/** What is kept between two polls. A trigger without a checkpoint waits for its first answer. */
export interface State {
	version: typeof STATE_VERSION;
	/** What was watched; a checkpoint means nothing elsewhere. */
	scope: string;
	/** Counts the states, so that an older one never replaces a newer one. */
	revision: number;
	/** UUIDs of the model's properties that requests name, by their role. */
	properties: Record<string, string>;
	checkpoint?: Checkpoint;
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
	if (!isJsonObject(kept)) return { state: undefined, because: 'damaged' };
	if (kept.version !== STATE_VERSION) return { state: undefined, because: 'another version' };
	if (kept.scope !== scope) return { state: undefined, because: 'another scope' };
	const { revision, properties, checkpoint } = kept;
	if (!isRevision(revision) || !isTexts(properties)) {
		return { state: undefined, because: 'damaged' };
	}
	if (checkpoint !== undefined && !isCheckpoint(checkpoint)) {
		return { state: undefined, because: 'damaged' };
	}
	return { state: { version: STATE_VERSION, scope, revision, properties, checkpoint } };
}

/**
 * A short text that differs when any of the parts does. It is a hash, as the parts may name a
 * person and the state is exported with the workflow.
 */
export function fingerprint(parts: string[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}

function isTexts(value: unknown): value is Record<string, string> {
	return isJsonObject(value) && Object.values(value).every((text) => typeof text === 'string');
}

function isRevision(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
