import type {
	Changes,
	ChangesRead,
	ChangesWindow,
	Stamped,
} from '../../nodes/BettyBlocks/app/stamped';
import type { Clock } from '../../nodes/BettyBlocks/trigger/engine/clock';
import type { Source } from '../../nodes/BettyBlocks/trigger/engine/settings';

/** A record with its instants. */
export const stamped = (
	id: number,
	at: number | undefined,
	created = at,
	more: Partial<Stamped> = {},
): Stamped => ({ id, at, created, record: { id }, ...more });

/** An app that shows all that is stamped since an instant, and notes what it is asked for. */
export class RangeApp {
	rows: Stamped[] = [];
	clock: Clock = { app: 1_000_000, host: 1_000_000 };
	/** What it shows in place of everything. */
	shows: Partial<ChangesRead> = {};
	/** The limits of those who asked for the newest. */
	readonly limits: number[] = [];
	readonly windows: ChangesWindow[] = [];
	readonly hints: Array<ChangesRead['hints']> = [];

	readonly changes: Changes = {
		newest: async (limit) => {
			this.limits.push(limit);
			return this.rows.toSorted((a, b) => (b.at ?? Infinity) - (a.at ?? Infinity)).slice(0, limit);
		},
		read: async (window, hints) => {
			this.windows.push(window);
			this.hints.push(hints);
			return {
				records: this.rows.filter(({ at = Infinity }) => at >= window.from),
				from: window.from,
				below: Infinity,
				hasUndated: true,
				hints: { reads: this.windows.length },
				...this.shows,
			};
		},
	};

	readonly source: Source = {
		changes: this.changes,
		clock: () => this.clock,
		isOver: () => false,
		property: 'updated_at',
	};
}
