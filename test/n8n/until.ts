/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { setTimeout as sleep } from 'node:timers/promises';

const usualPatienceMs = 240_000;
const pauseMs = 200;

/**
 * Looks again and again until what is there is what is wanted.
 * @param what is waited for, for the message: "the triggers to start"
 * @throws Error that says what was there last, after four minutes or as long as is said
 */
export async function until<T>(
	what: string,
	look: () => Promise<T> | T,
	isWanted: (found: T) => boolean,
	patienceMs = usualPatienceMs,
): Promise<T> {
	const deadline = Date.now() + patienceMs;
	for (;;) {
		const found = await look();
		if (isWanted(found)) return found;
		if (Date.now() > deadline) {
			const last = JSON.stringify(found).slice(0, 500);
			throw new Error(`Waited ${patienceMs / 1000} s for ${what}. Last seen: ${last}`);
		}
		await sleep(pauseMs);
	}
}
