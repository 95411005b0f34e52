/* eslint-disable @n8n/community-nodes/no-restricted-globals */
// The workers of the quick app: who waits for one, and how long it all takes.
import { summary } from './statistics.ts';

/** Requests that an app works on, and those that wait for their turn. */
export class Turns {
	/** How many it works on. */
	busy = 0;
	private readonly waiting: Array<() => void> = [];
	private took: number[] = [];
	private firstAt = 0;
	private lastAt = 0;
	/** Requests times milliseconds. */
	private area = 0;

	/** @param isCounted whether it is among what `seen` tells */
	async take(takesMs: number, workers: number, isCounted: boolean): Promise<void> {
		const from = performance.now();
		if (this.busy >= workers) await new Promise<void>((begin) => this.waiting.push(begin));
		this.busy += 1;
		await new Promise((done) => setTimeout(done, takesMs));
		this.busy -= 1;
		if (isCounted) this.count(from, takesMs);
		this.waiting.shift()?.();
	}

	seen(): { meanInFlight: number; halfTookMs: number } {
		if (this.took.length === 0) return { meanInFlight: 0, halfTookMs: 0 };
		const halfTookMs = summary(this.took).median;
		return { meanInFlight: this.area / (this.lastAt - this.firstAt), halfTookMs };
	}

	clear(): void {
		this.took = [];
		this.area = 0;
	}

	private count(from: number, takesMs: number): void {
		if (this.took.length === 0) this.firstAt = from;
		this.lastAt = performance.now();
		this.took.push(this.lastAt - from);
		this.area += takesMs;
	}
}
