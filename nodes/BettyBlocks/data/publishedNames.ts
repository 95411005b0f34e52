import { isJsonObject, parseJson } from '../app/values/json';
import { readUuid } from '../app/schema/ids';
import type { ActionInput, NamedAction } from '../app/parts';
import { isSuccess } from '../http/response';
import type { Client } from './client';
import { publishedKind } from './schemaModel';
import { objectsIn } from './introspection';

/** What an app tells of itself without a login. */
export interface Artifact {
	models: NamedAction[];
	actions: NamedAction[];
}

/** Nobody waits long for what is only good for suggestions. */
const TIMEOUT_MS = 10_000;

/**
 * Reads `/static/artifact.json`, which is undocumented: one client of 2026 uses it.
 *
 * @returns undefined when the app doesn't serve it
 */
export async function fetchArtifact({ http }: Client): Promise<Artifact | undefined> {
	const exchange = await http
		.within({ timeoutMs: TIMEOUT_MS, maxRetryDelayMs: 0 })
		.send({
			method: 'GET',
			url: `${http.target.origin}/static/artifact.json`,
			headers: { Accept: 'application/json' },
			safety: 'safe',
			kind: 'read the artifact',
		})
		.catch(() => undefined);
	if (exchange === undefined || !isSuccess(exchange.response)) return undefined;
	const json = parseJson(exchange.response.text);
	if (!isJsonObject(json)) return undefined;
	return { models: named(json.models), actions: named(json.actions) };
}

function named(list: unknown): NamedAction[] {
	return objectsIn(list).flatMap(({ id, name, variables }) => {
		const uuid = typeof id === 'string' ? readUuid(id) : undefined;
		if (uuid === undefined || typeof name !== 'string') return [];
		return [{ id: uuid, name, ...(Array.isArray(variables) && { inputs: inputsIn(variables) }) }];
	});
}

function inputsIn(variables: unknown): ActionInput[] {
	return objectsIn(variables).flatMap(({ name, kind }) => {
		if (typeof name !== 'string' || name.trim() === '') return [];
		return [{ name, kind: publishedKind(kind) }];
	});
}
