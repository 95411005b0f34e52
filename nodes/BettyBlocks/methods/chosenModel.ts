import type { ILoadOptionsFunctions, INodeParameterResourceLocator } from 'n8n-workflow';
import { Client, CREDENTIAL_TYPE } from '../rest/client';
import { fetchModels, type Model } from '../rest/models';
import { toNodeError } from '../node/errors';
import { readModelReference, requireModel } from '../app/models';

/** A node that opens asks for all its lists within moments; they share one answer for this long. */
const SHARED_FOR_MS = 5_000;

/** By the credential as it is now. What failed is not shared any longer. */
const shared = new Map<string, { until: number; models: Promise<Model[]> }>();

/** The models of the app that the credential leads to, and the app's address for links. */
export async function appModels(
	context: ILoadOptionsFunctions,
): Promise<{ models: Model[]; origin: string }> {
	const client = await Client.connect(context);
	const credential = JSON.stringify(await context.getCredentials(CREDENTIAL_TYPE));
	const models = await share(credential, async () => await fetchModels(client));
	return { models, origin: client.origin };
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

/**
 * The model that is chosen in the node being edited.
 *
 * @throws {NodeOperationError} when none is, or the app does not tell which one it is
 */
export async function chosenModel(
	context: ILoadOptionsFunctions,
): Promise<{ model: Model; models: Model[] }> {
	try {
		return await findChosen(context);
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

/** Whether a model is chosen at all. */
export function hasModel(context: ILoadOptionsFunctions): boolean {
	const [value] = enteredModel(context);
	return value !== undefined && value !== null && value !== '';
}

async function findChosen(
	context: ILoadOptionsFunctions,
): Promise<{ model: Model; models: Model[] }> {
	const reference = readModelReference(...enteredModel(context));
	const { models } = await appModels(context);
	return { model: requireModel(models, reference), models };
}

/** What stands in the parameter, and the mode that it was entered in. */
function enteredModel(context: ILoadOptionsFunctions): [value: unknown, mode?: string] {
	const entered = context.getCurrentNodeParameter('model') as
		| INodeParameterResourceLocator
		| string
		| undefined;
	return typeof entered === 'object' ? [entered.value, entered.mode] : [entered];
}
