/* eslint-disable @n8n/community-nodes/no-restricted-imports */
// Whatever can happen to a request on its way to an app, and to the response on its way back.
import type { IncomingHttpHeaders } from 'node:http';
import { gzipSync } from 'node:zlib';
import { passOn, received, type Strike, type Struck } from './faultyWay';

export interface FaultCase {
	/** As the page calls it; of a status, how the body is told. */
	label: string;
	/** Told as one of several. */
	status?: number;
	/** Whether the app may have got the request: not at all, surely, or either. */
	arrives: 'no' | 'yes' | 'either';
	act: Strike['act'];
	/** Nobody listens there, or not as is asked for. */
	place?: 'refused' | 'untrusted' | 'plain';
	/** Of no use to the page. */
	isExtra?: boolean;
	/** Whether every operation meets it, not just the first of its group. */
	isCommon: boolean;
	isCancel?: boolean;
	/** Whether the time limit ends it. */
	isStall?: boolean;
	isEndless?: boolean;
	/** Whether the app says that it doesn't accept the request as it is. */
	isRefusal?: boolean;
	/** Whether it meets whatever else is asked for as well. */
	isForAll?: boolean;
	/** What is asked to wait, in seconds. */
	asksToWait?: number;
}

export const SAID = 'Words of the app';

const JSON_BODY = 'JSON';

/** The forms of a body in which somebody refuses a request. */
const BODIES: Record<string, { type: string; body: string }> = {
	'no body': { type: 'text/plain', body: '' },
	[JSON_BODY]: { type: 'application/json', body: JSON.stringify({ error: SAID }) },
	'a web page': { type: 'text/html', body: `<html><title>${SAID}</title><h1>${SAID}</h1></html>` },
};
const LONG = 'Many words. '.repeat(30_000);

const respond =
	(status: number, type: string, body: string, headers: IncomingHttpHeaders = {}) =>
	({ response }: Struck) =>
		passOn(response, {
			status,
			headers: { 'content-type': type, ...headers },
			body: Buffer.from(body),
		});

const STATUSES = [
	...[
		400, 401, 402, 403, 404, 405, 407, 408, 409, 410, 413, 414, 415, 418, 422, 423, 425, 431, 451,
	],
	...[500, 501, 502, 503, 504, 520, 521, 522, 523, 524],
];

/** Statuses after which nobody knows what the app did. */
const isOpen = (status: number) => status >= 500 || status === 408;

/** Who refuses shows in the body; of other statuses, no form of it says anything of its own. */
export const TELLING = new Set([400, 401, 403, 500, 503]);

/** What each operation meets; the first of a group meets all. */
const COMMON = new Set([400, 401, 403, 404, 408, 422, 500, 502, 503, 504, 520]);

const statusCases = STATUSES.flatMap((status): FaultCase[] =>
	Object.entries(BODIES)
		.filter(([label]) => TELLING.has(status) || label === JSON_BODY)
		.map(([label, { type, body }]) => ({
			...{ label, status, arrives: isOpen(status) ? 'either' : 'no' },
			isCommon: COMMON.has(status) && label === JSON_BODY,
			isRefusal: status === 400 || status === 422,
			act: respond(status, type, body),
		})),
);

const longCases = [400, 403, 422, 500].flatMap((status): FaultCase[] =>
	[
		{ type: 'text/html', body: `<html><h1>${LONG}</h1></html>` },
		{ type: 'application/json', body: JSON.stringify({ errors: [{ message: LONG }] }) },
		{
			type: 'application/json',
			body: JSON.stringify({ errors: { [LONG.slice(0, 9_000)]: [LONG] } }),
		},
	].map(({ type, body }) => ({
		...{ label: `${status} with a long body`, arrives: 'no', isExtra: true, isCommon: false },
		act: respond(status, type, body),
	})),
);

const retryAfter = (label: string, header: string | undefined, asksToWait: number): FaultCase => ({
	...{ label: `429 (too many requests)${label}`, arrives: 'no', asksToWait, isCommon: true },
	act: respond(429, 'text/plain', '', {
		date: 'Thu, 01 Jan 2026 00:00:00 GMT',
		...(header !== undefined && { 'retry-after': header }),
	}),
});

