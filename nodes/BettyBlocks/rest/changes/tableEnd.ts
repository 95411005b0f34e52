// Whether a short page is the whole table, or was cut off: an app may return fewer rows than it is asked for.
import { InputError } from '../../app/errors';
import type { Stamped } from '../../app/stamped';
import { newestIn, type StampedPages } from './stampedPages';

type Told = 'end' | 'more' | undefined;

/** Rows that the app was asked for as such and did not show are taken for gone. */
const MAX_IDS = 100;

/** A page with fewer rows is believed when nothing tells. */
const BELIEVED_ROWS = 20;

/**
 * Asks in other ways for what the page may hide. A row that it doesn't have shows that there is more.
 *
 * @param page all rows that the app showed, fewer than it was asked for
 * @param first which proof to begin with, as it told before
 * @throws {InputError} when the app tells it in no way
 */
export async function proveEnd(
	pages: StampedPages,
	page: Stamped[],
	first = 0,
): Promise<{ isEnd: boolean; proof?: number }> {
	const known = new Set(page.map(({ id }) => id));
	const newest = newestIn(page);
	// A record that was created since the page was read is on none.
	const isHidden = ({ id, at = -Infinity }: Stamped) => !known.has(id) && !(at > newest);
	const proofs = [fromOldest, fromBelow, byId, byAbsentIds];
	for (const proof of new Set([first, ...proofs.keys()])) {
		const told = await proofs[proof]?.(pages, page, (rows) => rows.some(isHidden));
		if (told !== undefined) return { isEnd: told === 'end', proof };
	}
	if (page.length < BELIEVED_ROWS) return { isEnd: true };
	throw new InputError(
		`Couldn't tell whether the app returned all records: it returned ${page.length}, and offers no other way to check`,
		'Nothing is lost: the next poll tries again. Watch through a view or filter with fewer records, or start from now',
	);
}

type Ask = (
	pages: StampedPages,
	page: Stamped[],
	shows: (rows: Stamped[]) => boolean,
) => Promise<Told>;

/**
 * The last rows of the page have to be the first from the other end; one more shows that none of the
 * same instant is missing.
 */
const fromOldest: Ask = async (pages, page, shows) => {
	// Records without an instant that come first on the page may come first from both ends.
	const undated = page.findIndex(({ at }) => at !== undefined);
	const above = undated === -1 ? page.length : undated;
	const last = page.at(-1)?.at;
	const group = page.filter(({ at }) => at === last);
	const rows = await pages.read({ limit: above + group.length + 1, order: 'oldest' });
	if (rows === undefined) return undefined;
	if (shows(rows)) return 'more';
	const [first] = above === 0 ? rows : rows.filter(({ at }) => at !== undefined);
	const isOldest = first !== undefined && (first.at ?? -Infinity) <= (last ?? -Infinity);
	// Rows of one instant may come in the same order from both ends.
	return isOldest && above + group.length < page.length ? 'end' : undefined;
};

const fromBelow: Ask = async (pages, page, shows) => {
	const rows = await pages.read({ limit: page.length, offset: page.length });
	if (rows === undefined) return undefined;
	if (shows(rows)) return 'more';
	// Rows of one instant come in any order: some below the page may be on it as well.
	return rows.length === 0 ? 'end' : undefined;
};

/** The lowest ids, as apps usually list records, and the highest: if both are the page, it is all. */
const byId: Ask = async (pages, page, shows) => {
	const limit = page.length + 1;
	const lowest = (await pages.read({ limit, order: 'none' })) ?? [];
	if (shows(lowest)) return 'more';
	const highest = pages.hasIdOrder ? await pages.read({ limit, order: 'highestId' }) : undefined;
	if (highest !== undefined && shows(highest)) return 'more';
	const isById = lowest.every(({ id }, index) => index === 0 || id > Number(lowest[index - 1]?.id));
	return isById && lowest.length > 1 && highest !== undefined ? 'end' : undefined;
};

/** Records with ids between those on the page, or below them, were deleted, or are hidden. */
const byAbsentIds: Ask = async (pages, page, shows) => {
	const known = new Set(page.map(({ id }) => id));
	const absent: number[] = [];
	for (let id = Math.max(0, ...known) - 1; id > 0 && absent.length < MAX_IDS; id--) {
		if (!known.has(id)) absent.push(id);
	}
	const [witness] = known;
	if (witness === undefined || absent.length === 0) return undefined;
	const ids = [witness, ...absent];
	const rows = await pages.read({ limit: ids.length, ids });
	if (rows === undefined) return undefined;
	if (shows(rows)) return 'more';
	return rows.length === 1 && rows[0]?.id === witness ? 'end' : undefined;
};
