import type { IDataObject, IExecuteFunctions, IHttpRequestMethods } from 'n8n-workflow';
import type { Changes, Watched } from './stamped';
import type { Model, ModelReference } from './models';
import type { AppRecord } from './appRecord';
import type { RecordMatch, RecordQuery } from './wanted';
import type { Values } from './values';

export type { AppRecord } from './appRecord';
export type { RecordMatch, RecordQuery, Selection } from './wanted';

/** A model, or what a person calls it, where no more than that is needed. */
export type ModelKey = Model | ModelReference;

/**
 * A Betty Blocks app, whichever API it speaks. Values are plain JavaScript; each API encodes them
 * itself.
 *
 * Every method throws an `AppError` when the app does not answer or refuses; its kind tells what that
 * means. What an app does not do as asked is an `InputError`.
 */
export interface App {
	/** The address of the app, for links. */
	readonly origin: string;
	/** Tells the app and its user from others. */
	readonly account: string;
	/** The app's own time in milliseconds since 1970; undefined while it has not told any. */
	now(): number | undefined;
	/** The same app with limits of its own, which knows what this one has found out. */
	within(limits: Limits): App;

	/** What differs between apps, for those who tell people what to do. */
	readonly can: Abilities;

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
	 * @throws {InputError} when it can't be told which one that is
	 */
	model(reference: ModelReference, needed?: string[]): Promise<Model>;
	/** The same; undefined when its table is empty and nothing else tells. */
	modelIfKnown(reference: ModelReference): Promise<Model | undefined>;
	/**
	 * The model that is meant, known no better than a request about one of its records needs.
	 *
	 * @throws {InputError} when the app has no such table
	 */
	modelKey(reference: ModelReference): Promise<ModelKey>;

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
	/** Creates a record. Never sent again once the app may have it. */
	create(model: Model, values: Values): Promise<AppRecord>;
	/** Changes the given properties of a record. */
	update(model: Model, id: number, values: Values): Promise<Change>;
	delete(model: ModelKey, id: number): Promise<void>;

	/** Uploads a file. Never sent again once the app may have it. */
	upload(file: UploadFile): Promise<UploadedAsset>;
	/**
	 * Uploads a file for a property, without putting it there.
	 *
	 * @returns a reference that an action takes for the file
	 */
	uploadFor(file: UploadFile, target: FileTarget): Promise<string>;
	/**
	 * Fetches a file and hands it to `keep`, which reads it to its end.
	 *
	 * @param address absolute, or a path of the app
	 */
	download<Kept>(address: string, keep: (file: RemoteFile) => Promise<Kept>): Promise<Kept>;
	/**
	 * Checks how an action is to be run.
	 *
	 * @returns runs it, never again once the app may have it; the answer is JSON, text or undefined
	 * @throws {InputError} naming the input that can't be sent this way
	 */
	action(call: ActionCall): () => Promise<unknown>;
	/** The actions that the app publishes; undefined when it publishes none. */
	actions(): Promise<NamedAction[] | undefined>;
	/** Calls an action that is an HTTP endpoint. Never sent again once the app may have it. */
	callEndpoint(call: EndpointCall): Promise<EndpointResponse>;
	/** Runs a query of a person's own. Never sent again, as it may change anything. */
	query(text: string, variables: IDataObject): Promise<IDataObject>;

	/** What a trigger reads from. */
	changes(watched: Watched): Changes;
}

/** How an app is connected to. */
export interface Connecting {
	/**
	 * Whether it is done again each minute: what is known of the app may be some minutes old then, and
	 * what it refused is not tried again at once.
	 */
	isPoll?: boolean;
}

/** What an app can do. */
export interface Abilities {
	/** Whether properties of related records can be read along with a record. */
	readRelated: boolean;
	/** Maximum number of keys to sort by. */
	sortKeys: number;
	/** Requests that it bears at the same time, where that is known beforehand. */
	concurrency?: number;
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

/** A change of a record that the app took. */
export interface Change {
	record: AppRecord;
	/** Whether an attempt without an answer may still reach the app, after this one. */
	mayStillArrive: boolean;
}

/** A stream of Node.js, which only n8n's types name. */
export type Stream = Awaited<ReturnType<IExecuteFunctions['helpers']['getBinaryStream']>>;

/** Bytes that a stream of a file to upload yields at once, at most. */
export const CHUNK_BYTES = 512 * 1024;

/** A file to upload. */
export interface UploadFile {
	name: string;
	mimeType: string;
	/** Bytes. */
	size: number;
	/** The content from its start; called once for each attempt. */
	open: () => Promise<Buffer | Stream>;
	/** What the request calls the file. */
	field?: string;
}

export interface UploadedAsset {
	/** Where the file is, as an absolute address. */
	url: string;
	/** The whole answer: parsed JSON, or text. */
	response: unknown;
}

/** What a file is meant for. */
export interface FileTarget {
	model: ModelReference;
	/** The name of a file property. */
	property: string;
}

/** A file as a server hands it out. */
export interface RemoteFile {
	/** Its absolute address, before any redirect. */
	url: string;
	name: string;
	/** Without parameters; undefined when the server does not tell. */
	mimeType: string | undefined;
	body: Stream;
}

/** An action of an app. */
export interface NamedAction {
	/** UUID. */
	id: string;
	name: string;
	/** Undefined where the app doesn't publish them. */
	inputs?: ActionInput[];
}

/** An input variable of an action. */
export interface ActionInput {
	name: string;
	/** In the platform's own words, as in `date_time`. */
	kind: string;
}

/** A request to the endpoint of an action. */
export interface EndpointCall {
	/** UUID. */
	action: string;
	method: IHttpRequestMethods;
	/** What follows the action's address, as in `orders/8`. */
	path: string;
	query: Array<[name: string, value: string]>;
	/** Text, or what is sent as JSON. */
	body?: unknown;
	/** Whether a response with a status from 400 on is wanted as well. */
	takesErrors: boolean;
}

/** The response of an endpoint. */
export interface EndpointResponse {
	statusCode: number;
	headers: Record<string, string | undefined>;
	/** Parsed JSON, or text. */
	body: unknown;
}

/** An action to run, and its input variables. How a classic app reads them is not documented. */
export interface ActionCall {
	/** UUID. */
	action: string;
	/** UUID of the model that it belongs to, where the app asks for it. */
	model?: string;
	inputs: IDataObject;
	/** How the inputs travel, where there is a choice. */
	sendAs?: 'form' | 'query' | 'json';
	/** A name around all inputs. */
	key?: string;
	/** The zone of the workflow. */
	zone: string;
}
