/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import type { IncomingMessage } from 'node:http';

import { badRequest, empty, inErrorForm, Refusal, text, type Answer } from './answers.ts';
import { answerRequest, isAuthorised } from './api.ts';
import { checkApp, type AppDefinition, type AppRecord } from './app.ts';
import { AssetStore } from './assets.ts';
import { readBody } from './bodies.ts';
import { controlAnswer, controlPrefix, type Controlled } from './control.ts';
import type { ApiRequest, Body, Environment } from './environment.ts';
import type { Fault } from './faults.ts';
import { EmulatedHost, startHost, type Arrival } from './host.ts';
import { MultipartError } from './multipart.ts';
import { noting } from './noting.ts';
import { ParameterError, parseParameters } from './parameters.ts';
import { checkPersonality, defaultPersonality, type Personality } from './personality.ts';
import { storedRecord } from './render.ts';
import { Store } from './store.ts';
import { flatHeaders, randomSource, splitUrl } from './wire.ts';

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
	/** Gets the names of the switches that the app looks at. */
	noted?: Set<string>;
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

class EmulatedApp extends EmulatedHost<RecordedRequest> implements Controlled {
	private readonly app: AppDefinition;
	private readonly startPersonality: Personality;
	private readonly noted: Set<string> | undefined;
	private environment: Environment;
	private startedAt: Date | undefined;

	constructor(options: StartOptions, folder: string) {
		super(folder, options.now);
		this.app = structuredClone(checkApp(options.app));
		this.startPersonality = {
			...defaultPersonality,
			...checkPersonality(options.personality ?? {}),
		};
		this.noted = options.noted;
		this.environment = this.freshEnvironment();
	}

	override async listen(port: number): Promise<void> {
		await super.listen(port);
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
		if (changes.restore === 'start') this.environment.store = this.freshStore(this.environment);
	}

	reset(): void {
		this.environment.assets.clear();
		this.startedAt = undefined;
		this.environment = this.freshEnvironment();
		this.faults.clear();
		this.clearRequests();
	}

	listAssets(): unknown[] {
		return this.environment.assets.list();
	}

	private freshEnvironment(): Environment {
		const { app, application } = this;
		const personality = noting({ ...this.startPersonality }, this.noted);
		const now = () => {
			const { appClock } = personality;
			return new Date(this.now().getTime() + (appClock === 'silent' ? 0 : appClock * 1_000));
		};
		return {
			application,
			now,
			store: this.freshStore({ now, personality }),
			assets: new AssetStore(),
			personality,
			views: app.views ?? [],
			filters: app.filters ?? [],
			actions: app.actions ?? [],
			random: randomSource(),
			wait: async (milliseconds) => await this.wait(milliseconds),
		};
	}

	/** What the app has at its start, as from a backup. */
	private freshStore({ now, personality }: Pick<Environment, 'now' | 'personality'>): Store {
		this.startedAt ??= now();
		const time = () => (personality.listLag > 0 ? now().getTime() : undefined);
		return new Store(this.app, this.startedAt, time);
	}

	protected override toldTime(): Date | undefined {
		const { personality, now } = this.environment;
		return personality.appClock === 'silent' ? undefined : now();
	}

	protected override control(path: string, request: IncomingMessage): Promise<Answer> | undefined {
		return path.startsWith(controlPrefix) ? this.controlled(path, request) : undefined;
	}

	private async controlled(path: string, request: IncomingMessage): Promise<Answer> {
		const { body } = await readBody(request, this.folder, true);
		return controlAnswer(this, request.method ?? 'GET', path, body);
	}

	protected override enter(request: IncomingMessage): RecordedRequest {
		const rawUrl = request.url ?? '/';
		return {
			method: request.method ?? 'GET',
			path: splitUrl(rawUrl).path,
			query: {},
			headers: flatHeaders(request.headers),
			body: null,
			rawUrl,
			rawBody: '',
			authorised: isAuthorised(request.headers.authorization, this.app.users),
			at: this.now().getTime(),
		};
	}

	protected override async handle(arrival: Arrival<RecordedRequest>): Promise<void> {
		const { entry } = arrival;
		// A request that is still waiting when the app is reset must not write to the new store.
		const { environment } = this;
		const fault = this.faults.take(entry.method, entry.rawUrl);
		const body = await this.read(arrival);
		const { maxUrlLength, latencyMs } = environment.personality;
		const isTooLong = maxUrlLength !== null && entry.rawUrl.length > maxUrlLength;
		await this.respond(
			arrival,
			{ fault, latencyMs },
			async () =>
				inErrorForm(
					isTooLong ? empty(414) : await this.answer(entry, body, environment),
					environment.personality.errorForm,
				),
			() => {
				if ('files' in body) environment.assets.discardUnkept(body.files);
			},
		);
	}

	/** Parses query and body into the record of the request; an error is answered later. */
	private async read({ request, entry, search }: Arrival<RecordedRequest>): Promise<Body | Answer> {
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
	return await startHost((folder) => new EmulatedApp(options, folder), options.port ?? 0);
}
