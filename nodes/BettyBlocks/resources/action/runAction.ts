// Running an action of a newer app, whose inputs may be of published kinds, and files.
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { AppError, withAdvice } from '../../app/errors';
import type { ActionInput, FileTarget, PublishedActions } from '../../app/parts';
import { plainDecimal } from '../../app/values/decimals';
import { isJsonObject } from '../../app/values/json';
import { kindOf } from '../../app/values/kinds';
import { checkValue, type Value } from '../../app/values/values';
import type { ItemWith } from '../../node/item';
import { checkTarget, planInputFiles } from './inputFiles';
import type { EnteredInputs } from './inputs';

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
		const inputs = entered.byKind ? await inTheirKinds(item, action, values, target) : values;
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
		return outputItems(output, 'result');
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

/**
 * What an action yields may be anything: a list becomes an item for each entry.
 *
 * @param name of what is no object
 * @param entryName the same in a list
 */
export function outputItems(
	yielded: unknown,
	name: string,
	entryName = name,
): INodeExecutionData[] {
	if (yielded === undefined) return [{ json: { success: true } }];
	const toItem = (value: unknown, key: string) => ({
		json: isJsonObject(value) ? value : { [key]: value as IDataObject[string] },
	});
	return Array.isArray(yielded)
		? yielded.map((entry) => toItem(entry, entryName))
		: [toItem(yielded, name)];
}

/** @returns undefined where the app doesn't publish them */
export async function publishedInputs(
	actions: PublishedActions,
	action: string,
): Promise<ActionInput[] | undefined> {
	return (await actions.published())?.find(({ id }) => id === action)?.inputs;
}

/**
 * The inputs as their kinds have them: a number, a day, a date and time with its zone.
 *
 * @throws {InputError} naming the input that can't hold its value
 */
async function inTheirKinds(
	{ app, zone, files }: ItemWith<'actions' | 'uploads'>,
	action: string,
	values: IDataObject,
	target: FileTarget | undefined,
): Promise<IDataObject> {
	const entered = Object.entries(values);
	const published = entered.length === 0 ? undefined : await publishedInputs(app.actions, action);
	const kinds = new Map(published?.map((input) => [input.name, input]));
	return Object.fromEntries(
		entered.map(([name, value]) => {
			const input = kinds.get(name);
			if (input === undefined) return [name, value];
			// A file is the name of a binary field, until it is uploaded.
			if (kindOf(input).files !== undefined) {
				checkTarget(name, value, files, target);
				return [name, value];
			}
			const checked = checkValue(name, { ...input, options: {} }, value, zone);
			return [name, kindOf(input).family === 'number' ? asNumber(checked) : checked];
		}),
	) as IDataObject;
}

/** A number, unless JavaScript would change its digits. */
function asNumber(value: Value): Value {
	const number = Number(value);
	return typeof value === 'string' && String(number) === plainDecimal(value) ? number : value;
}

/** An action that fails may do so for an input that it doesn't have. */
async function withUnknownInputs(
	error: unknown,
	actions: PublishedActions,
	action: string,
	names: string[],
): Promise<Error> {
	const isOwn = error instanceof AppError && ['failed', 'refused'].includes(error.kind);
	if (!isOwn || names.length === 0) return error as Error;
	const published = await publishedInputs(actions, action).catch(() => undefined);
	const known = published?.map(({ name }) => name);
	const unknown = names.filter((name) => known?.includes(name) === false);
	if (known === undefined || unknown.length === 0) return error as Error;
	const has = known.length === 0 ? 'no inputs' : `the inputs ${listed(known)}`;
	const are = unknown.length === 1 ? 'is none of them' : 'are none of them';
	return withAdvice(
		error,
		`This action has ${has}; ${listed(unknown.map((name) => `"${name}"`))} ${known.length === 0 ? 'was passed' : are}`,
	);
}

function listed(names: string[]): string {
	const [last = '', ...others] = [...names].reverse();
	return others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`;
}
