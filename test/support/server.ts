/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A request as it came over the wire. */
export interface WireRequest {
	url: string;
	headers: IncomingMessage['headers'];
	body: Buffer;
}

/** A server that is no app: it answers as a test tells it to, and remembers what it was sent. */
export interface WireServer {
	origin: string;
	requests: WireRequest[];
	/** Answers from now on; 200 without a body unless set. */
	answer: RequestListener;
}

/** Starts such a server for the tests of one file, as new before each of them. */
export function useServer(): WireServer {
	const test: WireServer = { origin: '', requests: [], answer: () => undefined };
	const server = createServer((request, response) => {
		void buffer(request).then((body) => {
			test.requests.push({ url: request.url ?? '', headers: request.headers, body });
			test.answer(request, response);
		});
	});
	beforeAll(async () => {
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		test.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	});
	beforeEach(() => {
		test.requests.length = 0;
		test.answer = (_request, response) => response.end();
	});
	afterAll(async () => {
		server.closeAllConnections();
		server.close();
		await once(server, 'close');
	});
	return test;
}
