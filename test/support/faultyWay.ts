/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
// What stands between n8n and an app: it passes requests on, and does to some of them whatever can happen there.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { Agent, createServer, request as send } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A request on its way to the app. */
export interface Passing {
	method: string;
	url: string;
	body: Buffer;
}

/** What the app responded with. */
export interface Passed {
	status: number;
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/** What is at hand where a request is struck. */
export interface Struck {
	response: ServerResponse;
	/** The app's own response; undefined where the request did not get there. */
	passed: Passed | undefined;
	/** n8n's end of the connection. */
	client: Socket | undefined;
	/** Lets the time of all requests under way run out. */
	expire: () => void;
	/** Ends the execution, as a person does. */
	cancel: () => void;
}

/** What happens to the requests that are meant. */
export interface Strike {
	meets: (request: Passing) => boolean;
	/** Whether the app gets the request before anything happens. */
	arrives: boolean;
	/** How many requests are struck. */
	times: number;
	/** Whether any request is struck after the first that is meant. */
	isForAll?: boolean;
	act: (struck: Struck) => void | Promise<void>;
}

export interface FaultyWay {
	origin: string;
	/** Undefined: all goes well. */
	strike: Strike | undefined;
	/** How many requests were struck since the strike was set. */
	struck: number;
	/** Another host that the app names in its responses, and where n8n is led to in its place. */
	other?: { prefix: string; origin: string; place: string };
	/** What ends the execution under way. */
	cancel: () => void;
	/** Waits until all that came here has ended. */
	settle: () => Promise<void>;
	/** Requests that were not struck since the strike was set. */
	passed: number;
	/** Refuses connections once so many requests were passed on; undefined: none. */
	refuseAfter: (requests: number) => Promise<void>;
	/** Takes connections again. @returns how many were refused */
	listenAgain: () => Promise<number>;
}

export const FILE = {
	path: '/a.pdf',
	content: '%PDF-1.7 a file of some length, so that it can be cut',
};

/** The schema stays as it is, and takes the emulated app long: it is asked for it once. */
const ASKS_FOR_SCHEMA = /__schema|__type\(/;

/** The time limits that are running. */
const timers = new Set<AbortController>();

function expire(): void {
	for (const timer of timers) timer.abort();
	timers.clear();
}

const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length']);

/**
 * Starts such a way for the tests of one file. Time does not pass on it: a time limit ends when a strike says so.
 *
 * @param app where the app is
 */
export function useFaultyWay(app: () => string): FaultyWay {
	const way: FaultyWay = {
		...{ origin: '', strike: undefined, struck: 0, passed: 0 },
		cancel: () => undefined,
		settle: async () => void (await Promise.all(underWay)),
		refuseAfter: async (requests) => {
			way.passed = 0;
			closeAfter = requests;
			if (requests === 0) await stopListening();
		},
		listenAgain: async () => {
			closeAfter = undefined;
			const { refused } = counts;
			if (!server.listening) server.listen(port, '127.0.0.1');
			if (!server.listening) await once(server, 'listening');
			counts.refused = 0;
			return refused;
		},
	};
	const underWay = new Set<Promise<void>>();
	let closeAfter: number | undefined;
	let port = 0;
	const counts = { refused: 0 };
	const stopListening = async () => {
		server.close();
		await new Promise((resolve) => setImmediate(resolve));
		counts.refused = 0;
	};
	const agent = new Agent({ keepAlive: true });
	const clients = new Map<number, Socket>();
	const noteClient = (message: unknown) => {
		const { socket } = message as { socket: Socket };
		if (!server.listening) counts.refused += 1;
		socket.once('connect', () => {
			const { localPort: own } = socket;
			if (own === undefined) return;
			clients.set(own, socket);
			// A socket keeps hold of all that came by it.
			socket.once('close', () => clients.delete(own));
		});
	};
	const forward = async ({ method = 'GET', url = '', headers }: IncomingMessage, body: Buffer) => {
		if (url === FILE.path) return fileResponse();
		const { other } = way;
		const isForOther = other !== undefined && url.startsWith(other.prefix);
		const target = new URL(url, isForOther ? other.origin : app());
		const onward = send(target, { method, headers: { ...headers, host: target.host }, agent });
		onward.end(body);
		const [response] = (await once(onward, 'response')) as [IncomingMessage];
		const { statusCode: status = 0, headers: own } = response;
		return { status, headers: own, body: rerouted(await buffer(response), other) };
	};
	const schema = new Map<string, Passed>();
	const ask = async (request: IncomingMessage, passing: Passing) => {
		if (!ASKS_FOR_SCHEMA.test(passing.body.toString())) return await forward(request, passing.body);
		const key = passing.body.toString();
		const passed = schema.get(key) ?? (await forward(request, passing.body));
		schema.set(key, passed);
		return passed;
	};
	const answer = async (request: IncomingMessage, response: ServerResponse) => {
		const body = await buffer(request);
		const { strike } = way;
		const passing = { method: request.method ?? '', url: request.url ?? '', body };
		const isOn = strike !== undefined && way.struck < strike.times;
		const isMeant = isOn && strike.meets(passing);
		const isStruck = isMeant || (isOn && strike.isForAll === true && way.struck > 0);
		if (isMeant) way.struck += 1;
		if (!isStruck) way.passed += 1;
		const isLast = !isStruck && way.passed === closeAfter;
		response.setHeader('connection', 'close');
		const passed = isStruck && !strike.arrives ? undefined : await ask(request, passing);
		if (isLast) await stopListening();
		if (!isStruck && passed !== undefined) return passOn(response, passed);
		const client = clients.get(request.socket.remotePort ?? 0);
		await strike?.act({ response, passed, client, expire, cancel: way.cancel });
	};
	const server = createServer((request, response) => {
		const ended = answer(request, response)
			.catch(() => void response.destroy())
			.finally(() => underWay.delete(ended));
		underWay.add(ended);
	});
	beforeAll(async () => {
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		port = (server.address() as AddressInfo).port;
		way.origin = `http://127.0.0.1:${port}`;
		subscribe('net.client.socket', noteClient);
	});
	beforeEach(() => {
		jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
			const timer = new AbortController();
			timers.add(timer);
			return timer.signal;
		});
	});
	afterEach(() => {
		jest.restoreAllMocks();
		way.strike = undefined;
	});
	afterAll(async () => {
		unsubscribe('net.client.socket', noteClient);
		agent.destroy();
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});
	return way;
}

function fileResponse(): Passed {
	const body = Buffer.from(FILE.content);
	return { status: 200, headers: { 'content-type': 'application/pdf' }, body };
}

function rerouted(body: Buffer, other: FaultyWay['other']): Buffer {
	if (other === undefined || !body.includes(other.origin)) return body;
	return Buffer.from(body.toString().replaceAll(other.origin, other.place));
}

export function passOn(response: ServerResponse, { status, headers, body }: Passed): void {
	const kept = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name));
	response.writeHead(status, { ...Object.fromEntries(kept), 'content-length': body.length });
	response.end(body);
}

/** Waits until n8n has received something. */
export async function received(client: Socket | undefined): Promise<void> {
	for (let turns = 0; turns < 1_000 && (client?.bytesRead ?? 1) === 0; turns++) {
		await new Promise((resolve) => setImmediate(resolve));
	}
	for (let turns = 0; turns < 5; turns++) await new Promise((resolve) => setImmediate(resolve));
}
