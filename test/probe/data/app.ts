import { Stopped, type Untold } from '../fact.ts';
import type { Line, Reply } from '../line.ts';
import { isBlank, isRecordLike } from '../shapes.ts';
import { addFields, fieldsQuery, modelsIn, rootQuery, type Field, type Model } from './schema.ts';

export interface DataAccess {
	origin: string;
	applicationId: string;
	/** Undefined: the public role. */
	login?: { authenticationProfileId: string; username: string; password: string };
	model?: string;
}

export type Row = Record<string, unknown> & { id: number };

export interface Session {
	jwtToken: string;
	refreshToken: unknown;
	accessExpiresIn: unknown;
}

/** A response of GraphQL's. */
export interface Answer extends Reply {
	data: Record<string, unknown> | undefined;
	hasErrors: boolean;
}

export interface Page {
	/** Also those that are null. */
	size: number;
	rows: Row[];
	total: unknown;
}

export interface Asking {
	variables?: Record<string, unknown>;
	/** Instead of the app's own: a token, or none. */
	token?: string | null;
}

export const noRecords: Untold = { untold: 'the model has too few records that can be read' };
export const noField: Untold = { untold: 'the model has no property of this kind with a value' };

const loginQuery = `mutation ($authProfileUuid: String!, $username: String, $password: String) {
	login(authProfileUuid: $authProfileUuid, username: $username, password: $password) {
		jwtToken refreshToken isValid accessExpiresIn } }`;
const sampleSize = 20;
const mostModels = 10;
const newest = `take: ${sampleSize}, sort: { field: id, order: DESC }`;
const scalars = ['String', 'Int', 'Float', 'Decimal', 'Boolean', 'Date', 'DateTime', 'Time'];
const secret = /password|token|secret/i;

function pageIn(data: Record<string, unknown> | undefined): Page | undefined {
	const { list } = data ?? {};
	if (!isRecordLike(list) || !Array.isArray(list.results)) return undefined;
	const results: unknown[] = list.results;
	const rows = results.filter((row): row is Row => isRecordLike(row));
	return { size: results.length, rows, total: list.totalCount };
}

/** What is known of a model whose app shows no schema. */
function withoutSchema(name: string): Model {
	return { name, typeName: name, filterType: `${name}FilterInput`, fields: [] };
}

/** A newer app, as live schemas and clients show its Data API. */
export class DataApp {
	readonly line: Line;
	readonly access: DataAccess;
	/** The response to the first request. */
	first: Reply | undefined;
	session: Session | undefined;
	models: Model[] = [];
	model: Model = { name: '', typeName: '', filterType: '', fields: [] };
	/** Whether the app shows its schema to the user. */
	isSchemaShown = false;
	/** What became of a list of each of some models, in one request. */
	overview: Answer | undefined;
	/** The newest records. */
	sample: Row[] = [];

	constructor(line: Line, access: DataAccess) {
		this.line = line;
		this.access = access;
	}

	/** Logs in, or sees whether the public gets a response. */
	async enter(): Promise<void> {
		const { login } = this.access;
		const reply = await (login === undefined
			? this.ask('query { __typename }')
			: this.logIn(login.username, login.password));
		this.first = reply;
		const { login: payload } = reply.data ?? {};
		if (!isRecordLike(payload) || payload.isValid === false) return;
		if (typeof payload.jwtToken === 'string') this.session = payload as unknown as Session;
	}

	/** Whether it can be asked for anything. */
	get isIn(): boolean {
		if (this.access.login !== undefined) return this.session !== undefined;
		return this.first?.status === 200 && isRecordLike(this.first.json);
	}

	/** Reads the schema, chooses a model, and reads some of its records. */
	async look(): Promise<void> {
		const { model: wanted } = this.access;
		this.models = modelsIn((await this.ask(rootQuery)).json);
		this.isSchemaShown = this.models.length > 0;
		if (this.isSchemaShown) await this.describe(wanted);
		else if (wanted !== undefined) this.models = [withoutSchema(wanted)];
		const candidates = this.models.slice(0, mostModels);
		if (candidates.length === 0) throw new Stopped('the app shows no models');
		const parts = candidates.map(
			({ name }, index) => `m${index}: all${name}(take: ${sampleSize}) { results { id } }`,
		);
		this.overview = await this.ask(`query { ${parts.join(' ')} }`);
		await this.choose(candidates, wanted);
	}

