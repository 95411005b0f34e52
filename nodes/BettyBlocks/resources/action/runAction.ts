// Running an action of a newer app, whose inputs may be of published kinds, and files.
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { isJsonObject } from '../../app/values/json';
import type { FileTarget, PublishedActions } from '../../app/parts';
import type { ItemWith } from '../../node/item';
import { planInputFiles } from './inputFiles';
import type { EnteredInputs } from './inputs';
import { inTheirKinds, publishedInputs, withUnknownInputs } from './publishedInputs';

/**
 * Checks what is passed to one of several actions. An input that only another of them has is left out.
 *
 * @param target what files are uploaded for
 * @returns runs the action at an index, with more inputs, and never again once the app may have it
 * @throws {InputError} naming the input that can't hold its value
 */
export async function prepareRun(
	item: ItemWith<'actions' | 'uploads'>,
	ids: string[],
	entered: EnteredInputs,
	target: FileTarget | undefined,
): Promise<(index: number, more?: IDataObject) => Promise<INodeExecutionData[]>> {
	const withReferences = await planInputFiles(item, entered.values, target);
	const { actions } = item.app;
	const prepared: Array<{ action: string; inputs: IDataObject }> = [];
	for (const action of ids) {
		const values = await ownInputs(actions, action, ids, entered.values);
		const inputs = entered.byKind ? await inTheirKinds(actions, action, values, item.zone) : values;
		prepared.push({ action, inputs });
	}
	return async (index, more = {}) => {
		const { action, inputs } = prepared[index] as (typeof prepared)[number];
		const passed = { ...(await withReferences(inputs)), ...more };
		const output = await actions
			.run(action, passed)
			.catch(
				async (error: unknown) =>
					await Promise.reject(
						await withUnknownInputs(error, actions, action, Object.keys(passed)),
					),
			);
		return toOutput(output);
	};
}

async function ownInputs(
	actions: PublishedActions,
	action: string,
	ids: string[],
	values: IDataObject,
): Promise<IDataObject> {
	if (ids.length === 1) return values;
	const [own, all] = await Promise.all(
		[[action], ids].map(async (each) => await namesOf(actions, each)),
	);
	const given = Object.entries(values).filter(([name]) => own?.has(name) || !all?.has(name));
	return Object.fromEntries(given);
}

/** @returns undefined where the app doesn't publish them */
async function namesOf(actions: PublishedActions, ids: string[]): Promise<Set<string> | undefined> {
	const inputs = await Promise.all(ids.map(async (id) => await publishedInputs(actions, id)));
	return inputs.includes(undefined)
		? undefined
		: new Set(inputs.flatMap((each) => each?.map(({ name }) => name) ?? []));
}

/** The output of an action may be anything: a list becomes an item for each entry. */
function toOutput(output: unknown): INodeExecutionData[] {
	if (output === undefined) return [{ json: { success: true } }];
	const entries: unknown[] = Array.isArray(output) ? output : [output];
	return entries.map((entry) => ({
		json: isJsonObject(entry) ? entry : { result: entry as IDataObject[string] },
	}));
}
