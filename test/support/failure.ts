import type { NodeApiError } from 'n8n-workflow';

/** The error that something ends with, as n8n made it. */
export async function failure(promise: Promise<unknown>): Promise<NodeApiError> {
	const outcome: unknown = await promise.catch((error: unknown) => error);
	if (!(outcome instanceof Error)) throw new Error('It did not fail');
	return outcome as NodeApiError;
}
