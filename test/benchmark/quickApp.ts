/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
// An app that costs little: it answers like the emulated one from texts that are ready, and keeps
// nothing that it is sent. It runs in a process of its own, so that a client's CPU is the client's.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { company, companyItem, idOfEmail, models, properties, user } from './app.ts';
import { serveTasks } from './children.ts';

interface Settings {
	/** How many records there are, with the ids from 1 on. */
	records?: number;
	/** How long each answer takes. */
	latencyMs?: number;
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
const DEFAULT_LIMIT = 100;

const records: string[] = [];
let latencyMs = 0;
let aheadMs = 0;
let lastId = 0;
let inFlight = 0;
const counts = { requests: 0, bytes: 0, rows: 0, maxInFlight: 0 };

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

/** Takes the body in, and keeps none of it. */
async function bytesOf(request: IncomingMessage): Promise<number> {
	let bytes = 0;
	request.on('data', (chunk: Buffer) => (bytes += chunk.length));
	await once(request, 'end');
	return bytes;
}

const server = createServer((request, response) => {
	inFlight += 1;
	counts.requests += 1;
	counts.maxInFlight = Math.max(counts.maxInFlight, inFlight);
	response.once('close', () => (inFlight -= 1));
	void bytesOf(request).then((bodyBytes) => {
		const isWhole = bodyBytes === Number(request.headers['content-length'] ?? bodyBytes);
		const isAuthorised = request.headers.authorization === AUTHORIZATION;
		const url = new URL(request.url ?? '/', 'http://127.0.0.1');
		const refusal = !isAuthorised ? 401 : !isWhole ? 400 : undefined;
		const {
			status,
			body,
			rows = 0,
		} = refusal === undefined
			? answer(request.method ?? 'GET', url, bodyBytes)
			: { status: refusal, body: '' };
		counts.rows += rows;
		counts.bytes += Buffer.byteLength(body);
		const date = new Date(Date.now() + aheadMs).toUTCString();
		const send = () =>
			response.writeHead(status, { 'Content-Type': 'application/json', Date: date }).end(body);
		if (latencyMs > 0) setTimeout(send, latencyMs);
		else send();
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
	set(settings: Settings): void {
		latencyMs = settings.latencyMs ?? latencyMs;
		aheadMs = settings.aheadMs ?? aheadMs;
		resize(settings.records ?? records.length, settings.spreadMs ?? 0);
	},
	clear(): void {
		Object.assign(counts, { requests: 0, bytes: 0, rows: 0, maxInFlight: inFlight });
	},
	counts(): Counts {
		const { user: own, system } = process.cpuUsage();
		return { ...counts, cpuSeconds: (own + system) / 1e6 };
	},
};

export type QuickApp = typeof tasks;

serveTasks(tasks);
