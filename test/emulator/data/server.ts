/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { empty, text } from '../answers.ts';
import type { Answer } from '../answers.ts';
import type { AppRecord } from '../app.ts';
import { FaultQueue, withFault } from '../faults.ts';
import type { Fault } from '../faults.ts';
import { explain, flatHeaders, listenOn, send, splitUrl, stop } from '../wire.ts';
import { checkDataApp, dataOf } from './app.ts';
import type { AuthenticationProfile, DataAppDefinition } from './app.ts';
import { readAccess } from './authorisation.ts';
import { BodyTooLarge, readBody } from './body.ts';
import { controlAnswer, controlPrefix } from './control.ts';
import type { DataEnvironment } from './context.ts';
import { createRecord, deleteRecord, listRecords, updateRecord } from './edits.ts';
import type { DataEmulator, DataRequest, DataStartOptions, TokenOptions } from './emulator.ts';
import { errorsOnly } from './errors.ts';
import { turnedAway } from './gate.ts';
import { rootFieldsOf } from './graphql.ts';
import { RateLimit } from './limits.ts';
import { makeEnvironment } from './make.ts';
import { checkDataPersonality, defaultDataPersonality } from './personality.ts';
import type { DataPersonality } from './personality.ts';
import { answerRoute } from './routes.ts';
import { Signing } from './sessions.ts';
import { Storage } from './storage.ts';
import type { StorageRequest } from './storage.ts';

interface Arrival {
	request: IncomingMessage;
	response: ServerResponse;
	entry: DataRequest;
	search: string;
}

class EmulatedDataApp implements DataEmulator {
	readonly requests: DataRequest[] = [];
	port = 0;
	application = '';
	maxInFlight = 0;
	private inFlight = 0;
	private readonly app: DataAppDefinition;
	private readonly startPersonality: DataPersonality;
	private readonly now: () => Date;
	private readonly folder: string;
	private readonly server: Server;
	private readonly storage: Storage;
	private readonly faults = new FaultQueue();
	private readonly closing = new AbortController();
	private readonly signing = new Signing();
	private limit = new RateLimit();
	private environment: DataEnvironment;
	private closed: Promise<void> | undefined;

	constructor(options: DataStartOptions, folder: string) {
		this.app = structuredClone(checkDataApp(options.app));
		this.startPersonality = {
			...defaultDataPersonality,
			...checkDataPersonality(options.personality ?? {}),
		};
		this.now = () => new Date((options.now?.() ?? new Date()).getTime());
		this.folder = folder;
		const environment = () => this.environment;
		this.storage = new Storage({ folder, faults: this.faults, environment });
		this.environment = this.freshEnvironment();
		this.server = createServer((request, response) => {
			void this.receive(request, response);
		});
		setMaxListeners(0, this.closing.signal);
	}

	async listen(port: number): Promise<void> {
		this.port = await listenOn(this.server, port);
		this.application = `http://127.0.0.1:${this.port}`;
		await this.storage.listen();
		this.environment = this.freshEnvironment();
	}

	get applicationId(): string {
		return dataOf(this.app).applicationId;
	}

	get runtimeUrl(): string {
		return `${this.application}/api/runtime/${this.applicationId}`;
	}

	get storageUrl(): string {
		return this.storage.bucket;
	}

	get authenticationProfiles(): readonly AuthenticationProfile[] {
		return dataOf(this.app).authenticationProfiles;
	}

	get accounts(): DataEmulator['accounts'] {
		return this.environment.accounts.credentials();
	}

	get storageRequests(): StorageRequest[] {
		return this.storage.requests;
	}

	records(model: string): AppRecord[] {
		return listRecords(model, this.environment);
	}

	create(model: string, values: Record<string, unknown>): AppRecord {
		return createRecord(model, values, this.environment);
	}

	update(model: string, id: number, values: Record<string, unknown>): AppRecord {
		return updateRecord(model, id, values, this.environment);
	}

	delete(model: string, id: number): void {
		deleteRecord(model, id, this.environment);
	}

	files(): unknown[] {
		return this.environment.files.list();
	}

	token({ username, profile, life }: TokenOptions = {}): string {
		const account = this.environment.accounts.named(username, profile);
		if (account === undefined) throw new Error(`Nobody is called "${username}"`);
		return this.environment.sessions.issue(account, life);
	}

	revokeTokens(): void {
		this.environment.sessions.revokeAll();
	}

	setPersonality(changes: Partial<DataPersonality>): void {
		Object.assign(this.environment.personality, checkDataPersonality(changes));
		if (changes.tokenLife === 'revoked') this.revokeTokens();
	}

	fault(fault: Fault): void {
		this.faults.add(fault);
	}

	reset(): void {
		this.environment = this.freshEnvironment();
		this.limit = new RateLimit();
		this.faults.clear();
		this.clearRequests();
	}

