import {
	NodeOperationError,
	type ILoadOptionsFunctions,
	type INodeParameterResourceLocator,
} from 'n8n-workflow';
import { Client, CREDENTIAL_TYPE } from '../api/client';
import { fetchModels, type Model } from '../api/models';
import { readModelReference, requireModel } from '../schema/models';

/** Requests under way, by app and credential: a node that opens asks for all its lists at once. */
const underWay = new Map<string, Promise<Model[]>>();

/** The models of the app that the credential leads to, and the app's address for links. */
export async function appModels(
	context: ILoadOptionsFunctions,
): Promise<{ models: Model[]; origin: string }> {
	const client = await Client.connect(context);
	const credential = context.getNode().credentials?.[CREDENTIAL_TYPE]?.id ?? '';
	const key = `${credential} ${client.origin}`;
	const request = underWay.get(key) ?? fetchModels(client).finally(() => underWay.delete(key));
	underWay.set(key, request);
	return { models: await request, origin: client.origin };
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
		throw new NodeOperationError(context.getNode(), error as Error);
	}
}

async function findChosen(
	context: ILoadOptionsFunctions,
): Promise<{ model: Model; models: Model[] }> {
	const entered = context.getCurrentNodeParameter('model') as
		| INodeParameterResourceLocator
		| string
		| undefined;
	const reference =
		typeof entered === 'object'
			? readModelReference(entered.value, entered.mode)
			: readModelReference(entered);
	const { models } = await appModels(context);
	return { model: requireModel(models, reference), models };
}
