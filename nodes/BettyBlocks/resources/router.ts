import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { toNodeError } from '../node/errors';
import { resources } from './index';
import type { Operation } from '../node/operation';
import { concurrencyParameter } from './parameters';
import { startRun } from './run';
import { runItems } from '../node/forEachItem';

/**
 * Does for every item what the node is set to.
 *
 * @throws {NodeApiError | NodeOperationError}
 */
export async function runOperation(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	if (context.getInputData().length === 0) return [];
	try {
		const operation = chosenOperation(context);
		const concurrency = concurrencyParameter(context);
		const run = await startRun(context);
		return await runItems({
			count: context.getInputData().length,
			concurrency,
			prepare: async (itemIndex) => await operation.prepare(run, itemIndex),
			done: operation.done,
			continueOnFail: context.continueOnFail(),
			isCancelled: () => context.getExecutionCancelSignal()?.aborted ?? false,
			node: context.getNode(),
		});
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

/** Neither may be an expression, so they are the same for all items. */
function chosenOperation(context: IExecuteFunctions): Operation {
	const resource = context.getNodeParameter('resource', 0);
	const operation = context.getNodeParameter('operation', 0);
	const chosen = resources
		.find(({ option }) => option.value === resource)
		?.operations.find(({ option }) => option.value === operation);
	if (chosen !== undefined) return chosen;
	throw new NodeOperationError(
		context.getNode(),
		`This version of the node does not know the operation "${operation}" of "${resource}"`,
		{ description: 'Choose another operation, or update the package' },
	);
}
