// An app, n8n and a trigger in one invented time, and an oracle that knows what has to come. Beside the
// interface of the engine, nothing of the engine is used here: what both did wrong, nobody would see.
import { InputError } from '../../nodes/BettyBlocks/app/errors';
import type { Changes, Stamped } from '../../nodes/BettyBlocks/app/stamped';
import { changesIn } from '../../nodes/BettyBlocks/rest/changes';
import type {
	StampedPages,
	StampedRequest,
} from '../../nodes/BettyBlocks/rest/changes/stampedPages';
import type { Checkpoint } from '../../nodes/BettyBlocks/trigger/engine/checkpoint';
import { poll } from '../../nodes/BettyBlocks/trigger/engine/poll';
import type { Emission, TriggerEvent } from '../../nodes/BettyBlocks/trigger/engine/settings';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What differs between apps and triggers; milliseconds. */
export interface Setup {
	/** Whether the app is read by pages, newest first, or asked for what is stamped since an instant. */
	reads: 'pages' | 'ranges';
	event: TriggerEvent;
	start: 'now' | 'existing';
	overlap: number;
	maxRecords: number;
	/** Records that are there at first, and the time between them. */
	old: number;
	spacing: number;
	/** What stamps are cut down to. */
	precision: number;
	/** The most rows that the app returns at once. */
	cap: number;
	skips: boolean;
	ascending: 'supported' | 'ignored' | 'rejected';
	ties: 'by id' | 'newest first' | 'random';
	/** Whether stamps have no zone: they are two hours ahead then. */
	isLocal: boolean;
	tellsTime: boolean;
	/** n8n's clock minus the true time. */
	hostOff: number;
	/** Whether the time of each poll is over at once. */
	isSlow: boolean;
}

export type Step =
	| { do: 'create'; count: number; every: number; late: number }
	| { do: 'createAhead'; by: number }
	| { do: 'createUndated' }
	| { do: 'edit'; which: number }
	| { do: 'remove'; which: number }
	| { do: 'wait'; ms: number }
	| { do: 'poll' }
	/** The app fails at this request of the next poll. */
	| { do: 'fail'; request: number }
	/** The next poll ends, and what it found is lost with its state. */
	| { do: 'crash' }
	/** What quiet polls kept is lost. */
	| { do: 'restart' }
	| { do: 'appClock'; by: number }
	| { do: 'hostClock'; by: number };

interface Row {
	id: number;
	created: number | undefined;
	updated: number | undefined;
	/** The true time from which the app shows it. */
	shownFrom: number;
	/** Whether nobody has to see it: it was shown later than the overlap allows, or below all that can be read. */
	isTooLate: boolean;
}

/** A table, the clocks, and one trigger. */
export class Simulation {
	private time = Date.UTC(2026, 0, 10);
	private appOff = 0;
	private hostOff: number;
	private readonly rows = new Map<number, Row>();
	private nextId = 1;
	private seed = 7;
	private failAt: number | undefined;
	private isCrashing = false;
	private requests = 0;
	private kept: string | undefined;
	private saved: string | undefined;
	private jumps = { app: false, host: false, isUnseen: false };
	private readonly oracle: Oracle;
	/** What happened, for a person. */
	readonly log: string[] = [];

	constructor(private readonly setup: Setup) {
		this.hostOff = setup.hostOff;
		this.oracle = new Oracle(setup);
		for (let count = 0; count < setup.old; count++) {
			this.time += setup.spacing;
			this.create(0);
		}
		this.time += MINUTE;
	}

	async play(steps: Step[]): Promise<void> {
		if (this.setup.start === 'now') {
			this.oracle.starts(this.visible());
			if (!(await this.poll())) return;
		}
		for (const step of steps) {
			await this.take(step);
			if (this.isLeftUnseen) return;
		}
		await this.end();
	}

