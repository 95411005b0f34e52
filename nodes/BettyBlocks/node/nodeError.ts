import { NodeOperationError, type INode, type NodeApiError } from 'n8n-workflow';
import { mark, takeRemedy } from '../app/failure';
import { InputError } from '../app/inputError';
import { readUuid } from '../app/uuid';
import { withRemedy } from './remedies';

export type NodeError = NodeApiError | NodeOperationError;

/** Turns whatever was thrown into an error of n8n's own, which says what happened at this node. */
export function toNodeError(node: INode, caught: unknown): NodeError {
	const error = isNodeError(caught) ? caught : new NodeOperationError(node, caught as Error);
	// The constructor replaces a message in which it finds an errno's name, as in "preexisting".
	if (caught instanceof InputError) error.message = caught.message;
	if (error !== caught && caught instanceof Error) mark(error, { remedy: takeRemedy(caught) });
	withRemedy(error, node);
	error.message = withModelName(error.message, node);
	if (isTool(node)) error.message = withAdvice(error);
	return error;
}

/** n8n gives the node another type where an AI agent uses it. */
export function isTool({ type }: INode): boolean {
	return type.endsWith('Tool');
}

/** By name, as a package that is linked for development has its own copies of n8n's classes. */
function isNodeError(error: unknown): error is NodeError {
	return error instanceof Error && ['NodeApiError', 'NodeOperationError'].includes(error.name);
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

/** What happened and what to do, for whoever is shown one text: an agent, for one. The advice stands once. */
export function withAdvice({ message, description }: NodeError): string {
	return !description || message.endsWith(description) ? message : `${message}. ${description}`;
}
