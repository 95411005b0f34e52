/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { COMPANY, onCompanies } from '../../support/app';
import { failure } from '../../support/failure';
import { executeJson } from '../../support/n8n';

const KEY = 'k/ey&"<secret>+é1';
const EMAIL = 'api@example.com';

let server: Server;
let closed: Promise<unknown>;

/** An app that behaves as no emulated one does. */
async function listen(listener: RequestListener): Promise<{ application: string }> {
	server = createServer(listener);
	closed = once(server, 'connection').then(
		async ([socket]: Socket[]) =>
			await new Promise((resolve) => socket?.on('error', () => undefined).once('close', resolve)),
	);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return { application: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

afterEach(() => {
	server.closeAllConnections();
	server.close();
});

const run = async (
	{ application }: { application: string },
	operation: string,
	more: object = {},
) =>
	await executeJson({
		credential: { application, email: ` ${EMAIL} `, apiKey: ` ${KEY}\n` },
		parameters: onCompanies(operation, { recordId: 1, simplify: false, ...more }),
	});

describe('An answer', () => {
	it('that drips ends at the time-out, and its connection is closed', async () => {
		const app = await listen((_request, response) => {
			response.writeHead(200, { 'Content-Type': 'application/json' });
			const drip = setInterval(() => response.write(' '), 20);
			response.once('close', () => clearInterval(drip));
		});
		const error = await failure(run(app, 'get', { options: { timeout: 300 } }));
		expect(error.message).toMatch(/did not respond within 0.3 seconds/);
		await closed;
	});

	it('that unpacks to far more than a page of records is refused, and its connection is closed', async () => {
		const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024, ' '));
		const app = await listen((_request, response) => {
			response.writeHead(200, { 'Content-Encoding': 'gzip' });
			response.end(bomb);
		});
		const error = await failure(run(app, 'get'));
		expect(error.message).toMatch(/larger than 64 MB/);
		await closed;
	});

	it('that has no end is refused, and its connection is closed', async () => {
		const piece = Buffer.alloc(1024 * 1024, ' ');
		const app = await listen((_request, response) => {
			response.writeHead(200, { 'Content-Type': 'application/json' });
			const pour = () => {
				while (!response.destroyed && response.write(piece));
				if (!response.destroyed) response.once('drain', pour);
			};
			pour();
		});
		const error = await failure(run(app, 'get'));
		expect(error.message).toMatch(/larger than 64 MB/);
		await closed;
	});

	it('that refuses at length makes a short message', async () => {
		const reasons = Array.from({ length: 50_000 }, (_, n) => [`property_${n}`, ['is_invalid']]);
		const app = await listen((_request, response) => {
			response.writeHead(422);
			response.end(JSON.stringify({ errors: Object.fromEntries(reasons) }));
		});
		const error = await failure(run(app, 'get'));
		expect(error.message.length).toBeLessThan(1_100);
	});

	it.each(['<', '<a', '<script', 'a<style b'])(
		'that is a page full of %j is read at once',
		async (piece) => {
			const app = await listen((_request, response) => {
				response.writeHead(500, { 'Content-Type': 'text/html' });
				response.end(piece.repeat(240_000 / piece.length));
			});
			// A pattern that takes four times as long for twice as much runs into the limit of the test.
			const error = await failure(run(app, 'get'));
			expect(error.message).toMatch(/responded with 500/);
		},
	);

	it.each(['get', 'create'])('that is nested too deeply is named: %s', async (operation) => {
		const app = await listen((_request, response) => {
			response.setHeader('content-type', 'application/json');
			response.end(`{"id":1,"notes":${'['.repeat(20_000)}${']'.repeat(20_000)}}`);
		});
		const error = await failure(run(app, operation, { fieldsMode: 'json', fieldsJson: '{"a":1}' }));
		expect(error.message).toContain('is nested more than 500 levels deep');
	});

	it('keeps the digits of numbers that JavaScript cannot hold', async () => {
		const app = await listen((_request, response) => {
			response.end(
				'{"id":1,"account":12345678901234567890,"price":0.1,"__proto__":{"polluted":true}}',
			);
		});
		const [record] = await run(app, 'get');
		expect(record).toMatchObject({ id: 1, account: '12345678901234567890', price: 0.1 });
		expect((record as { polluted?: unknown }).polluted).toBeUndefined();
	});
});

