// What is shared by all executions of this n8n process that use one app: the places for requests, and how
// many there are.
import type { Limits } from '../app/app';
import { ConcurrencyLimit } from './concurrencyLimit';
import { Places } from './concurrently';

/** What was learned of an app holds for so long after it was last used. */
const KEPT_MS = 10 * 60_000;

export interface AppLimit {
	places: Places;
	/** To be told of each request to the app. */
	watch: NonNullable<Limits['watch']>;
}

const limits = new Map<string, AppLimit & { usedAt: number }>();

const now = () => performance.now();

/** @param origin of the app */
export function appLimit(origin: string): AppLimit {
	for (const [other, { usedAt }] of limits) if (now() - usedAt > KEPT_MS) limits.delete(other);
	const known = limits.get(origin) ?? { ...newLimit(), usedAt: 0 };
	known.usedAt = now();
	limits.set(origin, known);
	return known;
}

/** For tests, each of which begins anew. */
export function forgetAppLimits(): void {
	limits.clear();
}

function newLimit(): AppLimit {
	const limit = new ConcurrencyLimit(now);
	const places = new Places(limit);
	const watch: AppLimit['watch'] = (kind) => {
		const tellEnding = limit.watch(kind);
		return (ending) => {
			tellEnding(ending);
			places.admit();
		};
	};
	return { places, watch };
}
