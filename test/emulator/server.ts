/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import { setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { badRequest, empty, Refusal, text } from './answers.ts';
import type { Answer } from './answers.ts';
import { answerRequest, isAuthorised } from './api.ts';
import { checkApp } from './app.ts';
import type { AppDefinition, AppRecord } from './app.ts';
import { AssetStore } from './assets.ts';
import { readBody } from './bodies.ts';
import { controlAnswer, controlPrefix } from './control.ts';
import type { Controlled } from './control.ts';
import type { ApiRequest, Body, Environment } from './environment.ts';
import { FaultQueue, withFault } from './faults.ts';
import type { Fault } from './faults.ts';
import { MultipartError } from './multipart.ts';
import { ParameterError, parseParameters } from './parameters.ts';
import { checkPersonality, defaultPersonality } from './personality.ts';
import type { Personality } from './personality.ts';
import { storedRecord } from './render.ts';
import { Store } from './store.ts';
import { explain, flatHeaders, listenOn, randomSource, send, splitUrl, stop } from './wire.ts';

/** A request that reached the app, as tests look at it. */
export interface RecordedRequest {
	method: string;
	/** Without the query; percent-encoding as sent. */
	path: string;
	/** Parsed the Rails way. */
	query: Record<string, unknown>;
	headers: Record<string, string>;
	/** A form parsed the Rails way, parsed JSON, text, or null when there is none. */
	body: unknown;
	rawUrl: string;
	/** Empty for a multipart body above 64 KiB. */
	rawBody: string;
	/** Whether it carried the credentials of a user. */
	authorised: boolean;
	/** The status that was answered; absent when none was. */
	status?: number;
	/** When it arrived, in milliseconds since 1970. */
	at: number;
}

export interface StartOptions {
	app: AppDefinition;
	personality?: Partial<Personality>;
	/** Default 0: any free port. */
	port?: number;
	/** The app's clock. */
	now?: () => Date;
}

/** A running emulated app. */
export interface Emulator {
	readonly port: number;
	/** What goes into the credential's `application`. */
	readonly application: string;
	/** Every request but those to the control endpoints, in order of arrival. */
	readonly requests: RecordedRequest[];
	/** The most requests under way at once since the last clear or reset. */
	readonly maxInFlight: number;
	/** A copy of a model's rows in id order; the model by name, table or UUID. */
	records(model: string): AppRecord[];
	setPersonality(changes: Partial<Personality>): void;
	fault(fault: Fault): void;
	/** Puts requests, faults, store and personality back to the start. */
	reset(): void;
	clearRequests(): void;
	/** Closes the server and its sockets; may be called again. */
	close(): Promise<void>;
}

/** Errors that a request brought about; anything else is a fault of the emulator itself. */
function refusalOf(error: unknown): Answer {
	if (error instanceof Refusal) return error.answer;
	if (error instanceof ParameterError || error instanceof MultipartError) {
		return badRequest(error.message).answer;
	}
	return text(500, error instanceof Error ? (error.stack ?? error.message) : String(error));
}

interface Arrival {
	request: IncomingMessage;
	response: ServerResponse;
	entry: RecordedRequest;
	search: string;
}

class EmulatedApp implements Controlled {
	readonly requests: RecordedRequest[] = [];
	port = 0;
	application = '';
	maxInFlight = 0;
	private inFlight = 0;
	private readonly app: AppDefinition;
	private readonly startPersonality: Personality;
	private readonly now: () => Date;
	private readonly folder: string;
	private readonly server: Server;
	private readonly faults = new FaultQueue();
	private readonly closing = new AbortController();
	private environment: Environment;
	private closed: Promise<void> | undefined;

	constructor(options: StartOptions, folder: string) {
		this.app = structuredClone(checkApp(options.app));
		this.startPersonality = {
			...defaultPersonality,
			...checkPersonality(options.personality ?? {}),
		};
		this.now = () => new Date((options.now?.() ?? new Date()).getTime());
		this.folder = folder;
		this.environment = this.freshEnvironment();
		this.server = createServer((request, response) => {
			void this.receive(request, response);
		});
		setMaxListeners(0, this.closing.signal);
	}

	async listen(port: number): Promise<void> {
		this.port = await listenOn(this.server, port);
		this.application = `http://127.0.0.1:${this.port}`;
		this.environment = this.freshEnvironment();
	}

	records(reference: string): AppRecord[] {
		const { environment } = this;
		const model = environment.store.modelForTests(reference);
		if (model === undefined) throw new Error(`The app has no model "${reference}"`);
		return [...model.rows.values()].map((row) => storedRecord(model, row, environment));
	}

	setPersonality(changes: Partial<Personality>): void {
		Object.assign(this.environment.personality, checkPersonality(changes));
	}

	fault(fault: Fault): void {
		this.faults.add(fault);
	}

	reset(): void {
		this.environment.assets.clear();
		this.environment = this.freshEnvironment();
		this.faults.clear();
		this.clearRequests();
	}

	clearRequests(): void {
		this.requests.length = 0;
		this.maxInFlight = this.inFlight;
	}

	listAssets(): unknown[] {
		return this.environment.assets.list();
	}

	async close(): Promise<void> {
		this.closed ??= this.shutDown();
		await this.closed;
	}

	private async shutDown(): Promise<void> {
		this.closing.abort();
		await stop(this.server);
		await rm(this.folder, { recursive: true, force: true });
	}

	private freshEnvironment(): Environment {
		const { app, application, now } = this;
		return {
			application,
			now,
			store: new Store(app, now()),
			assets: new AssetStore(),
			personality: { ...this.startPersonality },
			views: app.views ?? [],
			filters: app.filters ?? [],
			actions: app.actions ?? [],
			random: randomSource(),
			wait: async (milliseconds) => await this.wait(milliseconds),
		};
	}

	private async wait(milliseconds: number): Promise<void> {
		if (milliseconds > 0) await sleep(milliseconds, undefined, { signal: this.closing.signal });
	}

	private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { path } = splitUrl(request.url ?? '/');
		try {
			if (path.startsWith(controlPrefix)) await this.control(path, request, response);
			else await this.countInFlight(this.arrive(request, response));
		} catch {
			// The client went away or the server closes: nobody is left to answer.
			response.destroy();
		}
	}

	private async control(
		path: string,
		request: IncomingMessage,
		response: ServerResponse,
	): Promise<void> {
		const { body } = await readBody(request, this.folder, true);
		const method = request.method ?? 'GET';
		await send(controlAnswer(this, method, path, body), response, method);
	}

	private arrive(request: IncomingMessage, response: ServerResponse): Arrival {
		const rawUrl = request.url ?? '/';
		const { path, search } = splitUrl(rawUrl);
		const entry: RecordedRequest = {
			method: request.method ?? 'GET',
			path,
			query: {},
			headers: flatHeaders(request.headers),
			body: null,
			rawUrl,
			rawBody: '',
			authorised: isAuthorised(request.headers.authorization, this.app.users),
			at: this.now().getTime(),
		};
		this.requests.push(entry);
		return { request, response, entry, search };
	}

	/** A request is under way until it is answered, or its client has gone. */
	private async countInFlight(arrival: Arrival): Promise<void> {
		let underWay = 1;
		const release = () => {
			this.inFlight -= underWay;
			underWay = 0;
		};
		this.inFlight += 1;
		this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
		arrival.response.once('close', release);
		try {
			await this.handle(arrival);
		} finally {
			release();
		}
	}

	private async handle(arrival: Arrival): Promise<void> {
		const { entry, response } = arrival;
		response.setHeader('Date', this.now().toUTCString());
		// A request that is still waiting when the app is reset must not write to the new store.
		const { environment } = this;
		const fault = this.faults.take(entry.method, entry.rawUrl);
		const body = await this.read(arrival);
		await this.wait(environment.personality.latencyMs + (fault?.delayMs ?? 0));
		if (fault?.drop === 'before') {
			response.destroy();
			return;
		}
		const handle = async () => await this.answer(entry, body, environment);
		const { maxUrlLength } = environment.personality;
		const isTooLong = maxUrlLength !== null && entry.rawUrl.length > maxUrlLength;
		const handled = async () => (isTooLong ? empty(414) : await handle());
		const answer = fault ? await withFault(fault, handled) : await handled();
		if ('files' in body) environment.assets.discardUnkept(body.files);
		if (fault?.drop === 'after') {
			response.destroy();
			return;
		}
		entry.status = answer.status;
		await send(answer, response, entry.method);
	}

	/** Parses query and body into the record of the request; an error is answered later. */
	private async read({ request, entry, search }: Arrival): Promise<Body | Answer> {
		const { jsonSniffing } = this.environment.personality;
		const sniffJson = jsonSniffing === 'all' || (jsonSniffing === 'get' && entry.method === 'GET');
		try {
			const { body, raw, shown } = await readBody(request, this.folder, sniffJson);
			entry.body = shown;
			entry.rawBody = raw;
			entry.query = parseParameters(search);
			return body;
		} catch (error) {
			if (request.destroyed && !request.complete) throw error;
			return refusalOf(error);
		}
	}

	private async answer(
		entry: RecordedRequest,
		body: Body | Answer,
		environment: Environment,
	): Promise<Answer> {
		if ('status' in body) return body;
		const request: ApiRequest = { method: entry.method, query: entry.query, body };
		try {
			return await answerRequest(entry.path, request, entry.authorised, environment);
		} catch (error) {
			if (this.closing.signal.aborted) return empty(503);
			return refusalOf(error);
		}
	}
}

/**
 * Starts an emulated app on the loopback interface.
 * @throws Error when the app or personality is invalid, naming what is wrong, or the port in use
 */
export async function startEmulator(options: StartOptions): Promise<Emulator> {
	const { port = 0 } = options;
	const folder = await mkdtemp(join(tmpdir(), 'emulated-app-'));
	try {
		const emulated = new EmulatedApp(options, folder);
		await emulated.listen(port);
		return emulated;
	} catch (error) {
		await rm(folder, { recursive: true, force: true });
		throw explain(error, port);
	}
}
