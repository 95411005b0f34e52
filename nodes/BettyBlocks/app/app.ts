import type { Abilities, RecordMatch, RecordQuery } from './query/wanted';
import type { Changes, Watched } from './stamped';
import type { Model, ModelKey, ModelReference } from './schema/models';
import type { AppRecord } from './values/shown';
import type { AppPart, AppParts, FileReader } from './parts';

export type { AppRecord } from './values/shown';
export type { RecordMatch, RecordQuery, Selection } from './query/wanted';

/**
 * A Betty Blocks app, whichever API it speaks. Values are plain JavaScript; each API encodes them
 * itself. It has what its API can do: operations say which part they need.
 *
 * Every method throws an `AppError` when the app does not respond or refuses; its kind tells what that
 * means. What an app does not do as asked is an `InputError`.
 */
export interface App extends Partial<AppParts> {
	/** The URL of the app, for links. */
	readonly origin: string;
	/** Tells the app and its user from others. */
	readonly account: string;
	/** Requests that it bears at the same time, where that is known beforehand. */
	readonly concurrency?: number;
	readonly schema: AppSchema;
	readonly records: RecordReader;
	readonly files: FileReader;
	/** The app's own time in milliseconds since 1970; undefined while it has not told any. */
	now(): number | undefined;
	/** The same app with limits of its own, which knows what this one has found out. */
	within(limits: Limits): App;
	/** What a trigger reads from. */
	changes(watched: Watched): Changes;
}

export type AppWith<Part extends AppPart> = App & Pick<AppParts, Part>;

export interface AppSchema {
	/** Whether all models come with one response, whichever are wanted. */
	readonly isWhole: boolean;
	/**
	 * The models that the user sees.
	 *
	 * @param wanted what has to be known of them; everything unless given. Models that nobody needs may
	 * come without properties
	 */
	models(wanted?: WantedModels): Promise<Model[]>;
	/**
	 * The model that is meant.
	 *
	 * @param needed paths of properties that it has to have: what is remembered may be old
	 * @throws {EmptyTable} when its table is empty and nothing else tells
	 * @throws {InputError} when there is no such model
	 */
	resolve(reference: ModelReference, needed?: string[]): Promise<Model>;
}

export interface RecordReader {
	readonly can: Abilities;
	/**
	 * Reads the records that are wanted: complete up to the limit, each once, sorted, and by id where
	 * they are equal.
	 *
	 * @throws {InputError} when the app does not apply what it is asked for, or can't return it all
	 */
	list(query: RecordQuery): Promise<AppRecord[]>;
	/** How many records are meant, where the app counts them; undefined where it can't be relied on. */
	count?(query: Omit<RecordQuery, 'sort' | 'limit'>): Promise<number | undefined>;
	/**
	 * Reads the records that meet all conditions, or as many of them as are wanted.
	 *
	 * @param wanted `some`: two are enough to know that there is more than one
	 * @returns lowest id first
	 */
	matches(match: RecordMatch, wanted: 'some' | 'all'): Promise<AppRecord[]>;
	/** @param fields paths of the properties to read; what the app usually shows unless given */
	get(model: ModelKey, id: number, fields?: string[]): Promise<AppRecord>;
	/** Reads several records with one request, where the API can. */
	readonly together?: {
		/** Maximum number of IDs. */
		most: number;
		/** @returns the record that has one of the IDs; throws an `AppError` when there is none */
		get(model: ModelKey, ids: number[], fields?: string[]): Promise<(id: number) => AppRecord>;
	};
}

/** How an app is connected to. */
export interface Connecting {
	/**
	 * Whether it is done again each minute: what is known of the app may be some minutes old then, and
	 * what it refused is not tried again at once.
	 */
	isPoll?: boolean;
}

/** Which models have to be known with their properties. */
export type WantedModels = 'names' | { first: number } | WantedAround;

/** One model, and others that it is related to. */
export interface WantedAround {
	model: ModelReference;
	/** Those that these paths lead to, or those on the other side of any of its relations. */
	paths: string[] | 'relations';
}

export interface Limits {
	/** The time for one request, in milliseconds. */
	timeoutMs?: number;
	/** A request that would have to wait longer, in milliseconds, is not sent again. */
	maxRetryDelayMs?: number;
	/** Told of each request that is sent, with its kind; what it returns is told how it ended. */
	watch?: (kind: string) => (ending: Ending) => void;
}

/** How a request ended: `refused` for what it asks; `overloaded` for the load, or without a response. */
export type Ending = 'answered' | 'refused' | 'overloaded' | 'otherwise';
