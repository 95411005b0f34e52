import type {
	Abilities,
	ActionCall,
	App,
	AppRecord,
	Change,
	Limits,
	ModelKey,
	RecordMatch,
	RecordQuery,
	RemoteFile,
	UploadedAsset,
	UploadFile,
} from '../app/app';
import { isMissing } from '../app/errors';
import type { Changes, Watched } from '../app/stamped';
import {
	findModel,
	findModelOf,
	knownBy,
	referenceText,
	requireModel,
	type Model,
	type ModelReference,
} from '../app/models';
import { notOffered } from '../app/notOffered';
import type { Values } from '../app/values';
import type { ApiContext } from '../http/transport';
import { prepareAction } from './actions';
import { downloadAsset, uploadAsset } from './assets';
import { changesOf } from './changes';
import { Client } from './client';
import { readMatches, readSomeMatches } from './list/matches';
import { Proofs } from './list/proofs';
import { readQuery } from './list/query';
import { modelsOf } from './fetchModels';
import { createRecord, deleteRecord, firstRecord, getRecord, updateRecord } from './records';

const NEWER_ONLY = 'Only newer apps, with the Data API, can do that';

/** What was found out of an app, by whichever item asked first. */
interface Known {
	/** By what a person calls them; undefined where nothing tells. */
	model: Map<string, Promise<Model | undefined>>;
	proofs: Proofs;
}

/** A Betty Blocks app over the classic REST API. */
export class RestApp implements App {
	private constructor(
		private readonly client: Client,
		private readonly known: Known,
	) {}

	/** @throws {NodeOperationError} when the node has no credential, or its application is no address */
	static async connect(context: ApiContext): Promise<RestApp> {
		return new RestApp(await Client.connect(context), { model: new Map(), proofs: new Proofs() });
	}

	get origin(): string {
		return this.client.origin;
	}

	get account(): string {
		const { origin, email } = this.client;
		return JSON.stringify([origin, email]);
	}

	now(): number | undefined {
		return this.client.now();
	}

	within(limits: Limits): RestApp {
		return new RestApp(this.client.within(limits), this.known);
	}

	readonly can: Abilities = {
		readRelated: false,
		sortKeys: Infinity,
	};

	async models(): Promise<Model[]> {
		return await modelsOf(this.client);
	}

	async model(reference: ModelReference): Promise<Model> {
		return (await this.modelIfKnown(reference)) ?? requireModel(await this.models(), reference);
	}

	async modelIfKnown(reference: ModelReference): Promise<Model | undefined> {
		const key = referenceText(reference);
		const known = this.known.model.get(key) ?? this.findOut(reference);
		this.known.model.set(key, known);
		return await known;
	}

	async modelKey(reference: ModelReference): Promise<ModelKey> {
		if ('uuid' in reference) return reference;
		const named = findModel(await this.models(), reference);
		return named === undefined ? await this.model(reference) : knownBy(reference, named);
	}

	async list(query: RecordQuery): Promise<AppRecord[]> {
		return await readQuery(this.client, { ...query, proofs: this.known.proofs });
	}

	async matches(match: RecordMatch, wanted: 'some' | 'all'): Promise<AppRecord[]> {
		const read = wanted === 'some' ? readSomeMatches : readMatches;
		return await read(this.client, { ...match, proofs: this.known.proofs });
	}

	async get(model: ModelKey, id: number): Promise<AppRecord> {
		return await this.unlessNoModel(model, getRecord(this.client, model, id));
	}

	async create(model: Model, values: Values): Promise<AppRecord> {
		return await createRecord(this.client, model, values);
	}

	async update(model: Model, id: number, values: Values): Promise<Change> {
		return await updateRecord(this.client, model, id, values);
	}

	async delete(model: ModelKey, id: number): Promise<void> {
		await this.unlessNoModel(model, deleteRecord(this.client, model, id));
	}

	async upload(file: UploadFile): Promise<UploadedAsset> {
		return await uploadAsset(this.client, file);
	}

	async download<Kept>(address: string, keep: (file: RemoteFile) => Promise<Kept>): Promise<Kept> {
		return await downloadAsset(this.client, address, keep);
	}

	action(call: ActionCall): () => Promise<unknown> {
		return prepareAction(this.client, call);
	}

	async uploadFor(): Promise<never> {
		throw notOffered('upload a file for an action', NEWER_ONLY);
	}

	async actions(): Promise<undefined> {
		return undefined;
	}

	async callEndpoint(): Promise<never> {
		throw notOffered('call an action as an endpoint', NEWER_ONLY);
	}

	async query(): Promise<never> {
		throw notOffered('run queries', NEWER_ONLY);
	}

	changes(watched: Watched): Changes {
		return changesOf(this.client, watched);
	}

	/** @throws {InputError} when a record isn't there because its model isn't */
	private async unlessNoModel<Result>(model: ModelKey, result: Promise<Result>): Promise<Result> {
		return await result.catch(async (error: unknown) => {
			if (isMissing(error) && 'uuid' in model) requireModel(await this.models(), model);
			throw error;
		});
	}

	/** A table whose name does not follow from a model's is recognised by one of its records. */
	private async findOut(reference: ModelReference): Promise<Model | undefined> {
		const models = await this.models();
		if ('uuid' in reference) return requireModel(models, reference);
		const named = findModel(models, reference);
		if (named !== undefined) return knownBy(reference, named);
		const { exists, record } = await firstRecord(this.client, reference);
		if (!exists) return requireModel(models, reference);
		if (record === undefined) return undefined;
		return knownBy(reference, findModelOf(record, models) ?? requireModel(models, reference));
	}
}
