/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import { empty, text, type Answer } from '../answers.ts';
import type { AppRecord } from '../app.ts';
import { EmulatedHost, startHost, type Arrival } from '../host.ts';
import { noting } from '../noting.ts';
import { flatHeaders, splitUrl } from '../wire.ts';
import { checkDataApp, dataOf, type AuthenticationProfile, type DataAppDefinition } from './app.ts';
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
import {
	checkDataPersonality,
	defaultDataPersonality,
	type DataPersonality,
} from './personality.ts';
import { answerRoute } from './routes.ts';
import { Schemas } from './schemas.ts';
import { Signing } from './sessions.ts';
import { Storage, type StorageRequest } from './storage.ts';

class EmulatedDataApp extends EmulatedHost<DataRequest> implements DataEmulator {
	private readonly app: DataAppDefinition;
	private readonly startPersonality: DataPersonality;
	private readonly storage: Storage;
	private readonly signing = new Signing();
	private readonly schemas: Schemas;
	private limit = new RateLimit();
	private readonly noted: Set<string> | undefined;
	private environment: DataEnvironment;

	constructor(options: DataStartOptions, folder: string) {
		super(folder, options.now);
		this.app = structuredClone(checkDataApp(options.app));
		this.schemas = Schemas.of(this.app);
		this.startPersonality = {
			...defaultDataPersonality,
			...checkDataPersonality(options.personality ?? {}),
		};
		this.noted = options.noted;
		const environment = () => this.environment;
		this.storage = new Storage({ folder, faults: this.faults, environment });
		this.environment = this.freshEnvironment();
	}

	override async listen(port: number): Promise<void> {
		await super.listen(port);
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

	reset(): void {
		this.environment = this.freshEnvironment();
		this.limit = new RateLimit();
		this.faults.clear();
		this.clearRequests();
	}

	override clearRequests(): void {
		super.clearRequests();
		this.storage.requests.length = 0;
	}

	protected override async shutDown(): Promise<void> {
		await Promise.all([super.shutDown(), this.storage.close()]);
	}

	private freshEnvironment(): DataEnvironment {
		return makeEnvironment({
			...{ app: this.app, signing: this.signing, schemas: this.schemas },
			personality: noting({ ...this.startPersonality }, this.noted),
			...{ application: this.application, bucket: this.storage.bucket, now: this.now },
			wait: async (milliseconds) => await this.wait(milliseconds),
		});
	}

	protected override control(path: string, request: IncomingMessage): Promise<Answer> | undefined {
		return path.startsWith(controlPrefix) ? this.controlled(path, request) : undefined;
	}

	private async controlled(path: string, request: IncomingMessage): Promise<Answer> {
		const body = await readBody(request);
		return controlAnswer(this, request.method ?? 'GET', path, body);
	}

	protected override enter(request: IncomingMessage): DataRequest {
		const rawUrl = request.url ?? '/';
		const { access } = readAccess(request.headers.authorization, this.environment);
		return {
			...{ method: request.method ?? 'GET', path: splitUrl(rawUrl).path, query: {}, rawUrl },
			...{ rawBody: '', body: null, headers: flatHeaders(request.headers), rootFields: [] },
			...{ authorised: access.claims !== undefined, at: this.now().getTime() },
		};
	}

	protected override async handle(arrival: Arrival<DataRequest>): Promise<void> {
		const { request, response, entry, search } = arrival;
		const id = randomUUID();
		response.setHeader('x-request-id', id);
		response.setHeader('bb-request-id', id);
		// A request that is still waiting when the app is reset must not write to the new store.
		const { environment } = this;
		const tooLarge = await this.read(request, entry, search);
		const fault = this.faults.take(entry.method, entry.rawUrl, entry.rawBody);
		await this.respond(
			arrival,
			{ fault, latencyMs: environment.personality.latencyMs },
			async () => tooLarge ?? (await this.answer(request, entry, search, environment)),
		);
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
	return await startHost((folder) => new EmulatedDataApp(options, folder), options.port ?? 0);
}
