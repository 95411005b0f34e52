import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { App } from '../app/app';
import { InputError } from '../app/errors';
import { errorItems, toNodeError } from '../node/nodeError';
import { apiOf, connect, type Api } from '../connect';
import { NodeRun } from '../node/nodeRun';
import { concurrency } from '../parameters/options';
import { resources } from './index';
import { effectOf, offered, type Operation } from '../node/operation';
import { Places } from '../node/concurrently';
import { forEachItem, type ItemRunner } from '../node/forEachItem';
import { appLimit } from '../node/concurrencyLimit';

/**
 * Does for every item what the node is set to.
 *
 * @throws {NodeApiError | NodeOperationError}
 */
export async function route(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const count = context.getInputData().length;
	if (count === 0) return [];
	const node = context.getNode();
	const started = await start(context).catch((error: unknown) => {
		if (!context.continueOnFail()) throw toNodeError(node, error);
		return { error };
	});
	// n8n would pass the input on as if all had gone well.
	if ('error' in started) return errorItems(node, count, started.error);
	const output = await forEachItem(started.runner);
	showHints(context, started.run.hints);
	return output;
}

/** What all items share. */
async function start(context: IExecuteFunctions): Promise<{ run: NodeRun; runner: ItemRunner }> {
	const operation = chosenOperation(context);
	const app = await connect(context);
	const { places, watch } = appLimit(app.origin);
	const chosen = concurrencyOf(context, app);
	const number = chosen ?? app.concurrency;
	// How many are sent is judged only where it is chosen here.
	const run = new NodeRun(context, number === undefined ? app.within({ watch }) : app, chosen);
	const runner = {
		count: context.getInputData().length,
		places: number === undefined ? places : new Places({ current: number }),
		prepare: async (itemIndex: number) => await operation.prepare(run, itemIndex),
		effect: effectOf(operation),
		continueOnFail: context.continueOnFail(),
		isCancelled: () => context.getExecutionCancelSignal()?.aborted ?? false,
		node: run.node,
	};
	return { run, runner };
}

/** Read once a run, from the first item; undefined where nobody chose it. */
function concurrencyOf(context: IExecuteFunctions, app: App): number | undefined {
	return concurrency.parse(new NodeRun(context, app).readerOf(0));
}

function showHints(context: IExecuteFunctions, hints: Set<string>): void {
	const shown = [...hints].map((message) => ({ message, location: 'outputPane' as const }));
	if (shown.length > 0) context.addExecutionHints(...shown);
}

/** Neither may be an expression, so they are the same for all items. */
function chosenOperation(context: IExecuteFunctions): Operation {
	const resource = context.getNodeParameter('resource', 0);
	const operation = context.getNodeParameter('operation', 0, '');
	const known = resources.find(({ option }) => option.value === resource);
	const chosen = known && offered(known, apiOf(context)).find(named(operation));
	if (chosen !== undefined) return chosen;
	const other = known?.operations.find(named(operation));
	if (known !== undefined && (operation === '' || other !== undefined)) {
		throw notAvailable((other ?? known).option.name, apiOf(context));
	}
	throw new InputError(
		`This version of the node doesn't have the operation "${operation}" of "${resource}"`,
		'Choose another operation, or update the package',
	);
}

function notAvailable(name: string, api: Api): InputError {
	return api === 'classic'
		? new InputError(
				`'${name}' isn't available in a classic app`,
				"It needs a newer app: see 'API'",
			)
		: new InputError(
				`'${name}' isn't available in a newer app`,
				"A newer app creates, updates and deletes records through its actions. Set 'Resource' to Action and 'Operation' to Execute or to Find and Run",
			);
}

function named(operation: unknown) {
	return ({ option }: Operation): boolean => option.value === operation;
}
