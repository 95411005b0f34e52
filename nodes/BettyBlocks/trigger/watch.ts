import type { IPollFunctions } from 'n8n-workflow';
import type { App, Selection } from '../app/app';
import { referenceText, type ModelReference } from '../app/models';
import { connect } from '../connect';
import { pollReader } from '../node/item';
import type { Settings } from './engine/settings';
import * as parameters from './parameters';
import { fingerprint } from './state';

/** What one trigger watches, as its parameters and its credential say. */
export interface Watch {
	app: App;
	reference: ModelReference;
	selection: Selection;
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
	const created = read(parameters.createdProperty);
	const updated = read(parameters.updatedProperty);
	const settings = {
		event,
		start: startFrom === 'date' ? { since: read(parameters.startDate) } : startFrom,
		maxRecords: read(parameters.maxRecords),
		overlapMs: read(parameters.overlap),
	};
	const simplify = read(parameters.simplify);
	const app = await connect(context);
	return {
		app,
		reference,
		selection,
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
		]),
	};
}
