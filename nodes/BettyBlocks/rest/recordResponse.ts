// Whether a response is a record: anything else may come from something in between.
import type { AppRecord } from '../app/app';
import { unless } from '../app/errors';
import { isJsonObject } from '../app/values/json';
import { findModel, type ModelKey } from '../app/schema/models';
import type { Client } from './client';
import { modelsOf } from './fetchModels';
import { signsOfError } from './responseErrors';

/**
 * A record has an ID, or where that isn't shown, other properties of its model; and no sign of an error
 * that isn't one of them. What the model has is asked for where that counts.
 *
 * @param json a parsed response
 * @param id of the record that is meant
 */
export async function recordIn(
	client: Client,
	json: unknown,
	model: ModelKey,
	id?: number,
): Promise<AppRecord | undefined> {
	if (!isJsonObject(json)) return undefined;
	if (json.id !== undefined && json.id !== null) {
		const isOf = isId(json.id, id) && (await hasOnlyOwnSigns(client, model, json));
		return isOf ? json : undefined;
	}
	const signs = signsOfError(json);
	const isOf = await meetsNames(
		client,
		model,
		(own) =>
			Object.keys(json).some((name) => own.has(name)) && signs.every((sign) => own.has(sign)),
	);
	return isOf ? json : undefined;
}

/** Whether what would be signs of an error are properties of the model. */
export async function hasOnlyOwnSigns(
	client: Client,
	model: ModelKey,
	record: AppRecord,
): Promise<boolean> {
	const signs = signsOfError(record);
	if (signs.length === 0) return true;
	return await meetsNames(client, model, (own) => signs.every((sign) => own.has(sign)));
}

/** Whether the names of a model's properties are as expected: before they aren't, the app is asked again. */
async function meetsNames(
	client: Client,
	model: ModelKey,
	isExpected: (names: Set<string>) => boolean,
): Promise<boolean> {
	const reference = 'id' in model ? { uuid: model.id } : model;
	for (const isAgain of [false, true]) {
		const models = await unless(() => true, modelsOf(client, isAgain), []);
		const { properties = [] } = findModel(models, reference) ?? {};
		if (isExpected(new Set(properties.map(({ name }) => name)))) return true;
	}
	return false;
}

/** Errors have IDs as well, which are no numbers. */
function isId(value: unknown, meant: number | undefined): boolean {
	return meant === undefined ? Number.isSafeInteger(Number(value)) : Number(value) === meant;
}
