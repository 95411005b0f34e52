import { checkOffered, type Abilities } from '../app/query/wanted';
import type { AppSchema, AppWith } from '../app/app';
import { isMissing } from '../app/errors';
import {
	EmptyTable,
	findModel,
	findModelOf,
	knownBy,
	referenceText,
	requireModel,
	type Model,
	type ModelKey,
	type ModelReference,
} from '../app/schema/models';
import type { RecordWriter } from '../app/parts';
import type { ApiContext } from '../http/transport';
import { prepareAction } from './actions';
import { downloadAsset, uploadAsset } from './assets';
import { changesOf } from './changes';
import { Client } from './client';
import { modelsOf } from './fetchModels';
import { readMatches, readSomeMatches, readQuery } from './list/query';
import { Proofs } from './list/proofs';
import { createRecord, deleteRecord, firstRecord, getRecord, updateRecord } from './records';

/** A Betty Blocks app over the classic REST API. */
type RestApp = AppWith<'writer' | 'assets' | 'modelActions'>;

const CAN: Abilities = {
	fields: false,
	saved: true,
	groups: false,
	sortKeys: Infinity,
	watchedConditions: false,
};

/** What was found out of an app, by whichever item asked first. */
interface Known {
	/** By what a person calls them. */
	model: Map<string, Promise<Model>>;
	proofs: Proofs;
}

/** @throws {AppError} when the node has no credential, or its application is no address */
export async function connectRest(context: ApiContext): Promise<RestApp> {
	return restApp(await Client.connect(context), { model: new Map(), proofs: new Proofs() });
}

function restApp(client: Client, known: Known): RestApp {
	const { proofs } = known;
	const schema = schemaOf(client, known);
	return {
		origin: client.origin,
		account: JSON.stringify([client.origin, client.email]),
		now: () => client.now(),
		within: (limits) => restApp(client.within(limits), known),
		schema,
		records: {
			can: CAN,
			list: async (query) => {
				checkOffered(CAN, query);
				return await readQuery(client, { ...query, proofs });
			},
			matches: async (match, wanted) => {
				const read = wanted === 'some' ? readSomeMatches : readMatches;
				return await read(client, { ...match, proofs });
			},
			get: async (model, id, fields) => {
				checkOffered(CAN, { fields });
				return await unlessNoModel(schema, model, getRecord(client, model, id));
			},
		},
		writer: writerOf(client, schema),
		files: { download: async (address, keep) => await downloadAsset(client, address, keep) },
		assets: { upload: async (file) => await uploadAsset(client, file) },
		modelActions: { prepare: (call) => prepareAction(client, call) },
		changes: (watched) => changesOf(client, watched),
	};
}

function writerOf(client: Client, schema: AppSchema): RecordWriter {
	return {
		create: async (model, values) => await createRecord(client, model, values),
		update: async (model, id, values) => await updateRecord(client, model, id, values),
		delete: async (model, id) =>
			await unlessNoModel(schema, model, deleteRecord(client, model, id)),
	};
}

function schemaOf(client: Client, known: Known): AppSchema {
	const models = async () => await modelsOf(client);
	return {
		isWhole: true,
		models,
		resolve: async (reference) => {
			const key = referenceText(reference);
			const model = known.model.get(key) ?? findOut(client, models(), reference);
			known.model.set(key, model);
			return await model;
		},
	};
}

/** A table whose name does not follow from a model's is recognised by one of its records. */
async function findOut(
	client: Client,
	known: Promise<Model[]>,
	reference: ModelReference,
): Promise<Model> {
	const models = await known;
	if ('uuid' in reference) return requireModel(models, reference);
	const named = findModel(models, reference);
	if (named !== undefined) return knownBy(reference, named);
	const { exists, record } = await firstRecord(client, reference);
	if (exists && record === undefined) return requireModel(models, reference, EmptyTable);
	const found = record && findModelOf(record, models);
	return knownBy(reference, found ?? requireModel(models, reference));
}

/** @throws {InputError} when a record isn't there because its model isn't */
async function unlessNoModel<Result>(
	schema: AppSchema,
	model: ModelKey,
	result: Promise<Result>,
): Promise<Result> {
	return await result.catch(async (error: unknown) => {
		if (isMissing(error) && 'uuid' in model) await schema.resolve(model);
		return await Promise.reject(error as Error);
	});
}
