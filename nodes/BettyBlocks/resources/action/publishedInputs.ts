// What an app publishes of the inputs of its actions.
import type { IDataObject } from 'n8n-workflow';
import type { ActionInput, PublishedActions } from '../../app/parts';
import { plainDecimal } from '../../app/values/decimals';
import { AppError, withAdvice } from '../../app/errors';
import { kindOf } from '../../app/values/kinds';
import { checkValue, type Value } from '../../app/values/values';

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
export async function inTheirKinds(
	actions: PublishedActions,
	action: string,
	values: IDataObject,
	zone: string,
): Promise<IDataObject> {
	const entered = Object.entries(values);
	const published = entered.length === 0 ? undefined : await publishedInputs(actions, action);
	const kinds = new Map(published?.map((input) => [input.name, input]));
	return Object.fromEntries(
		entered.map(([name, value]) => {
			const input = kinds.get(name);
			// A file is the name of a binary field, until it is uploaded.
			if (input === undefined || kindOf(input).files !== undefined) return [name, value];
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
export async function withUnknownInputs(
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