	private async take(step: Step): Promise<void> {
		this.log.push(JSON.stringify(step));
		switch (step.do) {
			case 'create':
				for (let count = 0; count < step.count; count++) {
					this.create(step.late);
					this.time += step.every;
				}
				return;
			case 'createAhead':
				return this.createAhead(step.by);
			case 'createUndated': {
				// What has no stamp is in no range.
				if (this.setup.reads === 'ranges') return;
				const row = this.create(0);
				row.created = undefined;
				row.updated = undefined;
				return;
			}
			case 'edit': {
				const row = this.pick(step.which);
				if (row !== undefined) row.updated = this.stamp(this.appNow);
				return;
			}
			case 'remove': {
				const row = this.pick(step.which);
				if (row !== undefined) this.rows.delete(row.id);
				return;
			}
			case 'wait':
				// Time that passes hides from the trigger how far back the clock went.
				if (!this.jumps.isUnseen || this.remembersAll) this.time += step.ms;
				return;
			case 'fail':
				this.failAt = step.request;
				return;
			case 'crash':
				this.isCrashing = true;
				return;
			case 'restart':
				this.kept = this.saved;
				return;
			case 'appClock':
				return this.moveApp(step.by);
			case 'hostClock':
				// Of two clocks that are changed, nobody can tell which one was.
				if (this.jumps.app) return;
				this.jumps.host = true;
				this.hostOff += step.by;
				return;
			case 'poll':
				this.time += MINUTE;
				await this.poll();
		}
	}

	/** Of what lies ahead of a clock that went back, nobody can tell what was there when the trigger started. */
	private createAhead(by: number): void {
		const { tellsTime, isLocal } = this.setup;
		if (!tellsTime || isLocal || (this.jumps.app && !this.remembersAll)) return;
		this.create(0, this.appNow + by);
	}

	/**
	 * Where an app shows part of its rows only, a poll fails as it can't look back as far as the clock
	 * went. The next one can't know that any more once the clock has caught up.
	 */
	private get isLeftUnseen(): boolean {
		const { cap, skips } = this.setup;
		return this.isRefused && this.jumps.isUnseen && cap < Infinity && !skips;
	}

	/** Whether the trigger knows all that was there when it started. */
	private get remembersAll(): boolean {
		const { reads, start, old, cap } = this.setup;
		// A range doesn't show that there is nothing before it.
		const most = reads === 'pages' ? Math.min(REMEMBERED_AT_START, cap) : 0;
		return start === 'existing' || old <= most;
	}

	/** A clock that goes forward is one that is set right later: what is late meanwhile may be lost. */
	private moveApp(by: number): void {
		const { jumps, setup } = this;
		if (jumps.host || (jumps.app && (by > 0 || !this.remembersAll))) return;
		// Where nobody knows which time it is for the app, a page that hides others tells nothing of them.
		const tellsTime = setup.tellsTime && !setup.isLocal;
		if (!tellsTime && (setup.cap < Infinity || by < -10 * HOUR)) return;
		jumps.app = true;
		jumps.isUnseen = true;
		if (by > 0) {
			for (const row of this.rows.values()) if (row.shownFrom > this.time) row.isTooLate = true;
		}
		this.appOff += by;
		this.oracle.jumps();
	}

	private async end(): Promise<void> {
		this.log.push('end');
		for (const row of this.rows.values()) {
			row.shownFrom = Math.min(row.shownFrom, this.time);
		}
		const most = 30 + 2 * Math.ceil(this.rows.size / this.setup.maxRecords);
		for (let polls = 0; polls < most; polls++) {
			this.time += MINUTE;
			const before = this.oracle.count;
			const isDone = await this.poll();
			if (!isDone && this.isRefused) return;
			if (isDone && this.oracle.count === before && this.checkpoint()?.left === undefined) return;
		}
		throw new Error('It never ends');
	}

	private isRefused = false;

	/** @returns whether it went well */
	private async poll(): Promise<boolean> {
		const { setup, oracle } = this;
		const before = this.kept;
		this.requests = 0;
		this.isRefused = false;
		try {
			const settings = { event: setup.event, start: setup.start, maxRecords: setup.maxRecords };
			const { emissions, checkpoint } = await poll(
				this.checkpoint(),
				{ ...settings, overlapMs: setup.overlap },
				{
					changes: setup.reads === 'pages' ? changesIn(this.pages()) : this.ranges(),
					clock: () => ({
						app: setup.tellsTime ? Math.floor(this.appNow / SECOND) * SECOND : undefined,
						host: this.time + this.hostOff,
					}),
					isOver: () => setup.isSlow,
					property: 'stamp',
				},
			);
			const isLost = this.isCrashing;
			this.isCrashing = false;
			if (isLost) return false;
			this.log.push(`poll: ${emissions.map((each) => this.tell(each)).join(' ')}`);
			this.kept = JSON.stringify(checkpoint);
			if (emissions.length > 0 || this.saved === undefined) this.saved = this.kept;
			this.jumps.isUnseen = false;
			oracle.comes(emissions, this.visible(), checkpoint.left === undefined);
			return true;
		} catch (error) {
			this.log.push(`poll: ${String(error)}`);
			this.isRefused = error instanceof InputError && this.mayRefuse();
			const isExpected = this.isRefused || error instanceof Down;
			if (this.kept === before && isExpected) return false;
			return await Promise.reject(error as Error);
		} finally {
			this.failAt = undefined;
		}
	}

