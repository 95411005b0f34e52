import type { IExecuteFunctions } from 'n8n-workflow';
import { Client } from '../rest/client';
import { fetchModels, type Model } from '../rest/models';
import { findModel, modelPath, pathOf, requireModel, type ModelReference } from '../app/models';
import { modelOf } from '../rest/tables';
import { timeoutParameter } from './parameters';
import type { Proofs } from '../rest/list/filtered';

/** What all items of one run of the node share. */
export interface Run {
	context: IExecuteFunctions;
	client: Client;
	/** What was seen of the app in this run. */
	proofs: Proofs;
	/** The models of the app, asked for by the first item that needs them and once only. */
	models: (itemIndex: number) => Promise<Model[]>;
	/**
	 * The model that is meant, found out once a run: no value is written unchecked.
	 *
	 * @throws {InputError} when it cannot be told which one that is
	 */
	model: (reference: ModelReference, itemIndex: number) => Promise<Model>;
	/**
	 * How the model is named in the path of a request that needs no more of it.
	 *
	 * @throws {InputError} when the app has no such table
	 */
	path: (reference: ModelReference, itemIndex: number) => Promise<string>;
}

export async function startRun(context: IExecuteFunctions): Promise<Run> {
	const client = await Client.connect(context);
	const found = new Map<string, Promise<Model>>();
	let models: Promise<Model[]> | undefined;
	const run: Run = {
		context,
		client,
		proofs: new Map(),
		models: async (itemIndex) => await (models ??= fetchModels(clientFor(run, itemIndex))),
		model: async (reference, itemIndex) => {
			const path = modelPath(reference);
			const known = found.get(path) ?? findOut(run, reference, itemIndex);
			found.set(path, known);
			return await known;
		},
		path: async (reference, itemIndex) => {
			if ('uuid' in reference) return reference.uuid;
			const named = findModel(await run.models(itemIndex), reference);
			return pathOf(reference, named ?? (await run.model(reference, itemIndex)));
		},
	};
	return run;
}

async function findOut(run: Run, reference: ModelReference, itemIndex: number): Promise<Model> {
	const models = await run.models(itemIndex);
	if ('uuid' in reference) return requireModel(models, reference);
	const model = await modelOf(clientFor(run, itemIndex), reference, models);
	return model ?? requireModel(models, reference);
}

/** The app as one item sees it: with the time-out that its options ask for. */
export function clientFor({ context, client }: Run, itemIndex: number): Client {
	return client.withTimeout(timeoutParameter(context, itemIndex));
}
