import type { IDataObject } from 'n8n-workflow';
import { isJsonObject } from '../app/values/json';
import type { Client } from './client';

/** As the vendor's own code sends it; the variables are not declared, as `action` is in no schema. */
const RUN = 'mutation { action(id: $id, input: $input) }';

/** For an app that wants its variables declared (one client does so). */
const RUN_DECLARED = 'mutation ($id: ID!, $input: ActionInput!) { action(id: $id, input: $input) }';

/**
 * Runs an action, and is never sent again once the app may have it.
 *
 * @returns the output of the action; undefined for none
 * @throws {AppError} with the action's own words where it fails
 */
export async function runAction(client: Client, id: string, input: IDataObject): Promise<unknown> {
	const { action } = await client.ask({
		query: RUN,
		declared: RUN_DECLARED,
		variables: { id, input },
		field: 'action',
		safety: 'unsafe',
		purpose: 'run the action',
		isAction: true,
	});
	const output = isJsonObject(action) && 'results' in action ? action.results : action;
	const isEmpty = isJsonObject(output) && Object.keys(output).length === 0 && output === action;
	return output === null || isEmpty ? undefined : output;
}
