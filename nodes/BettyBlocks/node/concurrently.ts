/** How many may be under way at once, which may change meanwhile. */
export interface Limit {
	readonly current: number;
}

/** A place among those under way. */
export interface TakenPlace {
	/** Gives the place up; to be called once all is done, and harmless when it is called again. */
	leave: () => void;
	/** Gives the place up while waiting for something, and takes one again. */
	without: (waitedFor: Promise<unknown>) => Promise<void>;
}

/** Places for what is under way. Whoever asks first gets the next one that is free. */
export class Places {
	private taken = 0;
	private readonly waiting: Array<() => void> = [];

	constructor(private readonly limit: Limit) {}

	async take(): Promise<TakenPlace> {
		await this.enter();
		let isTaken = true;
		const leave = () => {
			if (isTaken) this.taken -= 1;
			isTaken = false;
			this.admit();
		};
		const without = async (waitedFor: Promise<unknown>) => {
			leave();
			await waitedFor;
			await this.enter();
			isTaken = true;
		};
		return { leave, without };
	}

	private async enter(): Promise<void> {
		await new Promise<void>((resolve) => {
			this.waiting.push(resolve);
			this.admit();
		});
	}

	private admit(): void {
		while (this.taken < Math.max(1, this.limit.current)) {
			const next = this.waiting.shift();
			if (next === undefined) return;
			this.taken += 1;
			next();
		}
	}
}

/**
 * Runs what is numbered from 0 on, each as soon as there is a place for it.
 *
 * @param isOver whether no more is to be started
 * @param run must not reject
 */
export async function concurrently(
	count: number,
	{ places, isOver }: { places: Places; isOver: () => boolean },
	run: (index: number, place: TakenPlace) => Promise<void>,
): Promise<void> {
	const started: Array<Promise<void>> = [];
	for (let index = 0; index < count && !isOver(); index++) {
		const place = await places.take();
		started.push((isOver() ? Promise.resolve() : run(index, place)).finally(place.leave));
	}
	await Promise.all(started);
}
