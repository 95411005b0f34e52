/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
// An app that costs little: it answers like the emulated one from texts that are ready, and keeps
// nothing that it is sent. It runs in a process of its own, so that a client's CPU is the client's.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { company, companyItem, idOfEmail, models, properties, user } from './app.ts';
import { serveTasks } from './children.ts';
import { Turns } from './turns.ts';

export interface Settings {
	/** How many records there are, with the ids from 1 on. */
	records?: number;
	/** How long each answer takes. */
	latencyMs?: number;
	/** How much longer or shorter than that, as a share: each as likely as the others. */
	jitter?: number;
	/** One answer in so many takes five times as long. */
	slowOneIn?: number;
	/** How many requests it works on at once; the others wait for their turn. */
	workers?: number;
	/** How many requests it takes at once; it answers the others with 429. */
	most?: number;
	/** With which status it refuses requests for single records. */
	refusal?: number;
	/** How far the app's clock is ahead. Records that are added get its time. */
	aheadMs?: number;
	/** The time over which the records that are added were made, up to the app's now. */
	spreadMs?: number;
}

/** What was asked for since `clear`. */
export interface Counts {
	requests: number;
	/** Of the bodies of the answers. */
	bytes: number;
	/** Records in lists. */
	rows: number;
	maxInFlight: number;
	/** The average number that it worked on, from the first request for records to the last. */
	meanInFlight: number;
	/** Half the answers to requests for records took no longer, in milliseconds. */
	halfTookMs: number;
	/** That this process has used since its start. */
	cpuSeconds: number;
}

interface Answer {
	status: number;
	body: string;
	rows?: number;
}

const AUTHORIZATION = `Basic ${Buffer.from(`${user.email}:${user.apiKey}`).toString('base64')}`;
const MODELS = JSON.stringify(models);
const NOT_FOUND: Answer = { status: 404, body: '' };
const TOO_MANY: Answer = { status: 429, body: '{}' };
const DEFAULT_LIMIT = 100;

const records: string[] = [];
const usual = {
	latencyMs: 0,
	jitter: 0,
	slowOneIn: Infinity,
	workers: Infinity,
	most: Infinity,
	refusal: 0,
};
let pace = usual;
let aheadMs = 0;
let lastId = 0;
let inFlight = 0;
const counts = { requests: 0, bytes: 0, rows: 0, maxInFlight: 0 };
const turns = new Turns();

function recordText(id: number, ageMs = 0): string {
	const stamp = new Date(Date.now() + aheadMs - ageMs).toISOString().replace(/\.\d+/, '');
	return JSON.stringify({ ...companyItem(id), created_at: stamp, updated_at: stamp });
}

function resize(count: number, spreadMs: number): void {
	records.length = Math.min(records.length, count);
	const added = count - records.length;
	for (let index = 0; index < added; index++) {
		records.push(recordText(records.length + 1, (spreadMs * (added - index)) / added));
	}
	lastId = records.length;
}

/** Ascending by id, which is the order in which the records were made as well. */
function list(query: URLSearchParams): Answer {
	const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
	const offset = Number(query.get('offset') ?? 0);
	const matching = query.has('filters[][operator]') ? matches(query) : records;
	const isDescending = query.get('order')?.endsWith(':desc') ?? false;
	const end = matching.length - offset;
	const rows = isDescending
		? matching.slice(Math.max(0, end - limit), Math.max(0, end)).reverse()
		: matching.slice(offset, offset + limit);
	return { status: 200, body: `[${rows.join(',')}]`, rows: rows.length };
}

/** Knows one condition: an email address that is equal. */
function matches(query: URLSearchParams): string[] {
	const isKnown = query.get('filters[][conditions][][path][]') === properties.email.id;
	if (!isKnown) throw new Error(`The quick app has no such filter: ${query.toString()}`);
	const id = idOfEmail(query.get('filters[][conditions][][criteria]') ?? '');
	const record = records[id - 1];
	return record === undefined ? [] : [record];
}