/** Cuts a response off, or changes its bytes. */
const changed =
	(change: (body: Buffer) => Buffer, headers: IncomingHttpHeaders = {}) =>
	({ response, passed }: Struck) => {
		const { status = 200, headers: own = {}, body = Buffer.alloc(0) } = passed ?? {};
		passOn(response, { status, headers: { ...own, ...headers }, body: change(body) });
	};

async function dripping({ response, passed, client, expire }: Struck): Promise<void> {
	response.writeHead(passed?.status ?? 200, { 'content-type': 'application/json' });
	response.write(' ');
	await received(client);
	expire();
}

async function cutting({ response, passed, client }: Struck): Promise<void> {
	const body = passed?.body ?? Buffer.alloc(0);
	response.writeHead(passed?.status ?? 200, {
		'content-type': passed?.headers['content-type'] ?? 'application/json',
		'content-length': body.length + 9,
	});
	response.write(body.subarray(0, -1));
	await received(client);
	response.destroy();
}

/** Packed, as copying so much to and fro would take most of the time of all faults. */
const PIECE = gzipSync(Buffer.alloc(1024 * 1024, ' '));

function pouring({ response }: Struck): void {
	response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
	const pour = () => {
		while (!response.destroyed && response.write(PIECE));
		if (!response.destroyed) response.once('drain', pour);
	};
	pour();
}

const unreachable = ({ client }: Struck) => {
	const facts = { code: 'EHOSTUNREACH', errno: -113, syscall: 'read' };
	client?.destroy(Object.assign(new Error('read EHOSTUNREACH'), facts));
};

/** Everything on the way but a status of its own. */
const wayCases: Array<Omit<FaultCase, 'isCommon'>> = [
	{ label: 'the connection is refused', arrives: 'no', place: 'refused', act: () => undefined },
	{
		label: "the certificate isn't trusted",
		arrives: 'no',
		place: 'untrusted',
		act: () => undefined,
	},
	{ label: 'the encryption is broken', arrives: 'no', place: 'plain', act: () => undefined },
	{
		label: 'the connection breaks before there is a response',
		arrives: 'either',
		act: ({ response }) => void response.destroy(),
	},
	{ label: "the app can't be reached any more", arrives: 'either', act: unreachable },
	{ label: 'no response at all', arrives: 'either', isStall: true, act: ({ expire }) => expire() },
	{ label: 'a response that comes too slowly', arrives: 'yes', isStall: true, act: dripping },
	{ label: 'the connection breaks within the response', arrives: 'yes', act: cutting },
	{
		label: 'a response of which the end is missing',
		arrives: 'yes',
		act: changed((body) => body.subarray(0, Math.ceil(body.length / 2))),
	},
	{
		label: "a response that can't be unpacked",
		arrives: 'yes',
		act: changed((body) => body, { 'content-encoding': 'gzip' }),
	},
	{
		label: 'a response in the place of which other bytes come',
		arrives: 'yes',
		act: changed(() => Buffer.from([0, 1, 2, 0xff, 0xfe, 0])),
	},
	{
		label: 'something that is no HTTP',
		arrives: 'either',
		act: ({ response }) => void response.socket?.end('SSH-2.0-OpenSSH_9.6\r\n'),
	},
	{
		label: 'a web page with status 200',
		arrives: 'either',
		act: respond(200, 'text/html', `<html><title>${SAID}</title></html>`),
	},
	{
		label: 'a redirect to a login page',
		arrives: 'no',
		act: respond(302, 'text/html', '', { location: 'https://login.example.com/?next=app' }),
	},
	{ label: 'a response without an end', arrives: 'yes', isEndless: true, act: pouring },
	{
		label: 'the execution is cancelled',
		...{ arrives: 'either', isCancel: true },
		act: ({ cancel }) => cancel(),
	},
];

const waitCases: FaultCase[] = [
	retryAfter('', undefined, 0),
	retryAfter(', asking for no wait', '0', 0),
	retryAfter(', asking for 2 seconds', '2', 2),
	retryAfter(', asking for a time 10 seconds from now', 'Thu, 01 Jan 2026 00:00:10 GMT', 10),
	retryAfter(', asking for 30 years', '1000000000', 1_000_000_000),
	retryAfter(', asking in words', 'soon', 0),
];

export const FAULTS: FaultCase[] = [
	...wayCases.map((fault) => ({ ...fault, isCommon: true })),
	...waitCases,
	...statusCases,
	...longCases,
];
