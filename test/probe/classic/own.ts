/* eslint-disable @n8n/community-nodes/require-node-api-error */
import { randomBytes } from 'node:crypto';

import { NoResponse, Stopped } from '../fact.ts';
import type { Reply, Sending } from '../line.ts';
import { isRecordLike } from '../shapes.ts';
import { rowsOf, type ClassicApp, type Property, type Query, type Row } from './app.ts';

const attempts = 4;
const betweenMs = 2000;
const textKinds = ['string', 'text', 'rich_text'];

/** Something that suits a property which a record must have. */
const suitable: Readonly<Record<string, string>> = {
	...{ integer: '1', minutes: '1', decimal: '1', float: '1', price: '1', boolean: 'true' },
	...{ date: '2026-03-01', date_time: '2026-03-01T10:00:00Z', time: '14:30' },
	...{ email_address: 'n8n-probe@example.com', email: 'n8n-probe@example.com' },
};

/** The one record that the probe creates, changes and deletes. It never touches another. */
export class OwnRecord {
	readonly app: ClassicApp;
	/** Tells the record from all others, whatever the app responds. */
	readonly mark = `n8n probe ${randomBytes(4).toString('hex')}`;
	/** Known once the record has shown the mark. */
	id: number | undefined;
	/** The response to the request that created it. */
	created: Reply | undefined;
	private mayExist = false;

	constructor(app: ClassicApp) {
		this.app = app;
	}

	/** The property that holds the mark. */
	get text(): Property | undefined {
		const texts = this.app.ofKind(...textKinds);
		return texts.find(({ name }) => ['name', 'title', 'description'].includes(name)) ?? texts[0];
	}

	/** @returns why there is no record, in a fixed text; undefined when there is one */
	async create(): Promise<string | undefined> {
		const { text } = this;
		if (text === undefined) return 'the model has no property that takes a text';
		const values: Query = [[`record[${text.name}]`, this.mark]];
		const refused = await this.tryCreate(values);
		if (this.id === undefined && refused.length > 0) {
			await this.tryCreate([...values, ...refused.flatMap((each) => this.fillIn(each))]);
		}
		return this.id === undefined ? 'the app created no record' : undefined;
	}

	/** Changes the record. */
	async write(values: Query): Promise<Reply> {
		return await this.app.submit(this.path, 'PUT', values);
	}

	/** The same in a body of JSON. */
	async writeJson(record: Record<string, unknown>): Promise<Reply> {
		const headers = { 'content-type': 'application/json' };
		return await this.app.send(this.path, {
			...{ method: 'PUT', headers, body: JSON.stringify({ record }) },
		});
	}

	/** The record as the app shows it, and the text of the response. */
	async read(): Promise<{ row: Record<string, unknown>; text: string }> {
		const { json, text } = await this.app.send(this.path);
		return { row: isRecordLike(json) ? json : {}, text };
	}

	/** Whether a condition finds the record. */
	async isFound(predicate: string, criteria: string, property: Property): Promise<boolean> {
		const rows = rowsOf(await this.app.find([{ predicate, criteria, path: [property.id] }]));
		return rows?.some(({ id }) => id === this.id) ?? false;
	}

	/**
	 * Deletes the record, and makes sure that it is gone, also after Ctrl-C.
	 *
	 * @returns what to tell the person when it isn't
	 */
	async remove(): Promise<string | undefined> {
		if (!this.mayExist) return undefined;
		if (this.id === undefined) await this.lookFor(attempts, true);
		if (this.id === undefined) return this.lookYourself;
		for (let attempt = 0; attempt < attempts; attempt += 1) {
			if (attempt > 0) await this.app.line.pause(betweenMs);
			if (await this.isDeleted()) return undefined;
		}
		return `Record ${this.id} of the model you named for --write could not be deleted. Delete it in the app.`;
	}

	private get path(): string {
		if (this.id === undefined) throw new Stopped('the app created no record');
		return `/models/${this.app.model.id}/records/${this.id}`;
	}

	/** @returns the properties that the app refused */
	private async tryCreate(values: Query): Promise<Property[]> {
		const path = `/models/${this.app.model.id}/records/new`;
		this.mayExist = true;
		try {
			this.created = await this.app.submit(path, 'POST', values);
		} catch (error) {
			if (error instanceof Stopped) throw error;
		}
		const { status = 0, json } = this.created ?? {};
		const isRefused = status >= 400 && status < 500;
		const id = isRecordLike(json) ? json.id : undefined;
		if (typeof id === 'number' && status < 300) await this.confirm(id);
		if (this.id === undefined) await this.lookFor(isRefused ? 1 : attempts);
		if (this.id !== undefined || !isRefused) return [];
		this.mayExist = false;
		const { errors } = isRecordLike(json) ? json : {};
		const names = isRecordLike(errors) ? Object.keys(errors) : [];
		return this.app.model.properties.filter(({ name }) => names.includes(name));
	}

	private fillIn({ name, kind, options }: Property): Query {
		const { values } = (options ?? {}) as { values?: unknown };
		const [choice] = Array.isArray(values) ? (values as unknown[]) : [];
		const first = isRecordLike(choice) ? (choice.value ?? choice.name) : choice;
		const related = this.app.sample.map((row) => row[name]).find(isRecordLike)?.id;
		if (kind === 'belongs_to') return related ? [[`record[${name}][id]`, String(related)]] : [];
		return [[`record[${name}]`, String(first ?? suitable[kind] ?? this.mark)]];
	}

	/** A record is the probe's own only if it shows the mark. */
	private async confirm(id: number): Promise<void> {
		const path = `/models/${this.app.model.id}/records/${id}`;
		const reply = await this.unlessSilent(path, {}, attempts);
		if (reply !== undefined && this.isMarked(reply.json)) this.id = id;
	}

	/** Looks for the mark among the newest records. */
	private async lookFor(times: number, isLast = false): Promise<void> {
		const query = new URLSearchParams([['limit', '50'], ...this.app.newestFirst()]);
		const path = `/models/${this.app.model.id}/records?${query}`;
		for (let time = 0; time < times && this.id === undefined; time += 1) {
			if (time > 0) await this.app.line.pause(betweenMs);
			const reply = await this.unlessSilent(path, { isLast }, 1);
			const rows = reply === undefined ? [] : (rowsOf(reply) ?? []);
			this.id = rows.find((row: Row) => this.isMarked(row))?.id;
		}
	}

	private isMarked(row: unknown): boolean {
		return isRecordLike(row) && JSON.stringify(row).toLowerCase().includes(this.mark);
	}

	private async isDeleted(): Promise<boolean> {
		const isLast = true;
		await this.unlessSilent(this.path, { method: 'DELETE', isLast }, 1);
		const reply = await this.unlessSilent(this.path, { isLast }, 1);
		if (reply?.status === 404) return true;
		return reply?.status === 200 && !(isRecordLike(reply.json) && reply.json.id === this.id);
	}

	/** A response below 500, or the last one; undefined for none. */
	private async unlessSilent(
		path: string,
		sending: Sending,
		times: number,
	): Promise<Reply | undefined> {
		let reply: Reply | undefined;
		for (let time = 0; time < times; time += 1) {
			if (time > 0) await this.app.line.pause(betweenMs);
			try {
				reply = await this.app.send(path, sending);
			} catch (error) {
				if (!(error instanceof NoResponse) && sending.isLast !== true) throw error;
			}
			if (reply !== undefined && reply.status < 500) return reply;
		}
		return reply;
	}

	private get lookYourself(): string {
		return `A record may have been created and not deleted. Look in the app for a text that begins with "${this.mark}", and delete that record.`;
	}
}
