import type { IPollFunctions } from 'n8n-workflow';
import type { App, Selection, Watched } from '../app/app';
import { readCondition, type Combinator, type EnteredCondition } from '../app/conditions';
import { referenceText, type ModelReference } from '../app/models';
import { apiOf, connect, STAMPS } from '../connect';
import { pollReader } from '../node/item';
import type { Settings } from './engine/settings';
import * as parameters from './parameters';
import { fingerprint } from './state';

/** What one trigger watches, as its parameters and its credential say. */
export interface Watch {
	app: App;
	reference: ModelReference;
	selection: Selection;
	/** Conditions that the records have to meet; undefined for none. */
	filter: () => Promise<Watched['filter']>;
	settings: Settings;
	/** Names or UUIDs, as entered. */
	created: string;
	updated: string;
	simplify: boolean;
	/** Tells this watch from any other: a state kept for another one means nothing here. */
	scope: string;
}

/**
 * Reads the parameters of the trigger.
 *
 * @throws {InputError} naming the parameter, when one makes no sense
 */
export async function readWatch(context: IPollFunctions): Promise<Watch> {
	const { read } = pollReader(context);
	const reference = read(parameters.watchedModel);
	const selection = { viewId: read(parameters.view), filterId: read(parameters.filter) };
	const event = read(parameters.event);
	const startFrom = read(parameters.startFrom);
	const conditions = read(parameters.filters);
	const combinator = read(parameters.combineFilters);
	const settings = {
		event,
		start: startFrom === 'date' ? { since: read(parameters.startDate) } : startFrom,
		maxRecords: read(parameters.maxRecords),
		overlapMs: read(parameters.overlap),
	};
	const simplify = read(parameters.simplify);
	const app = await connect(context, { mayBeOld: true });
	const created = read(parameters.createdProperty) ?? STAMPS[apiOf(context)].created;
	const updated = read(parameters.updatedProperty) ?? STAMPS[apiOf(context)].updated;
	const zone = context.getTimezone();
	return {
		app,
		reference,
		selection,
		filter: async () => await readFilter(app, reference, { conditions, combinator, zone }),
		settings,
		created,
		updated,
		simplify,
		// A start date may be an expression that is another one at each poll, so it is left out.
		scope: fingerprint([
			app.account,
			referenceText(reference),
			selection.viewId ?? '',
			selection.filterId ?? '',
			event,
			startFrom,
			created,
			updated,
			// Without conditions it is what it was before there were any.
			...(conditions.length === 0 ? [] : [JSON.stringify([combinator, conditions])]),
		]),
	};
}

interface EnteredFilter {
	conditions: EnteredCondition[];
	combinator: Combinator;
	zone: string;
}

/** @throws {InputError} when a condition does not fit the model */
async function readFilter(
	app: App,
	model: ModelReference,
	{ conditions, combinator, zone }: EnteredFilter,
): Promise<Watched['filter']> {
	if (conditions.length === 0) return undefined;
	const of = await app.model(model);
	const paths = conditions.map(({ property }) => String(property ?? ''));
	const models = await app.models({ model, paths });
	return {
		conditions: conditions.map((condition) => readCondition(models, of, condition, zone)),
		combinator,
	};
}
