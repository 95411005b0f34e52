import type { AppRecord } from '../app.ts';
import type { Fault } from '../faults.ts';
import type { RecordedRequest } from '../server.ts';
import type { AuthenticationProfile, DataAppDefinition } from './app.ts';
import type { DataPersonality } from './personality.ts';
import type { StorageRequest } from './storage.ts';

/** A request that reached the app, as tests look at it. */
export interface DataRequest extends RecordedRequest {
	/** By name; of several values the last. `rawUrl` has all. */
	query: Record<string, string>;
	/** The fields at the root of the GraphQL operation, such as `allTask`; empty for other requests. */
	rootFields: string[];
}

export interface DataStartOptions {
	app: DataAppDefinition;
	personality?: Partial<DataPersonality>;
	/** Default 0: any free port. The storage always takes any free port. */
	port?: number;
	/** The app's clock. */
	now?: () => Date;
	/** Gets the names of the switches that the app looks at. */
	noted?: Set<string>;
}

/** Whose token a test wants. */
export interface TokenOptions {
	/** Default: the first account there is. */
	username?: string;
	/** The id of an authentication profile. */
	profile?: string;
	/** Seconds it lasts; default as the personality says. */
	life?: number;
}

/** A running emulated app with its Data API. */
export interface DataEmulator {
	readonly port: number;
	/** What goes into the credential's `application`. */
	readonly application: string;
	readonly applicationId: string;
	/** Where GraphQL is sent to. */
	readonly runtimeUrl: string;
	/** Where files lie: another host. */
	readonly storageUrl: string;
	readonly authenticationProfiles: readonly AuthenticationProfile[];
	/** Everybody who may log in: what the credential's fields of that name take. */
	readonly accounts: ReadonlyArray<{ profile: string; username: string; password: string }>;
	/** Every request but those to the control endpoints and the storage, in order of arrival. */
	readonly requests: DataRequest[];
	readonly storageRequests: StorageRequest[];
	/** The most requests under way at once since the last clear or reset. */
	readonly maxInFlight: number;
	/** A copy of a model's rows in id order; the model by name, table or UUID. */
	records(model: string): AppRecord[];
	/** Creates a record as a person inside the app would; values by database names, as in app files. */
	create(model: string, values: Record<string, unknown>): AppRecord;
	/** Changes some values of a record; writing what is there already leaves `updated_at` alone. */
	update(model: string, id: number, values: Record<string, unknown>): AppRecord;
	delete(model: string, id: number): void;
	/** The files in the storage. */
	files(): unknown[];
	/** An access token, without a request. */
	token(options?: TokenOptions): string;
	/** Makes every access token issued until now invalid. */
	revokeTokens(): void;
	setPersonality(changes: Partial<DataPersonality>): void;
	/** Queues a fault, for the app or the storage; `contains` looks into the request's body. */
	fault(fault: Fault): void;
	/** Puts requests, faults, store, files, sessions and personality back to the start. */
	reset(): void;
	/** Forgets the requests, those to the storage too. */
	clearRequests(): void;
	/** Closes both servers and their sockets; may be called again. */
	close(): Promise<void>;
}
