import type { Stamped } from '../../nodes/BettyBlocks/app/stamped';
import { changesIn } from '../../nodes/BettyBlocks/rest/changes';
import type {
	StampedPages,
	StampedRequest,
} from '../../nodes/BettyBlocks/rest/changes/stampedPages';
import type { Checkpoint } from '../../nodes/BettyBlocks/trigger/engine/checkpoint';
import { poll } from '../../nodes/BettyBlocks/trigger/engine/poll';
import type {
	Emission,
	Settings,
	Source,
	TriggerEvent,
} from '../../nodes/BettyBlocks/trigger/engine/settings';
import { readState, STATE_VERSION } from '../../nodes/BettyBlocks/trigger/state';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** What differs between apps, as far as lists of records are concerned. */
export interface TablePersonality {
	offset: 'ignored' | 'supported' | 'rejected';
	/** The most rows that the app returns at once. */
	maxLimit: number;
	tieOrder: 'id' | 'shuffled';
	ascending: 'supported' | 'ignored' | 'rejected';
	empty: 'first' | 'last';
	/** Whether the app sorts at all. */
	sorts: boolean;
	/** What comes first where no order is asked for. */
	defaultOrder: 'id' | 'newest';
	/** Whether it returns only the records whose ids are asked for. */
	ids: 'supported' | 'ignored' | 'rejected';
	/** The step of the app's clock, in milliseconds. */
	step: number;
	/** A larger limit is refused. */
	refusedLimit: number;
	/** Whether the app tells its time. */
	tellsTime: boolean;
	/** What the app shows for an instant: local times without a zone, where there is one. */
	clock?: (instant: number) => number;
	/** Whether it sorts by what it shows, or by the instant itself. */
	sortsBy: 'shown' | 'instant';
}

/** What an app returns that is not asked for a number. */
export const DEFAULT_LIMIT = 100;

export const USUAL: TablePersonality = {
	offset: 'ignored',
	maxLimit: Infinity,
	tieOrder: 'shuffled',
	ascending: 'supported',
	empty: 'last',
	sorts: true,
	defaultOrder: 'id',
	ids: 'supported',
	step: SECOND,
	refusedLimit: Infinity,
	tellsTime: true,
	sortsBy: 'shown',
};

interface Stored {
	id: number;
	created: number | undefined;
	updated: number | undefined;
	/** From when on the app shows it. */
	visible: number;
}

type Order = NonNullable<StampedRequest['order']>;

function stampOf({ created, updated }: Stored, event: TriggerEvent): number | undefined {
	return event === 'recordCreated' ? created : updated;
}

export type Version = { id: number; created: number | undefined; updated: number | undefined };

/** A table of an app, with a clock of its own. */
export class FakeTable {
	readonly personality: TablePersonality;
	readonly requests: string[] = [];
	/** What becomes of the next requests: true lets them through. */
	readonly faults: boolean[] = [];
	/** Called before each request, to change the table while it is read. */
	meanwhile: () => void = () => undefined;
	now = Date.UTC(2026, 0, 1);
	private readonly rows = new Map<number, Stored>();
	/** What is known of them until one changes. */
	private rowsShown: Stored[] | undefined;
	private shownFrom = 0;
	private shownUntil = 0;
	private readonly orders = new Map<string, Stored[]>();
	private lastId = 0;
	private seed = 1;

	constructor(personality: Partial<TablePersonality> = {}) {
		this.personality = { ...USUAL, ...personality };
	}

	private stamp(): number {
		const { step, clock, sortsBy } = this.personality;
		const stamp = Math.floor(this.now / step) * step;
		return sortsBy === 'shown' ? (clock?.(stamp) ?? stamp) : stamp;
	}

	private shown(stored: number | undefined): number | undefined {
		const { clock, sortsBy } = this.personality;
		return clock && sortsBy === 'instant' && stored !== undefined ? clock(stored) : stored;
	}

	/** As if as many records had been created and deleted again. */
	skipIds(count: number): void {
		this.lastId += count;
	}

	/** @param lateBy milliseconds until the app shows it */
	create(lateBy = 0, at: number | undefined = this.stamp()): number {
		const id = ++this.lastId;
		this.rows.set(id, { id, created: at, updated: at, visible: this.now + lateBy });
		this.rowsShown = undefined;
		return id;
	}