	clearRequests(): void {
		this.requests.length = 0;
		this.storage.requests.length = 0;
		this.maxInFlight = this.inFlight;
	}

	async close(): Promise<void> {
		this.closed ??= this.shutDown();
		await this.closed;
	}

	private async shutDown(): Promise<void> {
		this.closing.abort();
		await Promise.all([stop(this.server), this.storage.close()]);
		await rm(this.folder, { recursive: true, force: true });
	}

	private freshEnvironment(): DataEnvironment {
		return makeEnvironment({
			...{ app: this.app, personality: { ...this.startPersonality }, signing: this.signing },
			...{ application: this.application, bucket: this.storage.bucket, now: this.now },
			wait: async (milliseconds) => {
				if (milliseconds <= 0) return;
				await sleep(milliseconds, undefined, { signal: this.closing.signal });
			},
		});
	}

	private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { path } = splitUrl(request.url ?? '/');
		try {
			if (path.startsWith(controlPrefix)) {
				const method = request.method ?? 'GET';
				const body = await readBody(request);
				await send(controlAnswer(this, method, path, body), response, method);
			} else await this.countInFlight(this.arrive(request, response));
		} catch {
			// The client went away or the server closes: nobody is left to answer.
			response.destroy();
		}
	}

	private arrive(request: IncomingMessage, response: ServerResponse): Arrival {
		const rawUrl = request.url ?? '/';
		const { path, search } = splitUrl(rawUrl);
		const { access } = readAccess(request.headers.authorization, this.environment);
		const entry: DataRequest = {
			...{ method: request.method ?? 'GET', path, query: {}, rawUrl, rawBody: '', body: null },
			...{ headers: flatHeaders(request.headers), authorised: access.claims !== undefined },
			...{ rootFields: [], at: this.now().getTime() },
		};
		this.requests.push(entry);
		return { request, response, entry, search };
	}

	/** A request is under way until it is answered, or its client has gone. */
	private async countInFlight(arrival: Arrival): Promise<void> {
		this.inFlight += 1;
		this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
		try {
			await this.handle(arrival);
		} finally {
			this.inFlight -= 1;
		}
	}

	private async handle({ request, response, entry, search }: Arrival): Promise<void> {
		response.setHeader('Date', this.now().toUTCString());
		const id = randomUUID();
		response.setHeader('x-request-id', id);
		response.setHeader('bb-request-id', id);
		// A request that is still waiting when the app is reset must not write to the new store.
		const { environment } = this;
		const tooLarge = await this.read(request, entry, search);
		const fault = this.faults.take(entry.method, entry.rawUrl, entry.rawBody);
		await environment.wait(environment.personality.latencyMs + (fault?.delayMs ?? 0));
		if (fault?.drop === 'before') {
			response.destroy();
			return;
		}
		const handled = async () =>
			tooLarge ?? (await this.answer(request, entry, search, environment));
		const answer = fault ? await withFault(fault, handled) : await handled();
		if (fault?.drop === 'after') {
			response.destroy();
			return;
		}
		entry.status = answer.status;
		await send(answer, response, entry.method);
	}

	private async read(
		request: IncomingMessage,
		entry: DataRequest,
		search: string,
	): Promise<Answer | undefined> {
		try {
			const { raw, shown } = await readBody(request);
			entry.rawBody = raw;
			entry.body = shown;
			// Actions' endpoints take any query, those that Rack finds contradictory too.
			entry.query = Object.fromEntries(new URLSearchParams(search));
			entry.rootFields = rootFieldsOf(shown);
			return undefined;
		} catch (error) {
			if (error instanceof BodyTooLarge) return errorsOnly(413, 'Request entity too large');
			throw error;
		}
	}

	private async answer(
		{ rawHeaders }: IncomingMessage,
		entry: DataRequest,
		search: string,
		environment: DataEnvironment,
	): Promise<Answer> {
		try {
			const away = turnedAway(environment.personality, this.limit, environment.now());
			if (away !== undefined) return away;
			return await answerRoute({ ...entry, rawHeaders, search }, environment);
		} catch (error) {
			if (this.closing.signal.aborted) return empty(503);
			return text(500, error instanceof Error ? (error.stack ?? error.message) : String(error));
		}
	}
}

/**
 * Starts an emulated app with its Data API on the loopback interface, and its storage beside it.
 * @throws Error when the app or personality is invalid, naming what is wrong, or the port in use
 */
export async function startDataEmulator(options: DataStartOptions): Promise<DataEmulator> {
	const { port = 0 } = options;
	const folder = await mkdtemp(join(tmpdir(), 'emulated-app-'));
	try {
		const emulated = new EmulatedDataApp(options, folder);
		await emulated.listen(port);
		return emulated;
	} catch (error) {
		await rm(folder, { recursive: true, force: true });
		throw explain(error, port);
	}
}
