import type { IDataObject } from 'n8n-workflow';
import type {
	Abilities,
	ActionCall,
	App,
	AppRecord,
	Connecting,
	EndpointResponse,
	EndpointCall,
	FileTarget,
	Limits,
	ModelKey,
	NamedAction,
	RecordMatch,
	RecordQuery,
	RemoteFile,
	UploadFile,
	WantedModels,
} from '../app/app';
import { withAdvice } from '../app/errors';
import type { Changes, Watched } from '../app/stamped';
import { InputError } from '../app/inputError';
import { requireModel, type Model, type ModelReference } from '../app/models';
import { notOffered } from '../app/notOffered';
import { fetchFile } from '../http/fetchFile';
import type { ApiContext } from '../http/transport';
import { runAction } from './actions';
import { addConditionFields, checkApplied } from './appliedFilter';
import { readArtifact, type Artifact } from './publishedNames';
import { changesOf } from './changes';
import { Client } from './client';
import { countRecords } from './counting';
import { requestEndpoint } from './endpoint';
import { readList } from './list';
import { newBounds, readOne, type Bounds, type Table } from './records';
import { rememberedFacts } from './remembered';
import { Schema } from './schema';
import {
	addField,
	copyOf,
	picked,
	selectionOf,
	usualSelection,
	type FieldSelection,
} from './selection';
import { uploadForProperty } from './uploads';
import { toWhere } from './where';

/** What was found out of an app, by whichever item asked first. */
interface Known {
	bounds: Bounds;
	artifact?: Promise<Artifact | undefined>;
}

const THROUGH_ACTIONS =
	'A newer app writes through its actions: use the operation Execute of the resource Action';

const ONLY_READABLE = "The app may show only what the user's role may read";

/** A Betty Blocks app over the Data API. */
export class DataApp implements App {
	readonly can: Abilities = {
		readRelated: true,
		sortKeys: 1,
		// 100 to 200 requests a minute are all that an app has (vendor's article).
		concurrency: 1,
	};

	private constructor(
		private readonly client: Client,
		private readonly schema: Schema,
		private readonly known: Known,
	) {}

	/** @throws {NodeOperationError} when the node has no credential, or its application is no address */
	static async connect(context: ApiContext, { isPoll }: Connecting = {}): Promise<DataApp> {
		const client = await Client.connect(context, isPoll);
		const { account } = client.connection;
		const schema = new Schema(client, isPoll === true ? rememberedFacts(account) : undefined);
		return new DataApp(client, schema, { bounds: newBounds() });
	}

	get origin(): string {
		return this.client.connection.origin;
	}

	get account(): string {
		return this.client.connection.account;
	}

	now(): number | undefined {
		return this.client.http.target.clock.now();
	}

	within(limits: Limits): DataApp {
		const client = this.client.within(limits);
		return new DataApp(client, this.schema.within(client), this.known);
	}

	async models(wanted?: WantedModels): Promise<Model[]> {
		if (typeof wanted !== 'object' || 'first' in wanted) return await this.schema.all(wanted);
		const model = await this.named(wanted.model);
		return await this.schema.all({ ...wanted, model });
	}

	async model(reference: ModelReference, needed?: string[]): Promise<Model> {
		const found = await this.schema.find(await this.named(reference), needed);
		return found ?? noModel(await this.schema.all('names'), reference);
	}

	async modelIfKnown(reference: ModelReference): Promise<Model> {
		return await this.model(reference);
	}

	async modelKey(reference: ModelReference): Promise<ModelKey> {
		return await this.model(reference);
	}

	async list(query: RecordQuery): Promise<AppRecord[]> {
		const { model, ids, sort, limit, pageSize, after } = query;
		if (sort.length > this.can.sortKeys) {
			throw new InputError(
				'The app sorts by one property, not by several',
				'Remove the others from the sort, or sort in a separate step (for example with the Sort node)',
			);
		}
		if (ids?.length === 0) return [];
		const where = toWhere(query, ids, await this.schema.comparisonsFor(model, query));
		const shown = await this.selection(model, query.fields);
		const selection = withChecked(shown, model, query);
		const table = await this.table(model);
		const rows = await readList(table, { where, selection, after, sort, limit, pageSize });
		await checkApplied(table, rows, query);
		return rows.map((row) => picked(row, shown));
	}

	async count(query: Omit<RecordQuery, 'sort' | 'limit'>): Promise<number | undefined> {
		const { model, ids } = query;
		const where = toWhere(query, ids, await this.schema.comparisonsFor(model, query));
		const selection = withChecked(new Map(), model, { ...query, sort: [], limit: Infinity });
		if (!selection.has('id')) return undefined;
		const table = await this.table(model);
		return await countRecords(table, selection, where, async (rows) => {
			await checkApplied(table, rows, query);
		});
	}

	async matches(match: RecordMatch, wanted: 'some' | 'all'): Promise<AppRecord[]> {
		const limit = wanted === 'some' ? 2 : Infinity;
		return await this.list({ ...match, combinator: 'and', sort: [], limit });
	}