	createMany(count: number, spacing = 0): number[] {
		return Array.from({ length: count }, () => {
			this.now += spacing;
			return this.create();
		});
	}

	edit(id: number): void {
		const row = this.rows.get(id);
		if (row !== undefined) row.updated = this.stamp();
		this.rowsShown = undefined;
	}

	remove(id: number): void {
		this.rows.delete(id);
		this.rowsShown = undefined;
	}

	set(id: number, values: Partial<Stored>): void {
		Object.assign(this.rows.get(id) ?? {}, values);
		this.rowsShown = undefined;
	}

	ids(): number[] {
		return [...this.rows.keys()];
	}

	visible(): Version[] {
		return this.shownRows().map(({ id, created, updated }) => ({ id, created, updated }));
	}

	/** Those that the app shows, until one changes, or it is time for another. */
	private shownRows(): Stored[] {
		if (this.rowsShown === undefined || this.now < this.shownFrom || this.now >= this.shownUntil) {
			const all = [...this.rows.values()];
			this.rowsShown = all.filter((row) => row.visible <= this.now);
			const later = all.filter((row) => row.visible > this.now);
			this.shownFrom = this.now;
			this.shownUntil = later.reduce((least, { visible }) => Math.min(least, visible), Infinity);
			this.orders.clear();
		}
		return this.rowsShown;
	}

	/** What the trigger has of this table. */
	source(event: TriggerEvent, hostNow: number, isOver = () => false): Source {
		const property = event === 'recordCreated' ? 'created_at' : 'updated_at';
		return {
			changes: changesIn(this.pages(event, property)),
			clock: () => ({ app: this.personality.tellsTime ? this.now : undefined, host: hostNow }),
			isOver,
			property,
		};
	}

	private pages(event: TriggerEvent, property: string): StampedPages {
		return {
			property,
			hasIdOrder: true,
			read: async (request) => {
				this.requests.push(asText(request));
				this.meanwhile();
				if (this.faults.shift() === false) throw new Error('The app is down');
				return this.isRefused(request) ? undefined : this.answer(event, request);
			},
		};
	}

	private isRefused({ limit, offset, order, ids }: StampedRequest): boolean {
		const { personality } = this;
		return (
			(offset !== undefined && personality.offset === 'rejected') ||
			(order === 'oldest' && personality.ascending === 'rejected') ||
			(ids !== undefined && personality.ids === 'rejected') ||
			limit > personality.refusedLimit
		);
	}

	private answer(
		event: TriggerEvent,
		{ limit, offset = 0, order = 'newest', ids }: StampedRequest,
	): Stamped[] {
		const { personality } = this;
		const from = personality.offset === 'supported' ? offset : 0;
		const end = from + Math.min(limit, personality.maxLimit);
		const only = personality.ids === 'supported' ? ids : undefined;
		const sorted = this.sorted(event, order);
		const rows = only === undefined ? sorted : sorted.filter(({ id }) => only.includes(id));
		const isTied = personality.tieOrder === 'shuffled' && this.sortsByTime(order);
		const page = isTied ? this.withTies(rows, from, end, event) : rows.slice(from, end);
		return page.map((row) => this.stamped(row, event));
	}

	private stamped({ id, created, updated }: Stored, event: TriggerEvent): Stamped {
		return {
			id,
			at: this.shown(event === 'recordCreated' ? created : updated),
			created: this.shown(created),
			...(this.personality.clock && { isLocal: true }),
			record: { id, created, updated },
		};
	}

	/** Sorted once for as long as nothing changes: most of the rows are on no page that is read. */
	private sorted(event: TriggerEvent, order: Order): Stored[] {
		const rows = this.shownRows();
		const key = `${event} ${order} ${this.personality.sorts}`;
		const sorted = this.orders.get(key) ?? this.sort(rows, event, order);
		this.orders.set(key, sorted);
		return sorted;
	}

