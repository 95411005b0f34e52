/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

import type { Answer } from './answers.ts';

/** mulberry32: repeatable, so that a shuffled order is the same in every run. */
export function randomSource(seed = 1): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

export function flatHeaders(headers: IncomingMessage['headers']): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
	);
}

export function splitUrl(rawUrl: string): { path: string; search: string } {
	const mark = rawUrl.indexOf('?');
	if (mark < 0) return { path: rawUrl, search: '' };
	return { path: rawUrl.slice(0, mark), search: rawUrl.slice(mark + 1) };
}

/** Sends an answer to its end. */
export async function send(
	answer: Answer,
	response: ServerResponse,
	method: string,
): Promise<void> {
	response.writeHead(answer.status, answer.headers);
	if (answer.file !== undefined && method !== 'HEAD') {
		await pipeline(createReadStream(answer.file.path), response);
		return;
	}
	response.end(answer.bytes ?? answer.body);
}

/** An error of starting to listen, in words. */
export function explain(error: unknown, port: number): unknown {
	const isObject = typeof error === 'object' && error !== null;
	const code = isObject && 'code' in error ? error.code : undefined;
	if (code === 'EADDRINUSE') return new Error(`Port ${port} is already in use`);
	if (code === 'EACCES') return new Error(`Port ${port} may not be used`);
	return error;
}

/** Listens on the loopback interface; resolves to the port. */
export async function listenOn(server: Server, port: number): Promise<number> {
	// Clients under test keep connections open; closing them early would look like a fault.
	server.keepAliveTimeout = 120_000;
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('No address to listen on');
	return address.port;
}

/** Closes a server and the connections that its clients keep open. */
export async function stop(server: Server): Promise<void> {
	const stopped = new Promise((resolve) => {
		server.close(resolve);
	});
	server.closeAllConnections();
	await stopped;
}
