import type {
	Abilities,
	ActionCall,
	App,
	AppRecord,
	Change,
	ModelKey,
	RecordMatch,
	RecordQuery,
	UploadedAsset,
	UploadFile,
} from '../../nodes/BettyBlocks/app/app';
import type { Changes, Watched } from '../../nodes/BettyBlocks/app/stamped';
import { AppError } from '../../nodes/BettyBlocks/app/errors';
import { conditionsIn } from '../../nodes/BettyBlocks/app/filter';
import { fits } from '../../nodes/BettyBlocks/app/filterCheck';
import {
	findModel,
	requireModel,
	type Model,
	type ModelReference,
} from '../../nodes/BettyBlocks/app/models';
import { stampedRecord } from '../../nodes/BettyBlocks/app/timestamp';
import { sortRows } from '../../nodes/BettyBlocks/app/sorting';
import type { Values } from '../../nodes/BettyBlocks/app/values';

/** A Betty Blocks app without any API: what is above the interface needs no other. */
export class MemoryApp implements App {
	readonly origin = 'https://memory.example';
	readonly account = 'memory';
	readonly files = new Map<string, Buffer>();
	readonly ran: ActionCall[] = [];
	/** What was asked for, in order. */
	readonly calls: string[] = [];
	time = Date.UTC(2026, 0, 1);
	private readonly tables = new Map<string, Map<number, AppRecord>>();

	constructor(private readonly known: Model[]) {}

	readonly can: Abilities = {
		readRelated: false,
		sortKeys: Infinity,
		concurrency: 5,
	};

	now(): number {
		return this.time;
	}

	within(): App {
		return this;
	}

	async models(): Promise<Model[]> {
		return this.known;
	}

	async model(reference: ModelReference): Promise<Model> {
		return requireModel(this.known, reference);
	}

	async modelIfKnown(reference: ModelReference): Promise<Model | undefined> {
		return findModel(this.known, reference);
	}

	async modelKey(reference: ModelReference): Promise<ModelKey> {
		return await this.model(reference);
	}

	async list(query: RecordQuery): Promise<AppRecord[]> {
		this.calls.push('list');
		const { model, ids, zone, sort, limit } = query;
		const rows = [...this.table(model).values()].filter(
			(row) =>
				(ids === undefined || ids.includes(Number(row.id))) &&
				(conditionsIn(query).length === 0 || fits(row, query, zone) === true),
		);
		return sortRows(rows, sort).slice(0, limit);
	}

	async matches(match: RecordMatch): Promise<AppRecord[]> {
		const all = { combinator: 'and', sort: [], limit: Infinity, pageSize: 500 } as const;
		return await this.list({ ...match, ...all, sort: [] });
	}

	async get(model: ModelKey, id: number): Promise<AppRecord> {
		this.calls.push(`get ${id}`);
		return this.table(model).get(id) ?? this.missing(id);
	}

	async create(model: Model, values: Values): Promise<AppRecord> {
		const table = this.table(model);
		const id = Math.max(0, ...table.keys()) + 1;
		this.calls.push(`create ${id}`);
		const stamp = new Date(this.time).toISOString();
		table.set(id, { id, ...values, created_at: stamp, updated_at: stamp });
		return table.get(id) ?? {};
	}

	async update(model: Model, id: number, values: Values): Promise<Change> {
		this.calls.push(`update ${id}`);
		const old = this.table(model).get(id) ?? this.missing(id);
		const record = { ...old, ...values, updated_at: new Date(this.time).toISOString() };
		this.table(model).set(id, record);
		return { record, mayStillArrive: false };
	}

	async delete(model: ModelKey, id: number): Promise<void> {
		this.calls.push(`delete ${id}`);
		if (!this.table(model).delete(id)) this.missing(id);
	}

	async upload({ name, open }: UploadFile): Promise<UploadedAsset> {
		const url = `${this.origin}/files/${name}`;
		this.calls.push(`upload ${name}`);
		this.files.set(url, (await open()) as Buffer);
		return { url, response: { url } };
	}

	async uploadFor({ name, open }: UploadFile): Promise<string> {
		this.files.set(name, (await open()) as Buffer);
		return name;
	}

	async actions(): Promise<undefined> {
		return undefined;
	}

	async callEndpoint(): Promise<never> {
		throw new Error('A memory has no address');
	}

	async query(): Promise<never> {
		throw new Error('A memory knows no GraphQL');
	}

	async download(): Promise<never> {
		throw new Error('Files are streams, which a memory has none of');
	}

	action(call: ActionCall): () => Promise<unknown> {
		return async () => {
			this.ran.push(call);
			return { done: call.inputs };
		};
	}

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
				hints: {},
			}),
		};
	}

	private table(model: ModelKey): Map<number, AppRecord> {
		const { id } = this.modelOf(model);
		const table = this.tables.get(id) ?? new Map<number, AppRecord>();
		this.tables.set(id, table);
		return table;
	}

	private modelOf(model: ModelKey): Model {
		return 'id' in model ? model : requireModel(this.known, model);
	}

	private missing(id: number): never {
		throw new AppError({ kind: 'missing', message: `No record ${id}` });
	}
}
