/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { checkOffered } from '../../nodes/BettyBlocks/app/query/wanted';
import type {
	App,
	AppRecord,
	AppSchema,
	AppWith,
	RecordReader,
} from '../../nodes/BettyBlocks/app/app';
import { AppError } from '../../nodes/BettyBlocks/app/errors';
import { conditionsIn } from '../../nodes/BettyBlocks/app/query/filter';
import { fits } from '../../nodes/BettyBlocks/app/query/filterCheck';
import { requireModel, type Model, type ModelKey } from '../../nodes/BettyBlocks/app/schema/models';
import type {
	ActionCall,
	Assets,
	FileReader,
	ModelActions,
	RecordWriter,
} from '../../nodes/BettyBlocks/app/parts';
import { sortRows } from '../../nodes/BettyBlocks/app/query/sorting';
import type { Changes, Watched } from '../../nodes/BettyBlocks/app/stamped';
import { stampedRecord } from '../../nodes/BettyBlocks/app/timestamp';

type Parts = 'writer' | 'assets' | 'modelActions';

/** A Betty Blocks app without any API: what is above the interface needs no other. */
export class MemoryApp implements AppWith<Parts> {
	readonly origin = 'https://memory.example';
	readonly account = 'memory';
	readonly concurrency = 5;
	readonly uploaded = new Map<string, Buffer>();
	readonly ran: ActionCall[] = [];
	/** What was asked for, in order. */
	readonly calls: string[] = [];
	time = Date.UTC(2026, 0, 1);
	private readonly tables = new Map<string, Map<number, AppRecord>>();
	private readonly known: Model[];

	constructor(known: Model[]) {
		this.known = known;
	}

	now(): number {
		return this.time;
	}

	within(): App {
		return this;
	}

	readonly schema: AppSchema = {
		isWhole: true,
		models: async () => this.known,
		resolve: async (reference) => requireModel(this.known, reference),
	};

	readonly records: RecordReader = {
		can: {
			fields: false,
			saved: false,
			groups: true,
			sortKeys: Infinity,
			watchedConditions: false,
		},
		list: async (query) => {
			this.calls.push('list');
			const { ids, after = 0, zone, sort, limit } = query;
			checkOffered(this.records.can, query);
			const rows = [...this.table(query.model).values()].filter(
				(row) =>
					(ids === undefined || ids.includes(Number(row.id))) &&
					Number(row.id) > after &&
					(conditionsIn(query).length === 0 || fits(row, query, zone) === true),
			);
			return sortRows(rows, sort).slice(0, limit);
		},
		matches: async (match, wanted) => {
			const limit = wanted === 'some' ? 2 : Infinity;
			return await this.records.list({ ...match, combinator: 'and', sort: [], limit });
		},
		get: async (model, id, fields) => {
			this.calls.push(`get ${id}`);
			checkOffered(this.records.can, { fields });
			return this.table(model).get(id) ?? this.missing(id);
		},
	};

	readonly writer: RecordWriter = {
		create: async (model, values) => {
			const table = this.table(model);
			const id = Math.max(0, ...table.keys()) + 1;
			this.calls.push(`create ${id}`);
			const stamp = new Date(this.time).toISOString();
			const record = { id, ...values, created_at: stamp, updated_at: stamp };
			table.set(id, record);
			return record;
		},
		update: async (model, id, values) => {
			this.calls.push(`update ${id}`);
			const old = this.table(model).get(id) ?? this.missing(id);
			const record = { ...old, ...values, updated_at: new Date(this.time).toISOString() };
			this.table(model).set(id, record);
			return { record, mayStillArrive: false };
		},
		delete: async (model, id) => {
			this.calls.push(`delete ${id}`);
			if (!this.table(model).delete(id)) this.missing(id);
		},
	};

	readonly assets: Assets = {
		upload: async ({ name, open }) => {
			const url = `${this.origin}/files/${name}`;
			this.calls.push(`upload ${name}`);
			this.uploaded.set(url, (await open()) as Buffer);
			return { url, response: { url } };
		},
	};

	readonly files: FileReader = {
		download: async (address, keep) => {
			const content = this.uploaded.get(address) ?? this.missing(address);
			const name = basename(address);
			return await keep({
				url: address,
				name,
				mimeType: undefined,
				body: Readable.from([content]),
			});
		},
	};

	readonly modelActions: ModelActions = {
		prepare: (call) => async () => {
			this.ran.push(call);
			return { done: call.inputs };
		},
	};

	changes(watched: Watched): Changes {
		const all = () =>
			[...this.table(watched.model).values()]
				.map((record) => stampedRecord(record, watched))
				.sort((a, b) => Number(b.at) - Number(a.at));
		return {
			newest: async (limit) => all().slice(0, limit),
			read: async ({ from }) => ({
				records: all().filter(({ at }) => Number(at) >= from),
				from,
				below: Infinity,
				hasUndated: false,
				hints: {},
			}),
		};
	}

	private table(model: ModelKey): Map<number, AppRecord> {
		const { id } = 'id' in model ? model : requireModel(this.known, model);
		const table = this.tables.get(id) ?? new Map<number, AppRecord>();
		this.tables.set(id, table);
		return table;
	}

	private missing(what: number | string): never {
		throw new AppError({ kind: 'missing', message: `The app has no ${what}` });
	}
}
