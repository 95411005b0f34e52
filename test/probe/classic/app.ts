import { Stopped, type Untold } from '../fact.ts';
import type { Line, Reply, Sending } from '../line.ts';
import { isBlank, isRecordLike } from '../shapes.ts';

export interface Property {
	id: string;
	name: string;
	kind: string;
	options: unknown;
}

export interface Model {
	id: string;
	name: string;
	properties: Property[];
}

export type Row = Record<string, unknown> & { id: number };

/** Names and values of a query, in their order. */
export type Query = Array<[name: string, value: string]>;

export interface Condition {
	predicate: string;
	path: string[];
	criteria?: string | string[];
}

export interface ClassicAccess {
	origin: string;
	email: string;
	apiKey: string;
	/** Undefined: the first one with records. */
	model?: string;
	view?: string;
}

/** A well-formed UUID that nothing has. */
export const nowhere = 'f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0';
export const noRecords: Untold = { untold: 'the model has too few records' };
export const noKind: Untold = { untold: 'the model has no property of this kind with a value' };
export const refusedList: Untold = { untold: 'the app refused a plain list' };

const sampleSize = 20;
const tries = 8;

/** Conditions as forms have them; each begins with a plain key, as Rack wants it. */
export function filterQuery(conditions: Condition[], operator = 'and'): Query {
	const list = 'filters[][conditions][]';
	const parts = conditions.flatMap(
		({ predicate, criteria = [], path }): Query => [
			[`${list}[predicate]`, predicate],
			...(typeof criteria === 'string'
				? [[`${list}[criteria]`, criteria] as [string, string]]
				: criteria.map((each): [string, string] => [`${list}[criteria][]`, each])),
			...path.map((id): [string, string] => [`${list}[path][]`, id]),
		],
	);
	return [['filters[][operator]', operator], ...parts];
}

/** Rows of a list; undefined for anything else. */
export function rowsOf({ status, json }: Reply): Row[] | undefined {
	if (status !== 200 || !Array.isArray(json)) return undefined;
	const rows: unknown[] = json;
	return rows.filter((row): row is Row => isRecordLike(row) && typeof row.id === 'number');
}

export const idsOf = (rows: readonly Row[]): number[] => rows.map(({ id }) => id);

/** A classic app, as the vendor's article describes its API. */
export class ClassicApp {
	readonly line: Line;
	readonly access: ClassicAccess;
	model: Model = { id: '', name: '', properties: [] };
	models: Model[] = [];
	/** The newest records, or the first that the app lists where it can't sort. */
	sample: Row[] = [];
	/** The response with the models. */
	first: Reply | undefined;
	private readonly authorization: string;
	private readonly lists = new Map<string, Promise<Reply>>();

	constructor(line: Line, access: ClassicAccess) {
		this.line = line;
		this.access = access;
		const pair = `${access.email}:${access.apiKey}`;
		this.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
	}

	/** @throws Stopped when the app doesn't let the user in, or has no such model */
	async open(wanted = this.access.model): Promise<void> {
		const reply = await this.send('/models');
		if (reply.status === 401) throw new Stopped('the app refuses the email or the API key');
		if (!Array.isArray(reply.json)) throw new Stopped('the app does not show its models');
		this.first = reply;
		this.models = (reply.json as Model[]).filter(({ properties }) => Array.isArray(properties));
		await this.choose(wanted);
	}

	async send(path: string, { headers, ...sending }: Sending = {}): Promise<Reply> {
		return await this.line.send(`/api${path}`, {
			...sending,
			headers: { authorization: this.authorization, ...headers },
		});
	}

	/** Sends a form. */
	async submit(path: string, method: string, values: Query): Promise<Reply> {
		return await this.send(path, {
			method,
			body: new URLSearchParams(values).toString(),
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
		});
	}

	/** A list of the model's records. The same list is asked for once, unless it has to be `fresh`. */
	async list(query: Query, { fresh = false } = {}): Promise<Reply> {
		const path = `/models/${this.model.id}/records?${new URLSearchParams(query)}`;
		const known = this.lists.get(path);
		if (known !== undefined && !fresh) return await known;
		const reply = this.send(path);
		this.lists.set(path, reply);
		return await reply;
	}

	/** The newest records that meet conditions. */
	async find(conditions: Condition[], operator?: string): Promise<Reply> {
		const filters = filterQuery(conditions, operator);
		return await this.list([...filters, ['limit', String(sampleSize)], ...this.newestFirst()]);
	}

	property(name: string): Property | undefined {
		return this.model.properties.find((each) => each.name === name);
	}

	ofKind(...kinds: string[]): Property[] {
		return this.model.properties.filter(({ kind }) => kinds.includes(kind));
	}

	/** The first value of these kinds that a record of the sample shows. */
	valueOf(...kinds: string[]): unknown {
		const names = this.ofKind(...kinds).map(({ name }) => name);
		const values = this.sample.flatMap((row) => names.map((name) => row[name]));
		return values.find((value) => !isBlank(value));
	}

	newestFirst(): Query {
		const id = this.property('id')?.id;
		return id === undefined ? [] : [['order', `${id}:desc`]];
	}

	private async choose(wanted: string | undefined): Promise<void> {
		const candidates = this.models.filter(
			({ id, name }) => wanted === undefined || [id, name].includes(wanted),
		);
		if (candidates.length === 0) throw new Stopped('the app shows no such model');
		let best: { model: Model; sample: Row[] } | undefined;
		for (const model of candidates.slice(0, tries)) {
			this.model = model;
			const size: Query = [['limit', String(sampleSize)]];
			const rows = rowsOf(await this.list([...size, ...this.newestFirst()])) ?? [];
			if (best === undefined || rows.length > best.sample.length) best = { model, sample: rows };
			if (rows.length >= 3) break;
		}
		if (best !== undefined) Object.assign(this, best);
	}
}
