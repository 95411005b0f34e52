/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
// How many random cases a test tries: as many as it says, or so many times more in `npm run soak`.
import { appendFileSync } from 'node:fs';

const { SOAK_TIMES = '1', SOAK_SEED, SOAK_COUNTS } = process.env;
const TIMES = Number(SOAK_TIMES);

/** Milliseconds for a test that usually takes so many at most. */
export const patience = (usual: number) => usual * TIMES;

/**
 * What fast-check is told. It prints the seed of a failure.
 *
 * @param usual the number of cases without a soak
 * @param seed the same cases each time without a soak; undefined: other ones
 */
export function runs(usual: number, seed?: number): { numRuns: number; seed?: number } {
	const numRuns = Math.ceil(usual * TIMES);
	if (SOAK_COUNTS !== undefined) appendFileSync(SOAK_COUNTS, `${numRuns}\n`);
	const usualSeed = TIMES > 1 ? undefined : seed;
	const chosen = SOAK_SEED === undefined ? usualSeed : Number(SOAK_SEED);
	return { numRuns, ...(chosen !== undefined && { seed: chosen }) };
}
