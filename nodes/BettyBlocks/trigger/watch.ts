import type { IPollFunctions } from 'n8n-workflow';
import type { App, Selection, Watched } from '../app/app';
import { enteredPaths, isUnfiltered, readFilter, type EnteredFilter } from '../app/filter';
import { referenceText, type ModelReference } from '../app/models';
import { apiOf, connect, STAMPS } from '../connect';
import { pollReader } from '../node/item';
import { readEnteredFilter } from '../parameters/queryFields';
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
	const filter = readEnteredFilter({ read });
	const settings = {
		event,
		start: startFrom === 'date' ? { since: read(parameters.startDate) } : startFrom,
		maxRecords: read(parameters.maxRecords),
		overlapMs: read(parameters.overlap),
	};
	const simplify = read(parameters.simplify);
	const app = await connect(context, { isPoll: context.getMode() !== 'manual' });
	const created = read(parameters.createdProperty) ?? STAMPS[apiOf(context)].created;
	const updated = read(parameters.updatedProperty) ?? STAMPS[apiOf(context)].updated;
	const zone = context.getTimezone();
	return {
		app,
		reference,
		selection,
		filter: async () => await filterOf(app, reference, filter, zone),
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
			...(isUnfiltered(filter) ? [] : [JSON.stringify(filter)]),
		]),
	};
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
	const of = await app.model(model, paths);
	const models = await app.models({ model, paths });
	return readFilter(models, of, entered, zone);
}