describe('A download', () => {
	it('of an endless refusal closes its connection', async () => {
		const app = await listen((_request, response) => {
			response.writeHead(404);
			const drip = setInterval(() => response.write('x'.repeat(1_000)), 5);
			response.once('close', () => clearInterval(drip));
		});
		await failure(
			executeJson({
				credential: { ...app, email: EMAIL, apiKey: KEY },
				parameters: { resource: 'asset', operation: 'download', url: '/a.pdf' },
			}),
		);
		await closed;
	});

	it('that trickles ends, and its connection is closed', async () => {
		const app = await listen((_request, response) => {
			response.writeHead(200, { 'Content-Length': '100000' });
			const drip = setInterval(() => response.write('x'), 20);
			response.once('close', () => clearInterval(drip));
		});
		const error = await failure(
			executeJson({
				credential: { ...app, email: EMAIL, apiKey: KEY },
				parameters: {
					resource: 'asset',
					operation: 'download',
					url: '/a.pdf',
					outputBinaryProperty: 'data',
					options: { timeout: 300 },
				},
			}),
		);
		expect(error.message).toMatch(/within 0.3 seconds/);
		await closed;
	});

	it('that stops closes its connection', async () => {
		const app = await listen((_request, response) => {
			response.writeHead(200, { 'Content-Length': '1000' });
			response.write('some');
		});
		await failure(
			executeJson({
				credential: { ...app, email: EMAIL, apiKey: KEY },
				parameters: {
					resource: 'asset',
					operation: 'download',
					url: '/a.pdf',
					outputBinaryProperty: 'data',
					options: { timeout: 300 },
				},
			}),
		);
		await closed;
	});
});

describe('The key', () => {
	const html = (text: string) =>
		text
			.replaceAll('&', '&amp;')
			.replaceAll('<', '&lt;')
			.replaceAll('>', '&gt;')
			.replaceAll('"', '&quot;');
	const basic = Buffer.from(`${EMAIL}:${KEY}`).toString('base64');
	const forms: Array<[string, string]> = [
		['as it is', KEY],
		['in JSON', JSON.stringify(KEY).slice(1, -1)],
		['in JSON with escaped slashes', JSON.stringify(KEY).slice(1, -1).replaceAll('/', '\\/')],
		[
			'in JSON safe for HTML',
			JSON.stringify(KEY)
				.slice(1, -1)
				.replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`),
		],
		['in HTML', html(KEY)],
		['in an address', encodeURIComponent(KEY)],
		['as basic authentication', basic],
	];

	it.each(forms)('is in no error when an app repeats it %s', async (_form, text) => {
		const app = await listen((_request, response) => {
			response.writeHead(500);
			response.end(`You sent ${text} to us`);
		});
		const error = await failure(run(app, 'get'));
		expect(`${error.message} ${error.description ?? ''} ${JSON.stringify(error)}`).not.toContain(
			text,
		);
		expect(error.message).toContain('You sent *** to us');
	});

	it('is in no record that an app puts it into', async () => {
		const app = await listen((request, response) => {
			response.end(JSON.stringify({ id: 1, header: request.headers.authorization, key: KEY }));
		});
		expect(await run(app, 'get')).toEqual([{ id: 1, header: 'Basic ***', key: '***' }]);
	});

	it('is sent without the blanks around it', async () => {
		const seen: Array<string | undefined> = [];
		const app = await listen((request, response) => {
			seen.push(request.headers.authorization);
			response.end(JSON.stringify({ id: 1 }));
		});
		await run(app, 'get');
		expect(seen).toEqual([`Basic ${basic}`]);
	});
});

describe('An application that is no address', () => {
	it.each(['my-app:99999', 'my-app:0', 'foo.1', 'https://foo.1/x', '999.1.1'])(
		'is refused in our words: %s',
		async (application) => {
			const error = await failure(
				executeJson({
					credential: { application, email: EMAIL, apiKey: KEY },
					parameters: { resource: 'record', operation: 'delete', recordId: 1, model: COMPANY },
				}),
			);
			expect(error.message).toMatch(/^The application must be an identifier or a URL/);
		},
	);
});
