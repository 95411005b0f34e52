import type { AppRecord } from '../../app/app';

/** What was seen of an app in one run, shared by all items. */
export class Proofs {
	/** The largest `limit` that the app takes, as far as is known. */
	maxLimit = Infinity;

	/** Whether the app refuses to sort by id upwards. */
	refusesUpwards = false;

	/** The most rows that it returned at once. */
	mostRows = 0;

	private readonly known = new Map<string, Promise<boolean>>();

	private readonly samples = new Map<string, Promise<AppRecord[]>>();

	/** Finds out once whether something is so; what was not, or failed, is tried again. */
	async whether(key: string, find: () => Promise<boolean>): Promise<boolean> {
		return await once(this.known, key, find, (is) => is);
	}

	async sample(table: string, read: () => Promise<AppRecord[]>): Promise<AppRecord[]> {
		return await once(this.samples, table, read, (rows) => rows.length > 0);
	}
}

async function once<Found>(
	known: Map<string, Promise<Found>>,
	key: string,
	find: () => Promise<Found>,
	isLasting: (found: Found) => boolean,
): Promise<Found> {
	const finding = known.get(key) ?? find();
	known.set(key, finding);
	try {
		const found = await finding;
		if (!isLasting(found)) known.delete(key);
		return found;
	} catch (error) {
		known.delete(key);
		return await Promise.reject(error as Error);
	}
}