	private tell({ row, event }: Emission): string {
		return `${event === 'created' ? '+' : '~'}${row.id}@${new Date(row.at ?? 0).toISOString().slice(8, 19)}`;
	}

	/** Where an app hides what is beyond a page. */
	private mayRefuse(): boolean {
		return this.hidesRows && this.rows.size >= this.setup.cap;
	}

	private get hidesRows(): boolean {
		return this.setup.reads === 'pages' && this.setup.cap < Infinity && !this.setup.skips;
	}

	private checkpoint(): Checkpoint | undefined {
		return this.kept === undefined ? undefined : (JSON.parse(this.kept) as Checkpoint);
	}

	private get appNow(): number {
		return this.time + this.appOff;
	}

	private stamp(instant: number): number {
		const { precision } = this.setup;
		return Math.floor(instant / precision) * precision;
	}

	private create(late: number, at = this.appNow): Row {
		const row: Row = {
			id: this.nextId++,
			created: this.stamp(at),
			updated: this.stamp(at),
			shownFrom: this.time + late,
			isTooLate: late > (this.hidesRows ? 0 : this.setup.overlap),
		};
		this.rows.set(row.id, row);
		return row;
	}

	private visible(): Row[] {
		return [...this.rows.values()].filter((row) => row.shownFrom <= this.time);
	}

	private pick(which: number): Row | undefined {
		const rows = this.visible();
		return rows[which % Math.max(1, rows.length)];
	}

	/** As much as a page above what is new, oldest first. */
	private ranges(): Changes {
		const since = (from: number) => {
			if (this.requests++ === this.failAt) throw new Down();
			return this.sorted('oldest').filter(({ at = -Infinity }) => at >= from);
		};
		return {
			newest: async (limit) => await Promise.resolve(since(-Infinity).reverse().slice(0, limit)),
			read: async ({ from, isKnown, most, isOver }) => {
				const rows = since(from);
				const fresh = rows.filter((row) => !isKnown(row));
				const below = fresh[(isOver() ? 10 : most) + 1]?.at ?? Infinity;
				const records = rows.filter(({ at = -Infinity }) => at <= below);
				return await Promise.resolve({ records, from, below, hasUndated: false, hints: {} });
			},
		};
	}

	private pages(): StampedPages {
		return {
			property: 'stamp',
			hasIdOrder: true,
			read: async (request) => {
				if (this.requests++ === this.failAt) throw new Down();
				return await Promise.resolve(this.answer(request));
			},
		};
	}

	private answer({
		limit,
		offset = 0,
		order = 'newest',
		ids,
	}: StampedRequest): Stamped[] | undefined {
		const { cap, skips, ascending } = this.setup;
		if (order === 'oldest' && ascending === 'rejected') return undefined;
		const rows = this.sorted(order === 'oldest' && ascending === 'ignored' ? 'newest' : order);
		const from = skips ? offset : 0;
		return rows
			.filter(({ id }) => ids?.includes(id) ?? true)
			.slice(from, from + Math.min(limit, cap));
	}

	private sorted(order: NonNullable<StampedRequest['order']>): Stamped[] {
		const { event, isLocal, ties } = this.setup;
		const shift = isLocal ? 2 * HOUR : 0;
		const shown = (at: number | undefined) => (at === undefined ? undefined : at + shift);
		const rows = this.visible().map((row): Stamped & { rank: number } => ({
			id: row.id,
			at: shown(event === 'recordCreated' ? row.created : row.updated),
			created: shown(row.created),
			...(isLocal && { isLocal }),
			record: { id: row.id, created: row.created, updated: row.updated },
			rank: ties === 'random' ? this.random() : ties === 'by id' ? row.id : -row.id,
		}));
		if (order === 'none') return rows.sort((a, b) => a.id - b.id);
		if (order === 'highestId') return rows.sort((a, b) => b.id - a.id);
		const sign = order === 'oldest' ? 1 : -1;
		const key = ({ at = Infinity }: Stamped) => at;
		return rows.sort((a, b) =>
			key(a) === key(b) ? a.rank - b.rank : key(a) < key(b) ? -sign : sign,
		);
	}

