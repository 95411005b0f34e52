import type { IDataObject } from 'n8n-workflow';
import { isJsonObject } from '../app/json';
import type { Client } from './client';

/** As the vendor's own code sends it; the variables are not declared, as `action` is in no schema. */
const RUN = 'mutation { action(id: $id, input: $input) }';

/** For an app that wants its variables declared (one client does so). */
const RUN_DECLARED = 'mutation ($id: ID!, $input: ActionInput!) { action(id: $id, input: $input) }';

const UNDECLARED =
	/variable "?\$?\w+"? (is|was) (not defined|undefined|not declared)|undefined variable/i;

/**
 * Runs an action, and is never sent again once the app may have it.
 *
 * @returns the output of the action; undefined for none
 * @throws {NodeApiError} with the action's own words where it fails
 */
export async function runAction(client: Client, id: string, input: IDataObject): Promise<unknown> {
	const run = async (query: string) =>
		await client.ask({
			query,
			variables: { id, input },
			safety: 'once',
			purpose: 'run the action',
			isAction: true,
		});
	const { action } = await run(RUN).catch(async (error: unknown) => {
		// The query was refused as a whole, so nothing has run.
		const isUndeclared = error instanceof Error && UNDECLARED.test(error.message);
		return isUndeclared ? await run(RUN_DECLARED) : await Promise.reject(error as Error);
	});
	const output = isJsonObject(action) && 'results' in action ? action.results : action;
	const isEmpty = isJsonObject(output) && Object.keys(output).length === 0 && output === action;
	return output === null || isEmpty ? undefined : output;
}
