// The models of the app, for the lists in the editor.
import type { ILoadOptionsFunctions } from 'n8n-workflow';
import type { App, WantedModels } from '../app/app';
import { findModel, type Model } from '../app/schema/models';
import { connect, credentialKey } from '../connect';
import { toNodeError } from '../node/nodeError';
import { enteredModel, MODEL, model, parseModel } from '../parameters/model';

/** A node that opens asks for all its lists within moments; they share one response for this long. */
const SHARED_FOR_MS = 5_000;

/** By the credential as it is now. What failed is not shared any longer. */
const shared = new Map<string, { until: number; models: Promise<Model[]> }>();

/** The app that the credential leads to, and its models. */
export async function appModels(
	context: ILoadOptionsFunctions,
	wanted: WantedModels,
): Promise<{ models: Model[]; app: App }> {
	const app = await connect(context);
	const key = JSON.stringify([await credentialKey(context), app.schema.isWhole || wanted]);
	const models = await share(key, async () => await app.schema.models(wanted));
	return { models, app };
}

async function share(key: string, fetch: () => Promise<Model[]>): Promise<Model[]> {
	const now = Date.now();
	for (const [old, { until }] of shared) if (until <= now) shared.delete(old);
	const known = shared.get(key);
	if (known !== undefined) return await known.models;
	const models = fetch();
	shared.set(key, { until: now + SHARED_FOR_MS, models });
	models.catch(() => shared.delete(key));
	return await models;
}

interface Chosen {
	app: App;
	model: Model;
	models: Model[];
}

/**
 * The model that is chosen in the node being edited.
 *
 * @throws {NodeOperationError} when none is, or the app does not tell which one it is
 */
export async function chosenModel(context: ILoadOptionsFunctions): Promise<Chosen> {
	return await inEditor(context, async () => await findChosen(context));
}

/** Runs what the editor asks for, and throws errors that n8n can show. */
export async function inEditor<Value>(
	context: ILoadOptionsFunctions,
	ask: () => Promise<Value>,
): Promise<Value> {
	try {
		return await ask();
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

export function hasModel(context: ILoadOptionsFunctions): boolean {
	const [value] = enteredModel(context.getCurrentNodeParameter(MODEL));
	return value !== undefined && value !== null && value !== '';
}

async function findChosen(context: ILoadOptionsFunctions): Promise<Chosen> {
	const reference = parseModel(context.getCurrentNodeParameter(MODEL), model.displayName);
	// All lists of a model share what was asked for the one that needs most.
	const wanted = { model: reference, paths: 'relations' } as const;
	const { models, app } = await appModels(context, wanted);
	const found = findModel(models, reference) ?? (await app.schema.resolve(reference));
	return { app, model: found, models };
}
