/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { Readable } from 'node:stream';
import type { Ending } from '../../../nodes/BettyBlocks/app/app';
import { AppClock } from '../../../nodes/BettyBlocks/http/response';
import { HttpClient } from '../../../nodes/BettyBlocks/http/httpClient';
import type { Safety } from '../../../nodes/BettyBlocks/http/retry';
import { Secrets } from '../../../nodes/BettyBlocks/http/secrets';
import type { ApiContext } from '../../../nodes/BettyBlocks/http/transport';

type End = number | string | Error;

/** A client of an app that ends requests so, one after the other; the last end stays. */
function clientOf(ends: End[], watch?: () => (ending: Ending) => void) {
	const pauses: number[] = [];
	let attempts = 0;
	const httpRequest = async () => {
		const end = ends[Math.min(attempts++, ends.length - 1)] ?? 200;
		if (typeof end === 'string') throw Object.assign(new Error(end), { code: end });
		if (typeof end !== 'number') throw end;
		return { statusCode: end, headers: {}, body: Readable.from([]) };
	};
	const target = {
		origin: 'https://app.example',
		advice: '',
		secrets: new Secrets(),
		clock: new AppClock(),
	};
	const client = new HttpClient(
		{ helpers: { httpRequest } } as unknown as ApiContext,
		target,
		{ watch },
		async (milliseconds) => void pauses.push(milliseconds),
	);
	const send = async (safety: Safety) =>
		await client.send({ method: 'GET', url: 'https://app.example/', safety, kind: 'test' });
	return { send, pauses, attempts: () => attempts };
}

async function toldOf(...ends: End[]): Promise<Ending[]> {
	const told: Ending[] = [];
	const { send } = clientOf([...ends, 200], () => (ending) => void told.push(ending));
	await send('safe').catch(() => undefined);
	return told;
}

describe('Whoever watches the load is told of each attempt', () => {
	it.each([200, 201, 204])('that %d is a response', async (status) => {
		expect(await toldOf(status)).toEqual(['answered']);
	});

	it.each([429, 503, 504, 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED'])(
		'that %s is a sign of too much load',
		async (end) => {
			expect(await toldOf(end)).toEqual(['overloaded', 'answered']);
		},
	);

	it.each([400, 401, 404, 422])(
		'that %d is a refusal, which is a response as well',
		async (status) => {
			expect(await toldOf(status)).toEqual(['refused']);
		},
	);

	it.each([500, 'CERT_HAS_EXPIRED'])('that %s tells nothing of the load', async (end) => {
		expect(await toldOf(end)).toEqual(['otherwise']);
	});
});

describe('A request', () => {
	it('is sent again until there is a response that no other try would better', async () => {
		const { send, attempts } = clientOf([503, 'ECONNRESET', 200]);
		expect(await send('safe')).toMatchObject({
			response: { status: 200 },
			interrupted: true,
			lostResponse: true,
		});
		expect(attempts()).toBe(3);
	});

	it('gives up after a while, having waited in slices that a cancelled execution ends', async () => {
		const { send, attempts, pauses } = clientOf([429]);
		expect((await send('unsafe')).response.status).toBe(429);
		expect(attempts()).toBe(6);
		expect(Math.max(...pauses)).toBeLessThanOrEqual(250);
	});

	it('that n8n itself refuses to send is not done, and not sent again', async () => {
		const { send, attempts } = clientOf([new Error('blocked')]);
		await expect(send('unsafe')).rejects.toMatchObject({ outcome: 'not done' });
		expect(attempts()).toBe(1);
	});
});
