/* eslint-disable @n8n/community-nodes/no-restricted-imports */
// What emulated apps share, whatever they speak: a server on the loopback interface, with a folder for
// the files that reach it.
import { setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Answer } from './answers.ts';
import { FaultQueue, withFault, type Fault } from './faults.ts';
import { explain, listenOn, send, splitUrl, stop } from './wire.ts';

/** A request that has arrived, and what is kept of it. */
export interface Arrival<Entry> {
	request: IncomingMessage;
	response: ServerResponse;
	entry: Entry;
	search: string;
}

interface Kept {
	method: string;
	status?: number;
}

export abstract class EmulatedHost<Entry extends Kept> {
	readonly requests: Entry[] = [];
	port = 0;
	application = '';
	maxInFlight = 0;
	protected readonly now: () => Date;
	protected readonly folder: string;
	protected readonly faults = new FaultQueue();
	protected readonly closing = new AbortController();
	private inFlight = 0;
	private readonly server: Server;
	private closed: Promise<void> | undefined;

	/** @param clock the app's; by default that of the machine */
	constructor(folder: string, clock: (() => Date) | undefined) {
		this.folder = folder;
		this.now = () => new Date((clock?.() ?? new Date()).getTime());
		this.server = createServer((request, response) => {
			void this.receive(request, response);
		});
		setMaxListeners(0, this.closing.signal);
	}

	async listen(port: number): Promise<void> {
		this.port = await listenOn(this.server, port);
		this.application = `http://127.0.0.1:${this.port}`;
	}

	fault(fault: Fault): void {
		this.faults.add(fault);
	}

	clearRequests(): void {
		this.requests.length = 0;
		this.maxInFlight = this.inFlight;
	}

	async close(): Promise<void> {
		this.closed ??= this.shutDown();
		await this.closed;
	}

	/** Answers what tests and people ask of the emulator itself; undefined for a request to the app. */
	protected abstract control(path: string, request: IncomingMessage): Promise<Answer> | undefined;

	/** The time that responses tell. */
	protected toldTime(): Date | undefined {
		return this.now();
	}

	/** Notes that a request has arrived. */
	protected abstract enter(request: IncomingMessage): Entry;

	protected abstract handle(arrival: Arrival<Entry>): Promise<void>;

	protected async shutDown(): Promise<void> {
		this.closing.abort();
		await stop(this.server);
		await rm(this.folder, { recursive: true, force: true });
	}

	protected async wait(milliseconds: number): Promise<void> {
		if (milliseconds > 0) await sleep(milliseconds, undefined, { signal: this.closing.signal });
	}

	/**
	 * Answers, unless a fault of the line keeps the answer or the request from its end.
	 * @param isMade called when there is an answer, before it is sent
	 */
	protected async respond(
		{ response, entry }: Arrival<Entry>,
		{ fault, latencyMs }: { fault: Fault | undefined; latencyMs: number },
		answer: () => Promise<Answer>,
		isMade: () => void = () => undefined,
	): Promise<void> {
		await this.wait(latencyMs + (fault?.delayMs ?? 0));
		if (fault?.drop === 'before') {
			response.destroy();
			return;
		}
		const answered = fault ? await withFault(fault, answer) : await answer();
		isMade();
		if (fault?.drop === 'after') {
			response.destroy();
			return;
		}
		entry.status = answered.status;
		await send(answered, response, entry.method);
	}

	private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { path, search } = splitUrl(request.url ?? '/');
		try {
			const answer = this.control(path, request);
			if (answer === undefined) {
				const entry = this.enter(request);
				this.requests.push(entry);
				await this.countInFlight({ request, response, entry, search });
			} else await send(await answer, response, request.method ?? 'GET');
		} catch {
			// The client went away or the server closes: nobody is left to answer.
			response.destroy();
		}
	}

	/** A request is under way until it is answered, or its client has gone. */
	private async countInFlight(arrival: Arrival<Entry>): Promise<void> {
		let underWay = 1;
		const release = () => {
			this.inFlight -= underWay;
			underWay = 0;
		};
		this.inFlight += 1;
		this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
		arrival.response.once('close', release);
		try {
			const time = this.toldTime();
			if (time === undefined) arrival.response.sendDate = false;
			else arrival.response.setHeader('Date', time.toUTCString());
			await this.handle(arrival);
		} finally {
			release();
		}
	}
}

/**
 * Starts an emulated app on the loopback interface.
 * @throws Error when the app or personality is invalid, naming what is wrong, or the port in use
 */
export async function startHost<Host extends EmulatedHost<Kept>>(
	make: (folder: string) => Host,
	port: number,
): Promise<Host> {
	const folder = await mkdtemp(join(tmpdir(), 'emulated-app-'));
	try {
		const host = make(folder);
		await host.listen(port);
		return host;
	} catch (error) {
		await rm(folder, { recursive: true, force: true });
		throw explain(error, port);
	}
}
