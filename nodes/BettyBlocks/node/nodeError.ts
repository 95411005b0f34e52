// The only file that knows n8n's classes of errors.
import {
	type Failure,
	type INode,
	type INodeExecutionData,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';
import {
	AppError,
	type ErrorFacts,
	type ErrorKind,
	inSentences,
	type Remedy,
	toAppError,
} from '../app/errors';
import { readUuid } from '../app/schema/ids';

export type NodeError = NodeApiError | NodeOperationError;

/** What n8n decides by when it polls again. */
const CAUSES: Partial<Record<ErrorKind, Failure['cause']>> = {
	missing: 'configuration-invalid',
	passing: 'temporarily-unavailable',
	busy: 'rate-limited',
	credential: 'credential-invalid',
	configuration: 'configuration-invalid',
};

const IN_THE_NODE: Record<Remedy, string> = {
	'fewer requests':
		"Set 'Concurrency' in the options to a lower number, or run the workflow less often",
	'more time': "Increase 'Timeout (ms)' in the options if the app needs longer",
	'smaller pages':
		"Have the app return less: lower 'Page Size' where the options have it, or request fewer properties",
	'other fields': "Or use 'Field Names or IDs' in the options to leave these properties out",
	'another encoding': "Set 'Send Inputs As' in the options to JSON",
	'any status': "To output such responses instead, turn on 'Never Error' in the options",
	'one by one':
		"Remove 'Record IDs' from the options, and use the operation Get for each ID instead",
};

/** The trigger has other parameters. */
const IN_THE_TRIGGER: Partial<Record<Remedy, string>> = {
	'fewer requests': 'Poll less often',
	'more time': 'The next poll tries again. If this keeps happening, check why the app is slow',
	'smaller pages': "Lower 'Max Records per Poll' in the options",
};

/** Messages are stored with each execution. What became of the data stands at their end. */
const LONGEST_BEGINNING = 700;
const LONGEST_END = 300;

/** n8n replaces a tool's message in which it finds one of these, as in "rolePermission". */
const REPLACED =
	/EADDRNOTAVAIL|ERRADDRINUSE|ECONN(?:REFUSED|RESET|ABORTED)|E(?:NOTFOUND|TIMEDOUT|HOSTUNREACH|AI_AGAIN|NOENT|ISDIR|NOTDIR|ACCES|EXIST|PERM)|GETADDRINFO/gi;

/** Without width; it stands between two letters of such a name. */
const WORD_JOINER = '\u2060';

/**
 * Turns whatever was thrown into an error of n8n's, once: what is one already stays as it is.
 *
 * @param told what happened to other items, as sentences
 */
export function toNodeError(
	node: INode,
	caught: unknown,
	itemIndex?: number,
	...told: string[]
): NodeError {
	if (isNodeError(caught)) return readable(node, caught, itemIndex, told);
	const error = caught instanceof AppError ? caught : toAppError(caught);
	const message = cut(withModelName(error.message, node));
	const remedy = error.remedy && remedyIn(node, error.remedy);
	const advice = inSentences(error.advice && cut(error.advice), remedy, ...told);
	const made = madeBy(node, caught, error, message);
	// The constructors replace such messages as well.
	made.message = isTool(node) ? kept(inSentences(message, advice)) : message;
	made.description = advice === '' ? undefined : advice;
	made.context.itemIndex = itemIndex;
	if (error.requestId !== undefined) made.context.data = { requestId: error.requestId };
	return made;
}

/** One of a request is an API's, any other is the node's. */
function madeBy(
	node: INode,
	caught: unknown,
	{ kind, status, code, retryAfterMs }: ErrorFacts,
	message: string,
): NodeError {
	const cause = CAUSES[kind];
	const failure =
		cause && ({ cause, ...(retryAfterMs !== undefined && { retryAfterMs }) } as Failure);
	const httpCode = status === undefined ? code : String(status);
	return httpCode === undefined
		? new NodeOperationError(node, isShort(caught) ? caught : new Error(message), { failure })
		: new NodeApiError(node, { message }, { message, failure, httpCode });
}

/** n8n gives the node another type where an AI agent uses it. */
export function isTool({ type }: INode): boolean {
	return type.endsWith('Tool');
}

/** What happened and what to do, for whoever is shown one text. The advice stands once. */
export function inOneText({ message, description }: NodeError): string {
	return !description || message.endsWith(description)
		? message
		: inSentences(message, description);
}

/** An error that n8n made itself. */
function readable(
	node: INode,
	error: NodeError,
	itemIndex: number | undefined,
	told: string[],
): NodeError {
	error.context.itemIndex ??= itemIndex;
	if (told.length > 0) error.description = inSentences(error.description ?? '', ...told);
	if (isTool(node)) error.message = kept(inOneText(error));
	return error;
}

/** n8n takes more than the message from its own errors, such as those of expressions. */
function isShort(caught: unknown): caught is Error {
	if (!(caught instanceof Error) || caught instanceof AppError) return false;
	return caught.message === cut(caught.message);
}

/** A message that n8n leaves as it is. */
function kept(message: string): string {
	return message.replace(REPLACED, (name) => name.slice(0, 1) + WORD_JOINER + name.slice(1));
}

/** By name, as a package that is linked for development has its own copies of n8n's classes. */
function isNodeError(error: unknown): error is NodeError {
	return error instanceof Error && ['NodeApiError', 'NodeOperationError'].includes(error.name);
}

function remedyIn({ type }: INode, remedy: Remedy): string | undefined {
	return type.endsWith('Trigger') ? IN_THE_TRIGGER[remedy] : IN_THE_NODE[remedy];
}

function cut(text: string): string {
	if (text.length <= LONGEST_BEGINNING + LONGEST_END) return text.toWellFormed();
	const beginning = text.slice(0, LONGEST_BEGINNING).toWellFormed();
	return `${beginning} … ${text.slice(-LONGEST_END).toWellFormed()}`;
}

/** A model that was chosen from the list is kept with its name, which says more than its UUID. */
function withModelName(message: string, { parameters: { model } }: INode): string {
	if (typeof model !== 'object' || model === null || !('cachedResultName' in model)) return message;
	const { value, cachedResultName: name } = model;
	const uuid = typeof value === 'string' ? readUuid(value) : undefined;
	if (uuid === undefined || typeof name !== 'string' || name === '') return message;
	// Only where it is quoted: a UUID may also be part of an address.
	return message.replaceAll(`"${uuid}"`, () => `"${name}"`);
}

/**
 * The output of an item that failed.
 *
 * On the error output, n8n adds the JSON of the input to an item whose JSON is no more than its error,
 * and replaces all of it where the item has an error beside its JSON. With Retry On Fail, an `error`
 * in the JSON makes n8n run the whole node again, and so write everything twice. An agent of older
 * versions of n8n is shown the JSON alone.
 */
export function errorItem(node: INode, thrown: unknown, itemIndex: number): INodeExecutionData {
	const error = toNodeError(node, thrown, itemIndex);
	const { onError, retryOnFail = false } = node;
	if (onError === 'continueErrorOutput' && !retryOnFail && !isTool(node)) {
		return { json: { error: inOneText(error) } };
	}
	return { ...(isTool(node) ? toolMessage(error) : { json: {} }), error };
}

/** The same error for every item, as when nothing could be started. */
export function errorItems(node: INode, count: number, caught: unknown): INodeExecutionData[] {
	return Array.from({ length: count }, (_, item) => ({
		...errorItem(node, caught, item),
		pairedItem: { item },
	}));
}

/** What an agent reads of an item that failed, without being an error to n8n. */
export function toolMessage({ message }: Error): INodeExecutionData {
	return { json: { message } };
}
