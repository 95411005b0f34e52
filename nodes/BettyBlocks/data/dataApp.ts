import { checkOffered, type Abilities, type RecordQuery } from '../app/query/wanted';
import type { IDataObject } from 'n8n-workflow';
import type {
	AppRecord,
	AppSchema,
	AppWith,
	Connecting,
	RecordMatch,
	RecordReader,
} from '../app/app';
import { withAdvice, InputError } from '../app/errors';
import { requireModel, type Model, type ModelKey, type ModelReference } from '../app/schema/models';
import type { Watched } from '../app/stamped';
import { fetchFile } from '../http/fetchFile';
import type { ApiContext } from '../http/transport';
import { requestEndpoint, runAction } from './actions';
import { addConditionFields, checkApplied, withoutRefusedConditions } from './appliedFilter';
import { changesOf } from './changes';
import { Client } from './client';
import { fetchList, fetchTogether } from './list';
import { fetchArtifact, type Artifact } from './publishedNames';
import { countRecords, newBounds, fetchOne, SAFE_TAKE, type Bounds, type Table } from './records';
import { rememberedFacts, Schema } from './schema';
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

/** A Betty Blocks app over the Data API. */
type DataApp = AppWith<'uploads' | 'actions' | 'endpoints' | 'queries'>;

const CAN: Abilities = {
	fields: true,
	saved: false,
	groups: true,
	sortKeys: 1,
	watchedConditions: true,
};

/** 100 to 200 requests a minute are all that an app has (vendor's article). */
const CONCURRENCY = 1;

const ONLY_READABLE = "The app may show only what the user's role may read";

/** What was found out of an app, by whichever item asked first. */
interface Known {
	bounds: Bounds;
	artifact?: Promise<Artifact | undefined>;
}

/** What the parts of an app share. */
interface Shared {
	client: Client;
	schema: Schema;
	known: Known;
}

/** @throws {AppError} when the node has no credential, or its application is no address */
export async function connectData(
	context: ApiContext,
	{ isPoll = false }: Connecting = {},
): Promise<DataApp> {
	const client = await Client.connect(context, isPoll);
	const schema = new Schema(client, isPoll ? rememberedFacts(client.account) : undefined);
	return dataApp({ client, schema, known: { bounds: newBounds() } });
}

function dataApp(shared: Shared): DataApp {
	const { client, schema, known } = shared;
	const { origin, clock } = client.http.target;
	const models = schemaOf(shared);
	return {
		origin,
		account: client.account,
		concurrency: CONCURRENCY,
		now: () => clock.now(),
		within: (limits) => {
			const limited = client.within(limits);
			return dataApp({ client: limited, schema: schema.within(limited), known });
		},
		schema: models,
		records: new DataRecords(shared, models),
		files: {
			download: async (address, keep) => await fetchFile(client.http, address, keep),
		},
		uploads: {
			upload: async (file, { model, property }) =>
				await uploadForProperty(client, file, await models.resolve(model), property),
		},
		actions: {
			run: async (action, inputs) => await runAction(client, action, inputs),
			published: async () => (await artifactOf(shared))?.actions,
		},
		endpoints: { call: async (call) => await requestEndpoint(client, call) },
		queries: { run: async (query, variables) => await runQuery(client, query, variables) },
		changes: (watched) =>
			changesOf(
				async () => await watchedTable(shared, models, watched),
				watched,
				() => schema.forget(),
			),
	};
}

function schemaOf(shared: Shared): AppSchema {
	const { schema } = shared;
	return {
		isWhole: false,
		models: async (wanted) => {
			if (typeof wanted !== 'object' || 'first' in wanted) return await schema.all(wanted);
			const model = await named(shared, wanted.model);
			return await schema.all({ ...wanted, model });
		},
		resolve: async (reference, needed) => {
			const found = await schema.find(await named(shared, reference), needed);
			return found ?? noModel(await schema.all('names'), reference);
		},
	};
}

async function runQuery(
	client: Client,
	query: string,
	variables: IDataObject,
): Promise<IDataObject> {
	// Nothing but a mutation changes anything (GraphQL specification, "Operations").
	const safety = /\bmutation\b/i.test(query) ? 'unsafe' : 'safe';
	const refusedAdvice = 'Check the query and its variables';
	return await client.ask({ query, variables, safety, purpose: 'run the query', refusedAdvice });
}

