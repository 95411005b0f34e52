import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { Client } from '../api/client';
import { fetchModels, type Model } from '../api/models';
import { timeoutParameter } from './parameters';

/** What all items of one run of the node share. */
export interface Run {
	context: IExecuteFunctions;
	client: Client;
	/** The models of the app, asked for when first needed and once only. */
	models: () => Promise<Model[]>;
}

export async function startRun(context: IExecuteFunctions): Promise<Run> {
	const client = await Client.connect(context);
	let models: Promise<Model[]> | undefined;
	return {
		context,
		client,
		models: () => (models ??= fetchModels(client.withTimeout(timeoutParameter(context, 0)))),
	};
}

/** The app as one item sees it: with the time-out that its options ask for. */
export function clientFor({ context, client }: Run, itemIndex: number): Client {
	return client.withTimeout(timeoutParameter(context, itemIndex));
}

export function toItems(records: IDataObject[]): INodeExecutionData[] {
	return records.map((json) => ({ json }));
}
