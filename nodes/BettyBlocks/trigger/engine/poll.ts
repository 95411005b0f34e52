import { advance, ROOM, type Advance } from './advance';
import { emptyCheckpoint, windowStart, type Checkpoint } from './checkpoint';
import { withoutFuture } from './future';
import { decodeIds } from './ids';
import { highest, instantOfRow, instantsOf, LOCAL_STEP_MS, oldestFirst } from './instants';
import { Seen } from './seen';
import { matches, overlapOf, type Emission, type Settings } from './settings';
import { readTop, withLargest, type Row, type Source, type TriggerEvent } from './source';
import { startNow } from './start';
import { readWindow } from './window';

/** The checkpoint is to be kept once the emissions are safe. */
export interface PollResult<Data> extends Advance {
	/** Oldest first; at most `maxRecords`. */
	emissions: Array<Emission<Data>>;
}

/**
 * Finds what happened since the last poll. Each poll reads again a window before the newest row it
 * knows, as rows may become visible late, and drops what was seen.
 *
 * @param checkpoint undefined at the first poll
 * @param now the host's clock, in milliseconds; only spans of it count
 * @throws {InputError} when the app makes it impossible to be complete; the old checkpoint holds
 */
export async function poll<Data>(
	checkpoint: Checkpoint | undefined,
	settings: Settings,
	anySource: Source<Data>,
	now: number,
): Promise<PollResult<Data>> {
	const source = withLargest(withoutFuture(anySource, now, settings), checkpoint?.largest);
	if (checkpoint === undefined && settings.start === 'now') {
		return { emissions: [], checkpoint: await startNow(source, settings, now) };
	}
	const from = checkpoint ?? emptyCheckpoint(floorOf(settings.start), now);
	const seen = new Seen(from, settings.event);
	const start = windowStart(from, overlapOf(settings, from.isLocal));
	const isKnown = (row: Row) => isOlder(row, start, settings.event) || seen.has(row);

	if (from.quiet.closed && (await isUnchanged(source, from, isKnown))) {
		return { emissions: [], checkpoint: from };
	}
	const reading = await readWindow(source, {
		from: from.isLocal ? start - LOCAL_STEP_MS : start,
		...(from.next ?? { limit: from.rows + ROOM, skip: 0 }),
		isKnown,
		known: knownRows(from),
		largest: from.largest,
		enoughFrom: from.cursor ?? -Infinity,
		isAgain: from.next?.skip === 0,
	});
	if ('next' in reading) return { emissions: [], checkpoint: { ...from, next: reading.next } };

	const fresh = reading.rows
		.filter((row) => !isKnown(row) && (row.at ?? -Infinity) < reading.below)
		.sort(oldestFirst);
	const { taken, emissions } = take(fresh, settings, eventsOf(from, start, seen));
	for (const row of taken) seen.add(row);
	const polled = { from, start, settings, reading, fresh, taken, seen, now };
	return { emissions, ...advance(polled, source) };
}

/** Only a poll that read the whole window counted its rows. */
function knownRows({ rows, isUnread, next }: Checkpoint): number {
	return isUnread || next !== undefined ? Infinity : rows;
}

function floorOf(start: Settings['start']): number | undefined {
	return typeof start === 'object' ? start.since : undefined;
}

/** Whether a row is older than everything that this trigger watches. */
function isOlder(row: Row, start: number, event: TriggerEvent): boolean {
	const at = instantOfRow(row);
	const { created } = row;
	if (at !== undefined) return at < start;
	// Without the time of a change, a row tells of none.
	return event === 'recordUpdated' || (created !== undefined && created < start);
}

/** Once nothing can appear late any more, the newest row tells whether there is anything new. */
async function isUnchanged<Data>(
	source: Source<Data>,
	{ head, top }: Checkpoint,
	isKnown: (row: Row<Data>) => boolean,
): Promise<boolean> {
	const rows = await readTop(source, head + 1);
	return rows.every(isKnown) && highest(instantsOf(rows)) === top;
}

/** Takes rows up to the maximum that may be emitted, with those between that do not match. */
function take<Data>(
	fresh: Array<Row<Data>>,
	{ event, maxRecords }: Settings,
	eventOf: (row: Row<Data>) => Emission<Data>['event'],
): { taken: Array<Row<Data>>; emissions: Array<Emission<Data>> } {
	const taken: Array<Row<Data>> = [];
	const emissions: Array<Emission<Data>> = [];
	for (const row of fresh) {
		if (matches(row, event)) {
			if (emissions.length === maxRecords) break;
			emissions.push({ row, event: eventOf(row) });
		}
		taken.push(row);
	}
	return { taken, emissions };
}

/**
 * Tells whether a row is the first that is emitted of its record: it was created since the window
 * began, and each version seen since then would still be known.
 */
function eventsOf(
	{ backlog }: Checkpoint,
	start: number,
	seen: Seen,
): (row: Row) => Emission<unknown>['event'] {
	const since = backlog === undefined ? start : (backlog.floor ?? -Infinity);
	const meanwhile = backlog?.ids === undefined ? undefined : decodeIds(backlog.ids);
	const isForgotten = ({ at }: Row): boolean => {
		if (backlog === undefined || meanwhile !== undefined) return false;
		// A record that was emitted and then changed carries a time after the backlog began.
		return at === undefined || at > (backlog.since ?? -Infinity);
	};
	return (row) => {
		const { id, at, created } = row;
		const isKnown = seen.hasRecord(id) || meanwhile?.has(id) || isForgotten(row);
		const isRecent = created === undefined ? at === undefined : created >= since;
		return isRecent && !isKnown ? 'created' : 'updated';
	};
}
