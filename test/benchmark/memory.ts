/* eslint-disable @n8n/community-nodes/no-restricted-globals */
// How long something takes in this process, and how far it raises the peak of its memory.

export interface Measured {
	seconds: number;
	/** What the peak of the resident memory rose by, in MB. */
	addedMb: number;
}

export async function measure(work: () => Promise<unknown>): Promise<Measured> {
	const peak = process.resourceUsage().maxRSS;
	const from = performance.now();
	await work();
	const seconds = (performance.now() - from) / 1000;
	return { seconds, addedMb: ((process.resourceUsage().maxRSS - peak) * 1024) / 1e6 };
}