	async logIn(username: string, password: string): Promise<Answer> {
		const authProfileUuid = this.access.login?.authenticationProfileId;
		const variables = { authProfileUuid, username, password };
		return await this.ask(loginQuery, { variables, token: null });
	}

	async ask(query: string, { variables, token }: Asking = {}): Promise<Answer> {
		return await this.post({ query, ...(variables && { variables }) }, token);
	}

	/** Sends any body. */
	async post(
		body: unknown,
		token: string | null | undefined = this.session?.jwtToken,
	): Promise<Answer> {
		const reply = await this.line.send(`/api/runtime/${this.access.applicationId}`, {
			method: 'POST',
			body: JSON.stringify(body),
			headers: {
				'content-type': 'application/json',
				...(token ? { authorization: `Bearer ${token}` } : {}),
			},
		});
		const json = isRecordLike(reply.json) ? reply.json : {};
		return {
			...reply,
			data: isRecordLike(json.data) ? json.data : undefined,
			hasErrors: json.errors !== undefined,
		};
	}

	/** The newest records, or those of other arguments; undefined where the app refuses. */
	async page(
		args: string,
		selection = 'id',
		where?: Record<string, unknown>,
	): Promise<Page | undefined> {
		const { name, filterType } = this.model;
		const given = args === '' ? newest : args;
		const head = where === undefined ? 'query' : `query ($where: ${filterType})`;
		const all = where === undefined ? given : `${given}, where: $where`;
		const { data, hasErrors } = await this.ask(
			`${head} { list: all${name}(${all}) { results { ${selection} } totalCount } }`,
			where === undefined ? {} : { variables: { where } },
		);
		return hasErrors ? undefined : pageIn(data);
	}

	/** The ids of the newest records that meet conditions; undefined where the app refuses. */
	async find(where: Record<string, unknown>): Promise<number[] | undefined> {
		return (await this.page('', 'id', where))?.rows.map(({ id }) => id);
	}

	/** Fields of these types, without those that may hold secrets. */
	ofType(...types: string[]): Field[] {
		return this.model.fields.filter(
			({ name, typeName }) => types.includes(typeName) && !secret.test(name),
		);
	}

	/** The first value of these types that the sample shows. */
	valueOf(...types: string[]): unknown {
		const names = this.ofType(...types).map(({ name }) => name);
		const values = this.sample.flatMap((row) => names.map((name) => row[name]));
		return values.find((value) => !isBlank(value));
	}

	/** The model that a field leads to, if it is a relation. */
	target({ typeName }: Field): Model | undefined {
		return this.models.find((model) => model.typeName === typeName);
	}

	/** Asks for the fields of the first models, the wanted one before all others. */
	private async describe(wanted: string | undefined): Promise<void> {
		this.models.sort((one, other) => Number(other.name === wanted) - Number(one.name === wanted));
		if (wanted !== undefined && this.models[0]?.name !== wanted) {
			throw new Stopped('the app shows no such model');
		}
		const described = this.models.slice(0, mostModels);
		addFields(described, (await this.ask(fieldsQuery(described))).json);
	}

	/** The wanted model, or the first one with records that can be read. */
	private async choose(candidates: Model[], wanted: string | undefined): Promise<void> {
		const sizes = candidates.map((model, index) => {
			const list = this.overview?.data?.[`m${index}`];
			const size = isRecordLike(list) && Array.isArray(list.results) ? list.results.length : 0;
			return { model, size };
		});
		const ordered = wanted ? sizes.slice(0, 1) : sizes.sort((one, two) => two.size - one.size);
		for (const { model } of ordered) {
			this.model = model;
			this.sample = await this.readSample();
			if (this.sample.length >= 3) return;
		}
		this.model = ordered[0]?.model ?? this.model;
		this.sample = await this.readSample();
	}

	/** What the user may not read of a record is left out. */
	private async readSample(): Promise<Row[]> {
		const { name, fields } = this.model;
		const selection = fields.map((field) => this.selected(field)).join(' ');
		const { data } = await this.ask(
			`query { list: all${name}(${newest}) { results { id ${selection} } totalCount } }`,
		);
		return (pageIn(data) ?? (await this.page('')))?.rows ?? [];
	}

	private selected(field: Field): string {
		const { name, typeName, shape } = field;
		if (secret.test(name) || name === 'id') return '';
		const isPlain = scalars.includes(typeName) || /Property\w{8}$/.test(typeName);
		if (isPlain) return name;
		return this.target(field) !== undefined && !shape.includes('[') ? `${name} { id }` : '';
	}
}
