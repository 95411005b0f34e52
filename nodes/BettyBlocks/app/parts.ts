// What only some apps have, and what else than records an app has.
import type { IDataObject, IExecuteFunctions, IHttpRequestMethods } from 'n8n-workflow';
import type { AppRecord } from './values/shown';
import type { Model, ModelKey, ModelReference } from './schema/models';
import type { Values } from './values/values';

export interface AppParts {
	readonly writer: RecordWriter;
	readonly assets: Assets;
	readonly uploads: PropertyUploads;
	readonly modelActions: ModelActions;
	readonly actions: PublishedActions;
	readonly endpoints: Endpoints;
	readonly queries: Queries;
}

export type AppPart = keyof AppParts;

export interface RecordWriter {
	/** Creates a record. Never sent again once the app may have it. */
	create(model: Model, values: Values): Promise<AppRecord>;
	/** Changes the given properties of a record. */
	update(model: Model, id: number, values: Values): Promise<Change>;
	delete(model: ModelKey, id: number): Promise<void>;
}

export interface FileReader {
	/**
	 * Fetches a file and hands it to `keep`, which reads it to its end.
	 *
	 * @param address absolute, or a path of the app
	 */
	download<Kept>(address: string, keep: (file: RemoteFile) => Promise<Kept>): Promise<Kept>;
}

/** Files that stand alone, and are put into records by their URLs. */
export interface Assets {
	/** Uploads a file. Never sent again once the app may have it. */
	upload(file: UploadFile): Promise<UploadedAsset>;
}

/** Files that are each for one property. */
export interface PropertyUploads {
	/**
	 * Uploads a file for a property, without putting it there.
	 *
	 * @returns a reference that an action takes for the file
	 */
	upload(file: UploadFile, target: FileTarget): Promise<string>;
}

/** Actions that each belong to a model. */
export interface ModelActions {
	/**
	 * Checks how an action is to be run.
	 *
	 * @returns runs it, never again once the app may have it; the response is JSON, text or undefined
	 * @throws {InputError} naming the input that can't be sent this way
	 */
	prepare(call: ActionCall): () => Promise<unknown>;
}

/** Actions that an app may publish. */
export interface PublishedActions {
	/** Runs an action, never again once the app may have it; the output is JSON or undefined. */
	run(action: string, inputs: IDataObject): Promise<unknown>;
	/** The actions that the app publishes; undefined when it publishes none. */
	published(): Promise<NamedAction[] | undefined>;
}

/** Actions that are HTTP endpoints. */
export interface Endpoints {
	/** Never sent again once the app may have it. */
	call(call: EndpointCall): Promise<EndpointResponse>;
}

/** Queries of a person's own. */
export interface Queries {
	/** Never sent again, as it may change anything. */
	run(text: string, variables: IDataObject): Promise<IDataObject>;
}

/** A change of a record that the app took. */
export interface Change {
	record: AppRecord;
	/** Whether an attempt without a response may still reach the app, after this one. */
	mayStillArrive: boolean;
}

/** A stream of Node.js, which only n8n's types name. */
export type Stream = Awaited<ReturnType<IExecuteFunctions['helpers']['getBinaryStream']>>;

/** Bytes that a stream of a file to upload yields at once, at most. */
export const CHUNK_BYTES = 512 * 1024;

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
	/** The whole response: parsed JSON, or text. */
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
	/** UUID of the model that it belongs to. */
	model: string;
	inputs: IDataObject;
	/** How the inputs travel. */
	sendAs: 'form' | 'query' | 'json';
	/** A name around all inputs. */
	key?: string;
	/** The zone of the workflow. */
	zone: string;
}