	async get(key: ModelKey, id: number, fields?: string[]): Promise<AppRecord> {
		const model = 'id' in key ? key : await this.model(key);
		const selection = await this.selection(model, fields);
		return await readOne(await this.table(model), selection, id, showsId(model));
	}

	async create(): Promise<never> {
		throw notOffered('create records', THROUGH_ACTIONS);
	}

	async update(): Promise<never> {
		throw notOffered('update records', THROUGH_ACTIONS);
	}

	async delete(): Promise<never> {
		throw notOffered('delete records', THROUGH_ACTIONS);
	}

	async upload(): Promise<never> {
		throw notOffered(
			'upload a file without a property',
			'Upload the file for a property of a model',
		);
	}

	async uploadFor(file: UploadFile, { model, property }: FileTarget): Promise<string> {
		return await uploadForProperty(this.client, file, await this.model(model), property);
	}

	async download<Kept>(address: string, keep: (file: RemoteFile) => Promise<Kept>): Promise<Kept> {
		const { client } = this;
		const requests = {
			base: this.origin,
			fetch: async (url: URL) => await client.download(url),
			errorOf: client.downloadError.bind(client),
		};
		return await fetchFile(requests, address, keep);
	}

	action({ action, inputs }: ActionCall): () => Promise<unknown> {
		return async () => await runAction(this.client, action, inputs);
	}

	async actions(): Promise<NamedAction[] | undefined> {
		return (await this.artifact())?.actions;
	}

	async callEndpoint(call: EndpointCall): Promise<EndpointResponse> {
		return await requestEndpoint(this.client, call);
	}

	async query(query: string, variables: IDataObject): Promise<IDataObject> {
		// Nothing but a mutation changes anything (GraphQL specification, "Operations").
		const safety = /\bmutation\b/i.test(query) ? 'unsafe' : 'safe';
		return await this.client.ask({ query, variables, safety, purpose: 'run the query' });
	}

	changes(watched: Watched): Changes {
		const { model, orderBy, createdBy, filter } = watched;
		const table = async () => {
			const found = 'id' in model ? model : await this.model(model);
			// Whoever goes by a property needs it, however it is named.
			const shown = addField(usualSelection(found), [orderBy.id]);
			if (createdBy !== undefined) addField(shown, [createdBy.id]);
			const of = { ...(await this.table(found)), shown };
			if (filter === undefined) return { ...of, selection: shown, where: undefined };
			const comparisons = await this.schema.comparisonsFor(found, filter);
			return {
				...of,
				selection: addConditionFields(copyOf(shown), filter),
				where: toWhere(filter, undefined, comparisons),
			};
		};
		return changesOf(table, watched, () => this.schema.forget());
	}

	private async table(model: Model): Promise<Table> {
		const entry = await this.schema.entryOf(model);
		return { client: this.client, entry, bounds: this.known.bounds };
	}

	/** @throws {InputError} when the model has no such property, or the user may read none */
	private async selection(model: Model, fields: string[] = []): Promise<FieldSelection> {
		if (fields.length === 0) return requireSome(usualSelection(model), model);
		const wanted = { model: { table: model.name }, paths: fields };
		const models = await this.schema.all(wanted);
		try {
			return selectionOf(models, model, fields);
		} catch (error) {
			throw withAdvice(error, ONLY_READABLE);
		}
	}

	private async artifact(): Promise<Artifact | undefined> {
		return await (this.known.artifact ??= readArtifact(this.client));
	}

	/** The schema knows names alone; where the app publishes its models, a UUID leads to one. */
	private async named(reference: ModelReference): Promise<ModelReference> {
		if (!('uuid' in reference) || !/^[0-9a-f]{32}$/.test(reference.uuid)) return reference;
		const names = (await this.artifact())?.models;
		const name = names?.find(({ id }) => id === reference.uuid)?.name;
		return name === undefined ? reference : { table: name };
	}
}

/** @throws {AppError} saying which models there are */
function noModel(models: Model[], reference: ModelReference): Model {
	try {
		return requireModel(models, reference);
	} catch (error) {
		throw withAdvice(error, ONLY_READABLE);
	}
}

function requireSome(selection: FieldSelection, { name }: Model): FieldSelection {
	if (selection.size > 0) return selection;
	throw new InputError(
		`The app shows no property of ${name} to this user`,
		"Let the user's role read some of them",
	);
}

function showsId({ properties }: Model): boolean {
	return properties.some(({ name }) => name === 'id');
}

/** What is asked for besides: what pages go on from, and what rows are checked by. */
function withChecked(shown: FieldSelection, model: Model, query: RecordQuery): FieldSelection {
	const selection = copyOf(shown);
	if (showsId(model)) addField(selection, ['id']);
	for (const { property } of query.sort) addField(selection, [property.name]);
	return addConditionFields(selection, query);
}
