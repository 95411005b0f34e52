import type { IDataObject } from 'n8n-workflow';
import { isJsonObject, parseJson } from '../app/values/json';
import { readUuid } from '../app/schema/ids';
import type { ActionInput, NamedAction } from '../app/parts';
import { isSuccess } from '../http/response';
import type { Client } from './client';
import { publishedKind } from './fieldKinds';

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
export async function readArtifact({ http }: Client): Promise<Artifact | undefined> {
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
	return entriesIn(list).flatMap((entry) => {
		if (typeof entry.name !== 'string') return [];
		const id = typeof entry.id === 'string' ? readUuid(entry.id) : undefined;
		const inputs = Array.isArray(entry.variables) && { inputs: inputsIn(entry.variables) };
		return id === undefined ? [] : [{ id, name: entry.name, ...inputs }];
	});
}

function inputsIn(variables: unknown): ActionInput[] {
	return entriesIn(variables).flatMap(({ name, kind }) => {
		if (typeof name !== 'string' || name.trim() === '') return [];
		return [{ name, kind: publishedKind(kind) }];
	});
}

function entriesIn(list: unknown): IDataObject[] {
	return (Array.isArray(list) ? (list as unknown[]) : []).filter(isJsonObject);
}