/** The schema knows names alone; where the app publishes its models, a UUID leads to one. */
async function named(shared: Shared, reference: ModelReference): Promise<ModelReference> {
	if (!('uuid' in reference) || !/^[0-9a-f]{32}$/.test(reference.uuid)) return reference;
	const names = (await artifactOf(shared))?.models;
	const name = names?.find(({ id }) => id === reference.uuid)?.name;
	return name === undefined ? reference : { table: name };
}

async function artifactOf({ client, known }: Shared): Promise<Artifact | undefined> {
	return await (known.artifact ??= fetchArtifact(client));
}

class DataRecords implements RecordReader {
	readonly can = CAN;
	readonly together = {
		most: SAFE_TAKE,
		get: async (key: ModelKey, ids: number[], fields?: string[]) => {
			const { table, shown } = await this.source(key, fields);
			return await fetchTogether(table, shown, ids);
		},
	};

	constructor(
		private readonly shared: Shared,
		private readonly models: AppSchema,
	) {}

	async list(query: RecordQuery): Promise<AppRecord[]> {
		checkOffered(CAN, query);
		const { model, ids, sort, limit, pageSize, after } = query;
		if (ids?.length === 0) return [];
		const { schema } = this.shared;
		const where = toWhere(query, ids, await schema.comparisonsFor(model, query));
		const shown = await shownFields(schema, model, query.fields);
		const selection = withChecked(shown, model, query);
		const table = await tableOf(this.shared, model);
		const wanted = { where, selection, after, sort, limit, pageSize };
		const rows = await withoutRefusedConditions(fetchList(table, wanted), query);
		await checkApplied(table, rows, query);
		return rows.map((row) => picked(row, shown));
	}

	async count(query: Omit<RecordQuery, 'sort' | 'limit'>): Promise<number | undefined> {
		checkOffered(CAN, query);
		const { model, ids } = query;
		const where = toWhere(query, ids, await this.shared.schema.comparisonsFor(model, query));
		const selection = withChecked(new Map(), model, { ...query, sort: [], limit: Infinity });
		if (!selection.has('id')) return undefined;
		const table = await tableOf(this.shared, model);
		const counted = countRecords(table, selection, where, async (rows) => {
			await checkApplied(table, rows, query);
		});
		return await withoutRefusedConditions(counted, query);
	}

	async matches(match: RecordMatch, wanted: 'all' | 'some'): Promise<AppRecord[]> {
		const limit = wanted === 'some' ? 2 : Infinity;
		return await this.list({ ...match, combinator: 'and', sort: [], limit });
	}

	async get(key: ModelKey, id: number, fields?: string[]): Promise<AppRecord> {
		const { model, table, shown } = await this.source(key, fields);
		return await fetchOne(table, shown, id, showsId(model));
	}

	private async source(key: ModelKey, fields?: string[]) {
		const model = 'id' in key ? key : await this.models.resolve(key);
		const shown = await shownFields(this.shared.schema, model, fields);
		return { model, shown, table: await tableOf(this.shared, model) };
	}
}

/** @throws {InputError} when the model has no such property, or the user may read none */
async function shownFields(
	schema: Schema,
	model: Model,
	fields: string[] = [],
): Promise<FieldSelection> {
	if (fields.length === 0) return requireSome(usualSelection(model), model);
	const models = await schema.all({ model: { table: model.name }, paths: fields });
	try {
		return selectionOf(models, model, fields);
	} catch (error) {
		throw withAdvice(error, ONLY_READABLE);
	}
}

/** What a trigger reads from: whoever goes by a property needs it, however it is named. */
async function watchedTable(
	shared: Shared,
	{ resolve }: AppSchema,
	{ model: watched, orderBy, createdBy, filter }: Watched,
) {
	const model = 'id' in watched ? watched : await resolve(watched);
	const shown = addField(usualSelection(model), [orderBy.id]);
	if (createdBy !== undefined) addField(shown, [createdBy.id]);
	const table = { ...(await tableOf(shared, model)), shown };
	if (filter === undefined) return { ...table, selection: shown, where: undefined };
	const comparisons = await shared.schema.comparisonsFor(model, filter);
	return {
		...table,
		selection: addConditionFields(copyOf(shown), filter),
		where: toWhere(filter, undefined, comparisons),
	};
}

async function tableOf({ client, schema, known }: Shared, model: Model): Promise<Table> {
	return { client, entry: await schema.entryOf(model), bounds: known.bounds };
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
		`The app shows no properties of ${name} to this user`,
		"Allow the user's role to read some of them",
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
