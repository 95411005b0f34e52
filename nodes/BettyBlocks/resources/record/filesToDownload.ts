// The option to download the files of the records that are read.
import type { IDataObject } from 'n8n-workflow';
import type { AppRecord } from '../../app/app';
import { findFileProperty } from '../../app/values/files';
import type { Model, Property } from '../../app/schema/models';
import { Places } from '../../node/concurrently';
import type { Item } from '../../node/item';
import { MAX_DOWNLOADS, withFiles } from '../../node/recordFiles';
import type { Performed } from '../../node/prepared';

/** @throws {InputError} when the model has no such property, or it holds no files */
export function fileProperties(model: Model, names: string[]): Property[] {
	return [...new Set(names.map((name) => findFileProperty(model, name)))];
}

/** What is read has to show the files. */
export function withFileFields(
	fields: string[] | undefined,
	files: Property[],
): string[] | undefined {
	return fields && [...new Set([...fields, ...files.map(({ name }) => name)])];
}

/** What the items of a run share. */
const newPool = (): { places?: Places } => ({});

/**
 * Records as the output of an item, with their files.
 *
 * @param rows as the app sent them
 * @param output what is to be output for each of them
 */
export async function performedWithFiles(
	item: Item,
	properties: Property[],
	rows: AppRecord[],
	output: IDataObject[],
): Promise<Performed> {
	const { app, helpers } = item;
	const pool = item.shared(newPool);
	const current = Math.min(item.atOnce ?? MAX_DOWNLOADS, MAX_DOWNLOADS);
	const places = (pool.places ??= new Places({ current }));
	const instead = (error: unknown) => item.insteadOf(error);
	const downloads = { files: app.files, helpers, places, instead };
	return { output: await withFiles(downloads, properties, rows, output) };
}
