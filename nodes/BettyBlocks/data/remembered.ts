import { noFacts, type SchemaFacts } from './schema';

/** A model changes seldom, and a poll a minute would ask for it a minute. */
const REMEMBERED_FOR_MS = 5 * 60_000;

const remembered = new Map<string, { until: number; facts: SchemaFacts }>();

/**
 * What was asked of an app's schema within the last minutes, by this process.
 *
 * @param account the app and its user, as roles see different things
 */
export function rememberedFacts(account: string): SchemaFacts {
	const now = Date.now();
	for (const [old, { until }] of remembered) if (until <= now) remembered.delete(old);
	const facts = remembered.get(account)?.facts ?? noFacts();
	if (!remembered.has(account)) remembered.set(account, { until: now + REMEMBERED_FOR_MS, facts });
	return facts;
}