	private sort(rows: Stored[], event: TriggerEvent, order: Order): Stored[] {
		if (order === 'highestId') return rows.toSorted((a, b) => b.id - a.id);
		const isById = order === 'none' && this.personality.defaultOrder === 'id';
		if (!isById && !this.sortsByTime(order)) return rows;
		const byId = rows.toSorted((a, b) => a.id - b.id);
		if (isById) return byId;
		const { ascending, empty } = this.personality;
		const sign = order === 'oldest' && ascending === 'supported' ? 1 : -1;
		// Apps that put empty values first in one direction put them last in the other.
		const none = empty === 'first' ? Infinity : -Infinity;
		const at = (row: Stored) => stampOf(row, event) ?? none;
		return byId.sort((a, b) => (at(a) === at(b) ? 0 : at(a) < at(b) ? -sign : sign));
	}

	private sortsByTime(order: Order): boolean {
		const { sorts, defaultOrder } = this.personality;
		if (order === 'highestId' || (order === 'none' && defaultOrder === 'id')) return false;
		return sorts;
	}

	/** A part of the rows; those of each instant come in another order each time. */
	private withTies(rows: Stored[], from: number, end: number, event: TriggerEvent): Stored[] {
		const isTied = (index: number) => {
			const [row, next] = [rows[index - 1], rows[index]];
			return row && next && stampOf(row, event) === stampOf(next, event);
		};
		let first = from;
		while (isTied(first)) first--;
		const page: Stored[] = [];
		for (let start = first; start < Math.min(end, rows.length); ) {
			let next = start + 1;
			while (isTied(next)) next++;
			const ties = rows.slice(start, next);
			const ranks = new Map(ties.length > 1 ? ties.map(({ id }) => [id, this.random()]) : []);
			const rank = ({ id }: Stored) => ranks.get(id) ?? 0;
			page.push(...ties.sort((a, b) => rank(a) - rank(b)));
			start = next;
		}
		return page.slice(from - first, end - first);
	}

	private random(): number {
		this.seed = (this.seed * 48_271) % 2_147_483_647;
		return this.seed;
	}
}

/** As tests read it: `oldest 2`, `50+100`. */
function asText({ limit, offset, order, ids }: StampedRequest): string {
	const what = ids === undefined ? order : 'ids';
	return `${what === undefined ? '' : `${what} `}${limit}${offset === undefined ? '' : `+${offset}`}`;
}

export const settings = (event: TriggerEvent, more: Partial<Settings> = {}): Settings => ({
	event,
	start: 'now',
	maxRecords: 500,
	overlapMs: 5 * MINUTE,
	...more,
});

/** A trigger on a table: keeps its position as a host does, as JSON. */
export class Watcher {
	kept: string | undefined;
	/** The host's clock minus the app's, in milliseconds. */
	clockOff = 0;
	deadlineReached = () => false;
	/** Of the last poll. */
	narrowedTo: number | undefined;
	private read: { kept: string; checkpoint: Checkpoint } | undefined;

	constructor(
		readonly table: FakeTable,
		public settings: Settings,
	) {}

	/** `id` for each record put out, marked `+` for created and `~` for updated. */
	async poll(): Promise<string[]> {
		const emissions = await this.pollRows();
		return emissions.map(({ row, event }) => `${event === 'created' ? '+' : '~'}${row.id}`);
	}

	async pollRows(): Promise<Emission[]> {
		const { emissions, checkpoint, narrowedTo } = await poll(
			this.checkpoint(),
			this.settings,
			this.table.source(this.settings.event, this.table.now + this.clockOff, this.deadlineReached),
		);
		this.narrowedTo = narrowedTo;
		this.kept = JSON.stringify({
			version: STATE_VERSION,
			entered: 'test',
			scope: 'test',
			revision: 1,
			timestamps: { model: { table: 'test' }, orderBy: { id: 'test', name: 'test' } },
			checkpoint,
		});
		return emissions;
	}

	checkpoint(): Checkpoint | undefined {
		const { kept } = this;
		if (kept === undefined) return undefined;
		if (this.read?.kept === kept) return this.read.checkpoint;
		const { state } = readState(JSON.parse(kept));
		if (state === undefined) throw new Error(`The engine refuses its own state: ${kept}`);
		this.read = { kept, checkpoint: state.checkpoint };
		return state.checkpoint;
	}

	/** The requests of one poll. */
	async requestsOfPoll(): Promise<string[]> {
		this.table.requests.length = 0;
		await this.poll();
		return [...this.table.requests];
	}
}
