import type {
	IDataObject,
	IExecuteFunctions,
	INodeParameterResourceLocator,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { DEFAULT_TIMEOUT_MS } from '../rest/client';
import { InputError } from '../app/inputError';
import { readJsonObject } from '../parameters/jsonObject';
import { readModelReference, type ModelReference } from '../app/models';
import { toRecordId } from '../app/recordId';
import { DEFAULT_CONCURRENCY, DEFAULT_PAGE_SIZE } from './fields';

/** Where parameters are read: a run of the node, or a poll of the trigger. */
export type ParameterReader = Pick<IExecuteFunctions, 'getNodeParameter'>;

/** @throws {InputError} when what is entered names no model */
export function modelParameter(context: ParameterReader, itemIndex: number): ModelReference {
	// An expression for the whole parameter yields plain text.
	const entered = context.getNodeParameter('model', itemIndex) as
		| INodeParameterResourceLocator
		| string;
	return typeof entered === 'object' && entered !== null
		? readModelReference(entered.value, entered.mode)
		: readModelReference(entered);
}

/**
 * An id that is not one must never reach a URL: without an id, the same URL means all records.
 *
 * @throws {InputError} for anything but a positive integer
 */
export function recordIdParameter(context: IExecuteFunctions, itemIndex: number): number {
	const entered = valueOf(context.getNodeParameter('recordId', itemIndex));
	const id = toRecordId(entered);
	if (id !== undefined) return id;
	const isEmpty = entered === undefined || entered === null || String(entered).trim() === '';
	throw new InputError(
		isEmpty
			? 'Record ID is empty'
			: `Record ID ${JSON.stringify(entered)} is no positive whole number`,
		'Enter the ID of one record, as in 42',
	);
}

/** What a resource locator holds; an expression for the whole parameter yields the value itself. */
function valueOf(entered: unknown): unknown {
	const isLocator = typeof entered === 'object' && entered !== null && '__rl' in entered;
	return isLocator ? (entered as INodeParameterResourceLocator).value : entered;
}

/**
 * One of the values of a list. In the editor it is nothing else, but an expression may yield anything.
 *
 * @param field the list: its values are those of `Choice`
 * @param path where it lies, when it is one of the options
 * @throws {InputError} naming the parameter and what it can be
 */
export function choiceParameter<Choice extends string>(
	context: ParameterReader,
	field: INodeProperties,
	itemIndex: number,
	path = field.name,
): Choice {
	const entered = context.getNodeParameter(path, itemIndex, field.default) as unknown;
	const choices = (field.options as INodePropertyOptions[]).map(({ value }) => value as Choice);
	const choice = choices.find((known) => known === entered);
	if (choice !== undefined) return choice;
	throw new InputError(
		`${field.displayName} cannot be ${JSON.stringify(entered)}`,
		`It can be ${choices.join(', ')}`,
	);
}

/**
 * A switch; an expression, or an AI agent, may yield true and false as text.
 *
 * @throws {InputError} naming the parameter, for anything else
 */
export function booleanParameter(
	context: ParameterReader,
	name: string,
	displayName: string,
	fallback: boolean,
	itemIndex: number,
): boolean {
	const entered = context.getNodeParameter(name, itemIndex, fallback) as unknown;
	const text = typeof entered === 'string' ? entered.trim().toLowerCase() : entered;
	if (text === true || text === 'true') return true;
	if (text === false || text === 'false') return false;
	throw new InputError(
		`${displayName} ${JSON.stringify(entered)} is neither true nor false`,
		`Switch ${displayName} on or off, or let the expression yield true or false`,
	);
}

/** Whether records are put into the same shape, with names for keys. */
export function simplifyParameter(context: ParameterReader, itemIndex: number): boolean {
	return booleanParameter(context, 'simplify', 'Simplify', true, itemIndex);
}

/** The limit of Get Many; Infinity with Return All. */
export function limitParameter(context: IExecuteFunctions, itemIndex: number): number {
	return booleanParameter(context, 'returnAll', 'Return All', false, itemIndex)
		? Infinity
		: positiveInteger('Limit', context.getNodeParameter('limit', itemIndex));
}

/** How many rows to ask for in one request. */
export function pageSizeParameter(context: IExecuteFunctions, itemIndex: number): number {
	return positiveInteger(
		'Page Size',
		context.getNodeParameter('options.pageSize', itemIndex, DEFAULT_PAGE_SIZE),
	);
}

/** Names with commas in between, or a list of them. */
export function namesParameter(
	context: IExecuteFunctions,
	name: string,
	itemIndex: number,
): string[] {
	const entered = context.getNodeParameter(name, itemIndex, []) as unknown;
	const given = Array.isArray(entered) ? entered : String(entered ?? '').split(',');
	return given.map((entry) => String(entry).trim()).filter((entry) => entry !== '');
}

/** A longer timer of Node's ends at once (its documentation of `setTimeout`). */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Milliseconds that the app may take for one request. */
export function timeoutParameter(context: IExecuteFunctions, itemIndex: number): number {
	const entered: unknown = context.getNodeParameter(
		'options.timeout',
		itemIndex,
		DEFAULT_TIMEOUT_MS,
	);
	return Math.min(positiveInteger('Timeout', entered), MAX_TIMEOUT_MS);
}

/** How many requests may be under way at once; the first item says so for the whole run. */
export function concurrencyParameter(context: IExecuteFunctions): number {
	const entered: unknown = context.getNodeParameter('options.concurrency', 0, 0);
	return entered === 0 ? DEFAULT_CONCURRENCY : positiveInteger('Concurrency', entered);
}

/** @throws {InputError} naming the parameter, for anything but a positive integer */
export function positiveInteger(displayName: string, entered: unknown): number {
	const number = typeof entered === 'string' && entered.trim() !== '' ? Number(entered) : entered;
	if (typeof number === 'number' && Number.isSafeInteger(number) && number > 0) return number;
	throw new InputError(
		`${displayName} ${JSON.stringify(entered)} is no positive whole number`,
		`Enter a whole number from 1 on for ${displayName}`,
	);
}

/** @throws {InputError} when it is neither an object nor the JSON text of one */
export function jsonObjectParameter(
	context: IExecuteFunctions,
	name: string,
	displayName: string,
	itemIndex: number,
): IDataObject {
	const entered = context.getNodeParameter(name, itemIndex) as unknown;
	return readJsonObject(entered, displayName) as IDataObject;
}

/**
 * A text without the blanks around it.
 *
 * @throws {InputError} when there is none
 */
export function textParameter(
	context: IExecuteFunctions,
	name: string,
	displayName: string,
	itemIndex: number,
): string {
	const entered = context.getNodeParameter(name, itemIndex) as unknown;
	const text = typeof entered === 'string' ? entered.trim() : '';
	if (text !== '') return text;
	const isEmpty = entered === undefined || entered === null || typeof entered === 'string';
	throw new InputError(
		isEmpty ? `${displayName} is empty` : `${displayName} is no text: ${JSON.stringify(entered)}`,
		`Enter a text for ${displayName}`,
	);
}

/** A text of the options without the blanks around it; undefined when it is empty or not set. */
export function textOption(
	context: IExecuteFunctions,
	name: string,
	displayName: string,
	itemIndex: number,
): string | undefined {
	const entered = context.getNodeParameter(`options.${name}`, itemIndex, '') as unknown;
	if (typeof entered === 'object' && entered !== null) {
		throw new InputError(
			`'${displayName}' must be text, but got ${JSON.stringify(entered).slice(0, 80)}`,
			`Enter text for '${displayName}', or leave it empty`,
		);
	}
	const text = String(entered ?? '').trim();
	return text === '' ? undefined : text;
}
