import type { Checkpoint } from '../../nodes/BettyBlocks/trigger/engine/checkpoint';
import { poll } from '../../nodes/BettyBlocks/trigger/engine/poll';
import type { Emission, Settings } from '../../nodes/BettyBlocks/trigger/engine/settings';
import type { Row, Source, TriggerEvent } from '../../nodes/BettyBlocks/trigger/engine/source';
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
	}

	remove(id: number): void {
		this.rows.delete(id);
	}

	set(id: number, values: Partial<Stored>): void {
		Object.assign(this.rows.get(id) ?? {}, values);
	}

	ids(): number[] {
		return [...this.rows.keys()];
	}

	visible(): Version[] {
		return [...this.rows.values()]
			.filter((row) => row.visible <= this.now)
			.map(({ id, created, updated }) => ({ id, created, updated }));
	}

	source(event: TriggerEvent, deadlineReached = () => false): Source<Version> {
		const property = event === 'recordCreated' ? 'created_at' : 'updated_at';
		return {
			property,
			// A small cap stands for a large one, so that few records will do.
			defaultLimit: Math.min(DEFAULT_LIMIT, this.personality.maxLimit),
			acceptedLimit: 500,
			now: () => (this.personality.tellsTime ? this.now : undefined),
			deadlineReached,
			highestId: async () => {
				this.requests.push('highest id');
				const ids = this.visible().map(({ id }) => id);
				return ids.length === 0 ? undefined : Math.max(...ids);
			},
			read: async ({ limit, offset, direction }) => {
				this.requests.push(
					[direction === 'asc' ? 'asc ' : '', limit, offset === undefined ? '' : `+${offset}`].join(
						'',
					),
				);
				this.meanwhile();
				if (this.faults.shift() === false) throw new Error('The app is down');
				const { personality } = this;
				if (offset !== undefined && personality.offset === 'rejected') return undefined;
				if (direction === 'asc' && personality.ascending === 'rejected') return undefined;
				if (limit > personality.refusedLimit) return undefined;
				const from = personality.offset === 'supported' ? (offset ?? 0) : 0;
				const end = from + Math.min(limit, personality.maxLimit);
				return this.sorted(event, direction)
					.slice(from, end)
					.map((row) => ({ ...row, at: this.shown(row.at), created: this.shown(row.created) }));
			},
		};
	}

	private sorted(event: TriggerEvent, direction: 'asc' | 'desc'): Array<Row<Version>> {
		const { personality } = this;
		const rows = this.visible().map((data) => ({
			id: data.id,
			at: event === 'recordCreated' ? data.created : data.updated,
			created: data.created,
			...(personality.clock && { isLocal: true }),
			data,
		}));
		if (!personality.sorts) return rows;
		const ascending = direction === 'asc' && personality.ascending === 'supported';
		const sign = ascending ? 1 : -1;
		// Apps that put empty values first in one direction put them last in the other.
		const none = personality.empty === 'first' ? Infinity : -Infinity;
		const ranks = new Map(
			rows.map(({ id }) => [id, personality.tieOrder === 'id' ? id : this.random()]),
		);
		const rank = (id: number) => ranks.get(id) ?? 0;
		return rows.sort((a, b) =>
			a.at === b.at ? rank(a.id) - rank(b.id) : (a.at ?? none) < (b.at ?? none) ? -sign : sign,
		);
	}

	private random(): number {
		this.seed = (this.seed * 48_271) % 2_147_483_647;
		return this.seed;
	}
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

	constructor(
		readonly table: FakeTable,
		public settings: Settings,
	) {}

	/** `id` for each record put out, marked `+` for created and `~` for updated. */
	async poll(): Promise<string[]> {
		const emissions = await this.pollRows();
		return emissions.map(({ row, event }) => `${event === 'created' ? '+' : '~'}${row.id}`);
	}

	async pollRows(): Promise<Array<Emission<Version>>> {
		const { emissions, checkpoint, narrowedTo } = await poll(
			this.checkpoint(),
			this.settings,
			this.table.source(this.settings.event, this.deadlineReached),
			this.table.now + this.clockOff,
		);
		this.narrowedTo = narrowedTo;
		this.kept = JSON.stringify({
			version: STATE_VERSION,
			scope: 'test',
			revision: 1,
			properties: {},
			checkpoint,
		});
		return emissions;
	}

	checkpoint(): Checkpoint | undefined {
		if (this.kept === undefined) return undefined;
		const { state } = readState(JSON.parse(this.kept), 'test');
		if (state === undefined) throw new Error(`The engine refuses its own state: ${this.kept}`);
		return state.checkpoint;
	}

	/** The requests of one poll. */
	async requestsOfPoll(): Promise<string[]> {
		this.table.requests.length = 0;
		await this.poll();
		return [...this.table.requests];
	}
}
