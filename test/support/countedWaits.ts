/* eslint-disable @n8n/community-nodes/no-restricted-globals */
// Waits are counted, not waited for: in a test file, jest puts this in the place of n8n-workflow.

/** What the node waited for since the list was last emptied, in milliseconds. */
export const WAITS: number[] = [];

/** A wait of so many milliseconds is real: the time within which a file has to come. */
export const REAL_WAIT = { milliseconds: Number.NaN };

/** `jest.mock('n8n-workflow', () => jest.requireActual<CountedWaits>('…/countedWaits').countingWaits())` */
export function countingWaits(): object {
	const real = jest.requireActual<{ sleep: (milliseconds: number) => Promise<void> }>(
		'n8n-workflow',
	);
	return {
		...real,
		sleep: async (milliseconds: number) => {
			WAITS.push(milliseconds);
			if (milliseconds === REAL_WAIT.milliseconds) return await real.sleep(milliseconds);
			await new Promise((resolve) => setImmediate(resolve));
		},
	};
}
