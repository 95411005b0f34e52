/** How many may be under way at once, which may change meanwhile. */
export interface Limit {
	readonly current: number;
}

/** Those that ask for places one after the other, as the items of one execution do. */
interface Asker {
	underWay: number;
}

/** A place among those under way. */
export interface TakenPlace {
	/** Gives the place up; to be called once all is done, and harmless when it is called again. */
	leave: () => void;
	/** Gives the place up while waiting for something, and takes one again. */
	without: (waitedFor: Promise<unknown>) => Promise<void>;
	/** Gives the place up for parts of the work, each of which takes one of its own. */
	spread: (
		count: number,
		isOver: () => boolean,
		run: (index: number) => Promise<void>,
	) => Promise<void>;
}

interface Waiting {
	asker: Asker;
	since: number;
	enter: () => void;
}

/** Who has nothing under way waits no longer than this for others, who may keep their places for long. */
const LONGEST_WAIT_MS = 2_000;

/** Places for what is under way. Whoever asks first gets the next one that is free. */
export class Places {
	private taken = 0;
	private readonly waiting: Waiting[] = [];

	constructor(
		private readonly limit: Limit,
		private readonly now: () => number = () => performance.now(),
	) {}

	async take(asker: Asker): Promise<TakenPlace> {
		await this.enter(asker);
		let isTaken = true;
		const leave = () => {
			if (!isTaken) return;
			isTaken = false;
			this.taken -= 1;
			asker.underWay -= 1;
			this.admit();
		};
		const without = async (waitedFor: Promise<unknown>) => {
			leave();
			await waitedFor;
			await this.enter(asker);
			isTaken = true;
		};
		const spread: TakenPlace['spread'] = async (count, isOver, run) =>
			await without(concurrently(count, { places: this, isOver }, run));
		return { leave, without, spread };
	}

	/** Lets in who may enter now; to be called as well when the limit has changed. */
	readonly admit = (): void => {
		for (let next = this.takeNext(); next !== undefined; next = this.takeNext()) {
			this.taken += 1;
			next.asker.underWay += 1;
			next.enter();
		}
	};

	private async enter(asker: Asker): Promise<void> {
		await new Promise<void>((enter) => {
			this.waiting.push({ asker, since: this.now(), enter });
			this.admit();
		});
	}

	private takeNext(): Waiting | undefined {
		if (this.taken < Math.max(1, this.limit.current)) return this.waiting.shift();
		const latest = this.now() - LONGEST_WAIT_MS;
		const index = this.waiting.findIndex(
			({ asker, since }) => since < latest && asker.underWay === 0,
		);
		return index < 0 ? undefined : this.waiting.splice(index, 1)[0];
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
	const asker: Asker = { underWay: 0 };
	const started: Array<Promise<void>> = [];
	for (let index = 0; index < count && !isOver(); index++) {
		const place = await places.take(asker);
		started.push((isOver() ? Promise.resolve() : run(index, place)).finally(place.leave));
	}
	await Promise.all(started);
}

/** What has the same key runs one after the other, in the order in which it came. */
export class Turns {
	private readonly lastOf = new Map<string, Promise<unknown>>();

	/** @param wait waits for the one before */
	async take<Result>(
		key: string,
		wait: (before: Promise<unknown>) => Promise<unknown>,
		run: () => Promise<Result>,
	): Promise<Result> {
		const before = this.lastOf.get(key);
		const result = before === undefined ? run() : wait(before).then(run);
		const ended = result.catch(() => undefined);
		this.lastOf.set(key, ended);
		try {
			return await result;
		} finally {
			if (this.lastOf.get(key) === ended) this.lastOf.delete(key);
		}
	}
}
