// What the trigger outputs for the records that it found.
import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import type { App } from '../app/app';
import { isPassing } from '../app/errors';
import { findFileProperty } from '../app/values/files';
import type { Model } from '../app/schema/models';
import { simplifyRows } from '../app/values/simplify';
import { Places } from '../node/concurrently';
import { inOneText, toNodeError } from '../node/nodeError';
import { MAX_DOWNLOADS, withFiles, type FileDownloads } from '../node/recordFiles';
import type { Emission } from './engine/settings';
import type { Watch } from './watch';

/**
 * An item for each record, with its files.
 *
 * @param known the model, where the app was asked for it already
 */
export async function toItems(
	context: IPollFunctions,
	emissions: Emission[],
	watch: Watch,
	known: Model | undefined,
): Promise<INodeExecutionData[]> {
	if (emissions.length === 0) return [];
	const { app, downloads, reference, settings, simplify } = watch;
	const isModelNeeded = simplify || downloads.length > 0;
	const model = isModelNeeded ? (known ?? (await app.schema.resolve(reference))) : undefined;
	const rows = emissions.map(({ row: { record } }) => record);
	const shaped: IDataObject[] = simplify && model ? simplifyRows(rows, model) : rows;
	const tellsEvent = settings.event === 'recordCreatedOrUpdated';
	const output = emissions.map(({ event }, index) => {
		const json = shaped[index] ?? {};
		return tellsEvent ? { ...json, _event: event } : json;
	});
	const properties = downloads.map((name) => findFileProperty(model as Model, name));
	return await withFiles(downloadsIn(context, app), properties, rows, output);
}

/** A file that will never come must not stop the trigger: its record comes with the error. */
function downloadsIn(context: IPollFunctions, { files }: App): FileDownloads {
	return {
		files,
		helpers: context.helpers,
		places: new Places({ current: MAX_DOWNLOADS }),
		instead: (thrown, json) => {
			if (isPassing(thrown)) return undefined;
			const error = toNodeError(context.getNode(), thrown);
			context.logger.warn(inOneText(error));
			return { json, error };
		},
	};
}
