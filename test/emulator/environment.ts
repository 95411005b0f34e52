import type { ActionDefinition, FilterDefinition, ViewDefinition } from './app.ts';
import type { AssetStore } from './assets.ts';
import type { Parameters } from './parameters.ts';
import type { Personality } from './personality.ts';
import type { Store } from './store.ts';

/** Everything an endpoint may use; made anew whenever the emulator is reset. */
export interface Environment {
	readonly application: string;
	store: Store;
	readonly assets: AssetStore;
	readonly personality: Personality;
	readonly views: readonly ViewDefinition[];
	readonly filters: readonly FilterDefinition[];
	readonly actions: readonly ActionDefinition[];
	now(): Date;
	/** A repeatable random number in [0, 1). */
	random(): number;
	/** Resolves after so many milliseconds; rejects when the server closes. */
	wait(milliseconds: number): Promise<void>;
}

/** A file in a multipart body, spooled to the disk. */
export interface UploadedFile {
	field: string;
	filename: string;
	contentType: string;
	size: number;
	sha256: string;
	path: string;
}

/** A request's body after reading: what it was sent as, and what it says. */
export interface Body {
	kind: 'none' | 'form' | 'json' | 'malformed' | 'multipart' | 'text';
	parameters: Parameters;
	/** The parsed JSON, whatever its type. */
	json?: unknown;
	files: UploadedFile[];
}

/** A request as endpoints see it. */
export interface ApiRequest {
	method: string;
	query: Parameters;
	body: Body;
}
