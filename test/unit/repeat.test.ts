import { AppError } from '../../nodes/BettyBlocks/app/errors';
import { repeat } from '../../nodes/BettyBlocks/http/repeat';
import type { Ending } from '../../nodes/BettyBlocks/app/app';

/** What the watch is told when these answers or faults come one after another. */
async function toldOf(...ends: Array<number | string>): Promise<Ending[]> {
	const told: Ending[] = [];
	const attempt = async () => {
		const end = ends.shift() ?? 200;
		return typeof end === 'number'
			? { status: end, headers: {}, text: '' }
			: { code: end, error: new AppError({ kind: 'passing', message: end }) };
	};
	await repeat({
		safety: 'read',
		kind: 'read the record',
		attempt,
		longestWaitMs: Infinity,
		watch: () => (ending) => void told.push(ending),
		wait: async () => undefined,
	}).catch(() => undefined);
	return told;
}

describe('Whoever watches the load is told of each attempt', () => {
	it.each([200, 201, 204])('that %d is an answer', async (status) => {
		expect(await toldOf(status)).toEqual(['answered']);
	});

	it.each([429, 503, 504, 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED'])(
		'that %s is a sign of too much load',
		async (end) => {
			expect(await toldOf(end)).toEqual(['overloaded', 'answered']);
		},
	);

	it.each([400, 401, 404, 422])(
		'that %d is a refusal, which is an answer as well',
		async (status) => {
			expect(await toldOf(status)).toEqual(['refused']);
		},
	);

	it.each([500, 'CERT_HAS_EXPIRED'])('that %s tells nothing of the load', async (end) => {
		expect(await toldOf(end)).toEqual(['otherwise']);
	});
});