	private random(): number {
		this.seed = (this.seed * 48_271) % 2_147_483_647;
		return this.seed;
	}
}

class Down extends Error {}

/** How many of the newest records a trigger that starts now is sure to remember. */
const REMEMBERED_AT_START = 50;

/** Every version that a poll could see comes once, oldest first, with the right label. */
class Oracle {
	count = 0;
	private readonly came = new Set<string>();
	private readonly known = new Set<number>();
	/** What a trigger that starts now need not remember when a clock goes back. */
	private readonly mayCome = new Set<string>();
	private readonly doubtful = new Set<number>();
	private hasJumped = false;
	private before: { keys: Set<string>; newest: number } | undefined;

	constructor(private readonly setup: Setup) {}

	starts(visible: Row[]): void {
		const newest = visible.map((row) => this.at(row) ?? Infinity).sort((a, b) => b - a);
		const remembered = Math.min(REMEMBERED_AT_START, this.setup.cap);
		const last = newest[remembered - 1] ?? -Infinity;
		// More of the last instant may be on a page that is never shown.
		const isCut = this.setup.cap <= remembered && !this.setup.skips;
		for (const row of visible) {
			this.came.add(this.key(row));
			this.known.add(row.id);
			const at = this.at(row) ?? Infinity;
			if (isCut ? at > last : at >= last) continue;
			this.mayCome.add(this.key(row));
			this.doubtful.add(row.id);
		}
	}

	jumps(): void {
		this.hasJumped = true;
	}

	comes(emissions: Emission[], visible: Row[], isAll: boolean): void {
		const shown = new Map(visible.map((row) => [this.key(row), row]));
		if (emissions.length > this.setup.maxRecords) throw new Error('Too many come at once');
		let last = -Infinity;
		for (const { row, event } of emissions) {
			const { id, created, updated } = row.record as unknown as Row;
			const version = shown.get(this.key({ id, created, updated }));
			if (version === undefined) throw new Error(`${id} is not there`);
			this.comesOnce(version);
			this.isLabelled(version, event);
			const at = this.at(version) ?? -Infinity;
			if (at < last) throw new Error(`${id} comes too late`);
			last = at;
			this.isInOrder(version);
			this.known.add(id);
			this.count++;
		}
		this.before = { keys: new Set(shown.keys()), newest: last };
		if (isAll) this.isComplete(visible);
	}

	private comesOnce(version: Row): void {
		const key = this.key(version);
		const mayCome = this.hasJumped && this.mayCome.delete(key);
		if (this.came.has(key) && !mayCome) throw new Error(`${key} comes twice`);
		if (!this.isDue(version)) throw new Error(`${key} is no change`);
		this.came.add(key);
	}

	private isLabelled({ id, created, isTooLate }: Row, event: Emission['event']): void {
		// A record that does not tell when it was created counts as changed.
		if (this.setup.event !== 'recordCreatedOrUpdated' || created === undefined) return;
		if (isTooLate) return;
		if (this.hasJumped && this.doubtful.has(id)) return;
		const right = this.known.has(id) ? 'updated' : 'created';
		if (event !== right) throw new Error(`${id} comes as ${event}`);
	}

	/** What was there at the last poll and was left then is no older than what came. */
	private isInOrder(version: Row): void {
		const { keys, newest } = this.before ?? {};
		if (this.hasJumped && this.doubtful.has(version.id)) return;
		if (!keys?.has(this.key(version)) || newest === undefined || version.isTooLate) return;
		if ((this.at(version) ?? Infinity) < newest) throw new Error(`${version.id} was passed over`);
	}

	private isComplete(visible: Row[]): void {
		const missing = visible.filter(
			(row) => !row.isTooLate && this.isDue(row) && !this.came.has(this.key(row)),
		);
		if (missing.length === 0) return;
		throw new Error(`Lost: ${missing.map((row) => this.key(row)).join(', ')}`);
	}

	/** Whether the event happened to it. */
	private isDue({ created, updated }: Pick<Row, 'created' | 'updated'>): boolean {
		if (this.setup.event !== 'recordUpdated') return true;
		if (updated === undefined) return false;
		return created === undefined || Math.abs(updated - created) >= SECOND;
	}

	private at({ created, updated }: Row): number | undefined {
		return this.setup.event === 'recordCreated' ? created : updated;
	}

	private key({ id, created, updated }: Pick<Row, 'id' | 'created' | 'updated'>): string {
		return `${id}@${this.setup.event === 'recordCreated' ? created : updated}`;
	}
}
