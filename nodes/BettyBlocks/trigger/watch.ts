import type { IDataObject, INodeParameters, IPollFunctions } from 'n8n-workflow';
import type { App } from '../app/app';
import { checkWatchable } from '../app/query/wanted';
import type { Watched } from '../app/stamped';
import { enteredPaths, isUnfiltered, readFilter, type EnteredFilter } from '../app/query/filter';
import { findProperty, referenceText, type Model, type ModelReference } from '../app/schema/models';
import { apiOf, connect, STAMPS } from '../connect';
import { isExpression, parseAll, Reader } from '../parameters/parameter';
import type { Settings } from './engine/settings';
import * as parameters from './parameters';
import { fingerprint } from './state';
import type { EnteredStamp } from './timestamps';

/** What one trigger watches, as its parameters and its credential say. */
export interface Watch {
	app: App;
	reference: ModelReference;
	selection: Pick<Watched, 'viewId' | 'filterId'>;
	/** Conditions that the records must meet; undefined for none. */
	filter: () => Promise<Watched['filter']>;
	settings: Settings;
	/** The zone of the workflow. */
	zone: string;
	created: EnteredStamp;
	updated: EnteredStamp;
	simplify: boolean;
	/** How many records a test by hand shows. */
	testRecords: number;
	/** Names or UUIDs of properties whose files come along. */
	downloads: string[];
	/** Tells this watch from any other, as it was entered. */
	entered: string;
	/** The same, whatever the model and its properties are called. */
	scopeIn: (model: Model) => string;
}

/**
 * Reads the parameters of the trigger.
 *
 * @throws {InputError} naming the parameter, when one makes no sense
 */
export async function readWatch(context: IPollFunctions): Promise<Watch> {
	const api = apiOf(context);
	const { event, reference, start, filter, isSimplified, options } = parseAll(
		parameters.triggerParameters,
		pollReader(context),
	);
	const { viewId, filterId, maxRecords, overlapMs, testRecords, downloads } = options;
	const selection = { viewId, filterId };
	const settings: Settings = {
		event,
		start: start.kind === 'date' ? { since: start.since } : start.kind,
		maxRecords,
		overlapMs,
	};
	const app = await connect(context, { isPoll: context.getMode() !== 'manual' });
	checkWatchable(app.records.can, selection, !isUnfiltered(filter));
	const created = stampOf(parameters.createdProperty, options.created, STAMPS[api].created);
	const updated = stampOf(parameters.updatedProperty, options.updated, STAMPS[api].updated);
	const zone = context.getTimezone();
	const typed = [app.account, ...asTyped(context, selection, settings.event)];
	return {
		app,
		reference,
		selection,
		filter: async () => await filterOf(app, reference, filter, zone),
		settings,
		zone,
		created,
		updated,
		simplify: isSimplified,
		testRecords,
		downloads,
		entered: fingerprint([...typed, referenceText(reference), created.name, updated.name]),
		scopeIn: (model) => {
			const nameOf = ({ name }: EnteredStamp) => findProperty(model, name)?.name ?? name;
			return fingerprint([...typed, model.id, nameOf(created), nameOf(updated)]);
		},
	};
}

function stampOf(
	{ displayName }: { displayName: string },
	entered: string | undefined,
	usual: string,
): EnteredStamp {
	const name = entered ?? usual;
	return { name, isChosen: name !== usual, displayName };
}

function pollReader(context: IPollFunctions): Reader {
	return new Reader({
		node: context.getNode(),
		zone: context.getTimezone(),
		get: (path, fallback, options) => context.getNodeParameter(path, fallback, options),
	});
}

/**
 * What is watched, as it was typed: an expression may yield something else at each poll, as in a
 * condition on the time, and what is kept stays. The start date is left out for the same reason.
 */
function asTyped(
	context: IPollFunctions,
	{ viewId = '', filterId = '' }: Watch['selection'],
	event: string,
): unknown[] {
	const { parameters: typed } = context.getNode();
	const options = (typed.options ?? {}) as IDataObject;
	const own = (name: string, value: string) =>
		isExpression(options[name]) ? options[name] : value;
	return [
		own('viewId', viewId),
		own('filterId', filterId),
		event,
		typed.startFrom ?? 'now',
		...typedConditions(typed),
	];
}

/** Without conditions nothing, and with one not how they count together. */
function typedConditions({ filters, combineFilters }: INodeParameters): unknown[] {
	const { conditions = [], groups = [] } = (filters ?? {}) as IDataObject;
	const all = [conditions, groups].flat();
	if (all.length === 0) return [];
	return [...(all.length > 1 ? [combineFilters ?? 'and'] : []), conditions, groups];
}

/** @throws {InputError} when a condition does not fit the model */
async function filterOf(
	app: App,
	model: ModelReference,
	entered: EnteredFilter,
	zone: string,
): Promise<Watched['filter']> {
	if (isUnfiltered(entered)) return undefined;
	const paths = enteredPaths(entered);
	const of = await app.schema.resolve(model, paths);
	const models = await app.schema.models({ model, paths });
	return readFilter(models, of, entered, zone);
}