function answer(method: string, url: URL, bodyBytes: number): Answer {
	const [, api, resource, model, collection, id] = url.pathname.split('/');
	if (api !== 'api') return NOT_FOUND;
	if (resource === 'assets') {
		return { status: 201, body: JSON.stringify({ url: `https://files.example/${bodyBytes}` }) };
	}
	if (resource === 'models' && model === undefined) return { status: 200, body: MODELS };
	if (model !== company.id || collection !== 'records') return NOT_FOUND;
	if (method !== 'GET' && bodyBytes === 0) return { status: 400, body: '' };
	if (method === 'POST' && id === 'new') return { status: 201, body: recordText(++lastId) };
	if (id === undefined) return list(url.searchParams);
	const record = records[Number(id) - 1];
	return record === undefined ? NOT_FOUND : { status: 200, body: record };
}

function takesMs(): number {
	const { latencyMs, jitter, slowOneIn } = pace;
	const slow = Math.random() * slowOneIn < 1 ? 5 : 1;
	return latencyMs * slow * (1 + jitter * (2 * Math.random() - 1));
}

/** Takes the body in, and keeps none of it. */
async function bytesOf(request: IncomingMessage): Promise<number> {
	let bytes = 0;
	request.on('data', (chunk: Buffer) => (bytes += chunk.length));
	await once(request, 'end');
	return bytes;
}

function reply(request: IncomingMessage, bodyBytes: number): Answer {
	const url = new URL(request.url ?? '/', 'http://127.0.0.1');
	if (request.headers.authorization !== AUTHORIZATION) return { status: 401, body: '' };
	const isWhole = bodyBytes === Number(request.headers['content-length'] ?? bodyBytes);
	if (!isWhole) return { status: 400, body: '' };
	const isRecord = /\/records\/\w+$/.test(url.pathname);
	if (isRecord && pace.refusal > 0) return { status: pace.refusal, body: '{}' };
	return answer(request.method ?? 'GET', url, bodyBytes);
}

function send(response: ServerResponse, { status, body, rows = 0 }: Answer): void {
	counts.rows += rows;
	counts.bytes += Buffer.byteLength(body);
	const date = new Date(Date.now() + aheadMs).toUTCString();
	response.writeHead(status, { 'Content-Type': 'application/json', Date: date }).end(body);
}

const server = createServer((request, response) => {
	inFlight += 1;
	counts.requests += 1;
	counts.maxInFlight = Math.max(counts.maxInFlight, inFlight);
	response.once('close', () => (inFlight -= 1));
	void bytesOf(request).then(async (bodyBytes) => {
		const isOfRecords = request.url?.includes('/records') === true;
		if (isOfRecords && turns.busy >= pace.most) return send(response, TOO_MANY);
		if (pace.latencyMs > 0) await turns.take(takesMs(), pace.workers, isOfRecords);
		send(response, reply(request, bodyBytes));
	});
});
// Clients keep connections open; closing them early would look like a fault.
server.keepAliveTimeout = 120_000;

const tasks = {
	/** @returns the address of the app */
	async listen(): Promise<string> {
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	},
	set({ aheadMs: ahead = aheadMs, records: count, spreadMs = 0, ...settings }: Settings): void {
		pace = { ...pace, ...settings };
		aheadMs = ahead;
		resize(count ?? records.length, spreadMs);
	},
	/** As quick as it can, and as patient. */
	calm(): void {
		pace = usual;
	},
	clear(): void {
		Object.assign(counts, { requests: 0, bytes: 0, rows: 0, maxInFlight: inFlight });
		turns.clear();
	},
	counts(): Counts {
		const { user: own, system } = process.cpuUsage();
		return { ...counts, ...turns.seen(), cpuSeconds: (own + system) / 1e6 };
	},
};

export type QuickApp = typeof tasks;

serveTasks(tasks);
