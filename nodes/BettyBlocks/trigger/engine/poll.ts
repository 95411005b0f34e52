import type { ChangesRead, Stamped } from '../../app/stamped';
import { advance, type PollResult } from './advance';
import { emptyCheckpoint, type Checkpoint } from './checkpoint';
import { labelsOf } from './eventLabels';
import { Seen } from './seen';
import { isMatch, oldestFirst, type Emission, type Settings, type Source } from './settings';
import { startNow } from './start';
import { PollWindow } from './window';

/**
 * Finds what happened since the last poll. Each poll reads again a window before the mark, as records
 * may become visible late, and drops what was seen.
 *
 * @param kept undefined at the first poll
 * @throws {InputError} when the app makes it impossible to be complete; the old checkpoint holds
 */
export async function poll(
	kept: Checkpoint | undefined,
	settings: Settings,
	source: Source,
): Promise<PollResult> {
	if (kept === undefined && settings.start === 'now') {
		return { emissions: [], checkpoint: await startNow(source, settings) };
	}
	const from = kept ?? emptyCheckpoint(sinceOf(settings.start), source.hostNow);
	const seen = new Seen(from);
	const window = new PollWindow(from, settings, seen, source);
	const reading = await read(window, source, from);
	const fresh = freshIn(reading, window);
	const { taken, emissions } = take(fresh, settings, labelsOf(from, window.start, seen));
	const forgotten = reading.records.filter((row) => window.isForgotten(row));
	for (const row of [...forgotten, ...taken]) seen.add(row, settings.event);
	return {
		emissions,
		...advance({ from, settings, window, reading, fresh, taken, seen }, source),
	};
}

async function read(window: PollWindow, source: Source, from: Checkpoint): Promise<ChangesRead> {
	const asked = window.request();
	const reading = await source.changes.read(asked, from.hints);
	const again = window.requestAgain(asked);
	return again === undefined ? reading : await source.changes.read(again, reading.hints);
}

/** What is new, oldest first. The instant at the edge may be cut, so it waits while there is anything older. */
function freshIn({ records, below }: ChangesRead, window: PollWindow): Stamped[] {
	const unknown = records.filter((row) => !window.isKnown(row)).sort(oldestFirst);
	const older = unknown.filter(({ at = -Infinity }) => at < below);
	return older.length > 0 ? older : unknown.filter(({ at }) => at === below);
}

function sinceOf(start: Settings['start']): number | undefined {
	return typeof start === 'object' ? start.since : undefined;
}

/** Takes records up to the maximum that may be emitted, with those between that do not match. */
function take(
	fresh: Stamped[],
	{ event, maxRecords }: Settings,
	labelOf: (row: Stamped) => Emission['event'],
): { taken: Stamped[]; emissions: Emission[] } {
	const taken: Stamped[] = [];
	const emissions: Emission[] = [];
	for (const row of fresh) {
		if (isMatch(row, event)) {
			if (emissions.length === maxRecords) break;
			emissions.push({ row, event: labelOf(row) });
		}
		taken.push(row);
	}
	return { taken, emissions };
}
