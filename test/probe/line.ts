/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import { setTimeout as sleep } from 'node:timers/promises';

import { NoResponse, Stopped } from './fact.ts';

const stopped = 'the probe was stopped';
const timeoutMs = 60_000;
const paceMs = 200;
const largestBytes = 64 * 1024 * 1024;
/** How often the app may ask for a break. */
const mostBreaks = 5;
const breakSeconds = { usual: 30, longest: 120 };

export interface Reply {
	status: number;
	headers: Headers;
	/** With its byte order mark, if it has one. */
	text: string;
	/** Undefined for what is no JSON. */
	json: unknown;
}

export interface Sending {
	method?: string;
	headers?: Record<string, string>;
	body?: string;
	/** Goes on after Ctrl-C: what was made has to be deleted. */
	isLast?: boolean;
}

/** How a line waits; tests don't. */
export type Wait = (milliseconds: number) => Promise<void>;

export interface LineOptions {
	/** The only host that is asked. */
	origin: string;
	/** Aborted by Ctrl-C. */
	stop: AbortSignal;
	wait?: Wait;
	say: (text: string) => void;
}

/** Whether an app was asked too often: 429, or the same in the body. */
function isBusy({ status, json }: Reply): boolean {
	if (status === 429) return true;
	const { errors } = (json ?? {}) as { errors?: Array<{ extensions?: { statusCode?: unknown } }> };
	return Array.isArray(errors) && errors.some((each) => each?.extensions?.statusCode === 429);
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text.replace(/^\ufeff/, '')) as unknown;
	} catch {
		return undefined;
	}
}

function decoded(bytes: Uint8Array, contentType: string): string {
	const charset = /charset=([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8';
	return new TextDecoder(charset, { ignoreBOM: true }).decode(bytes);
}

async function bytesOf(response: Response): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of response.body ?? []) {
		size += (chunk as Uint8Array).length;
		if (size > largestBytes) throw new NoResponse();
		chunks.push(chunk as Uint8Array);
	}
	return Buffer.concat(chunks);
}

/** Sends one request after another to one host, slowly, and waits when the app asks for it. */
export class Line {
	/** Requests that were sent. */
	sent = 0;
	/** How the app asked for a break, the first time: its status, and whether it said how long. */
	breaks: { status: number; isTold: boolean } | undefined;
	private breakCount = 0;
	private readonly options: LineOptions;

	constructor(options: LineOptions) {
		this.options = options;
	}

	/**
	 * @param path below the host
	 * @throws NoResponse, or Stopped after Ctrl-C and where the app asks for a break again and again
	 */
	async send(path: string, sending: Sending = {}): Promise<Reply> {
		for (;;) {
			await this.pause(paceMs);
			const reply = await this.once(path, sending);
			if (!isBusy(reply)) return reply;
			await this.takeBreak(reply);
		}
	}

	async pause(milliseconds: number): Promise<void> {
		await (this.options.wait ?? sleep)(milliseconds);
	}

	/** Set after Ctrl-C. */
	get whyStopped(): string | undefined {
		return this.options.stop.aborted ? stopped : undefined;
	}

	private async once(path: string, { isLast = false, ...sending }: Sending): Promise<Reply> {
		const { origin, stop } = this.options;
		if (stop.aborted && !isLast) throw new Stopped(stopped);
		const limit = AbortSignal.timeout(timeoutMs);
		this.sent += 1;
		try {
			const response = await fetch(origin + path, {
				...sending,
				redirect: 'manual',
				signal: isLast ? limit : AbortSignal.any([limit, stop]),
			});
			const { status, headers } = response;
			const text = decoded(await bytesOf(response), headers.get('content-type') ?? '');
			return { status, headers, text, json: parsed(text) };
		} catch {
			// Whatever an error says may hold parts of the request.
			if (stop.aborted && !isLast) throw new Stopped(stopped);
			throw new NoResponse();
		}
	}

	private async takeBreak({ status, headers }: Reply): Promise<void> {
		const told = Number(headers.get('retry-after') ?? Number.NaN);
		this.breaks ??= { status, isTold: headers.has('retry-after') };
		this.breakCount += 1;
		if (this.breakCount > mostBreaks) throw new Stopped('the app asks for breaks again and again');
		const seconds = Math.min(
			Number.isFinite(told) ? told : breakSeconds.usual,
			breakSeconds.longest,
		);
		this.options.say(`The app asks for a break: ${seconds} seconds.`);
		await this.pause(seconds * 1000);
	}
}
