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

	/** What the trigger has of this table. */
	source(event: TriggerEvent, hostNow: number, isOver = () => false): Source {
		const property = event === 'recordCreated' ? 'created_at' : 'updated_at';
		return {
			changes: changesIn(this.pages(event, property)),
			now: () => (this.personality.tellsTime ? this.now : undefined),
			hostNow,
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
		return this.sorted(event, order)
			.filter(({ id }) => only?.includes(id) ?? true)
			.slice(from, end)
			.map((row) => ({ ...row, at: this.shown(row.at), created: this.shown(row.created) }));
	}

	private sorted(event: TriggerEvent, order: NonNullable<StampedRequest['order']>): Stamped[] {
		const { personality } = this;
		const rows = this.visible().map(
			({ id, created, updated }): Stamped => ({
				id,
				at: event === 'recordCreated' ? created : updated,
				created,
				...(personality.clock && { isLocal: true }),
				record: { id, created, updated },
			}),
		);
		if (order === 'highestId') return rows.sort((a, b) => b.id - a.id);
		if (order === 'none' && personality.defaultOrder === 'id') {
			return rows.sort((a, b) => a.id - b.id);
		}
		if (!personality.sorts) return rows;
		const ascending = order === 'oldest' && personality.ascending === 'supported';
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
			properties: {},
			checkpoint,
		});
		return emissions;
	}

	checkpoint(): Checkpoint | undefined {
		if (this.kept === undefined) return undefined;
		const { state } = readState(JSON.parse(this.kept));
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
