// What comes out of records that were read, and what is told of the rest.
import type { IDataObject } from 'n8n-workflow';
import type { AppRecord } from '../../app/app';
import type { Model, Property } from '../../app/schema/models';
import { findFileProperty } from '../../app/values/files';
import { kindOf } from '../../app/values/kinds';
import { Places } from '../../node/concurrently';
import type { Item } from '../../node/item';
import type { Performed } from '../../node/prepared';
import { MAX_DOWNLOADS, withFiles, type FileDownloads } from '../../node/recordFiles';
import { only } from '../../parameters/api';
import { toNames } from '../../parameters/converters';
import { group, mapped, parameter } from '../../parameters/parameter';
import { savedView, propertyList } from '../../parameters/record';
import { findRelations, relatedRecords, withRelated } from './related';

const chosen = propertyList('getReadableFields', {
	displayName: 'Field Names or IDs',
	name: 'chosenFields',
	hint: "The properties to return, including those of related records. Those in 'Field Paths' are returned as well.",
});

const paths = parameter(
	{
		displayName: 'Field Paths',
		name: 'fields',
		type: 'string',
		default: '',
		placeholder: 'e.g. name, project.customer.name',
		description:
			'The properties to return, separated by commas. A dot leads to a property of a related record, through at most 4 relations. Without it, the values of the record are returned, and the ID and name of related records.',
	},
	toNames,
);

/** Paths of the properties to read, chosen and typed; undefined for what the app usually shows. */
export const fields = mapped(
	group(paths.displayName, { chosen: only('data', chosen), paths: only('data', paths) }),
	(entered) => {
		const names = [...new Set([...entered.chosen, ...entered.paths])];
		return names.length === 0 ? undefined : names;
	},
);

/** Tells that a view shows only some of the properties. */
export function tellColumns(item: Pick<Item, 'hint'>, rows: AppRecord[], model: Model): void {
	if (rows.length === 0) return;
	const columns = model.properties.filter((property) => !kindOf(property).isToMany);
	const shown = columns.filter((property) => isShown(property, rows));
	if (shown.length === columns.length) return;
	item.hint(
		`The view shows ${shown.length} of the ${columns.length} properties of ${model.name}. To get the others, add them to the view in the builder, or remove '${savedView.displayName}'.`,
	);
}

/** Tells that relations to many are not part of a record. */
export function tellToMany(
	item: Pick<Item, 'hint' | 'app'>,
	rows: AppRecord[],
	model: Model,
): void {
	if (rows.length === 0) return;
	const relations = model.properties.filter((property) => kindOf(property).isToMany);
	const missing = relations.filter((property) => !isShown(property, rows));
	if (missing.length === 0) return;
	const names = missing.map(({ name }) => name).join(', ');
	const option = (item.app.records.can.fields ? fields : relatedRecords).displayName;
	item.hint(
		`The app doesn't return to-many relations (${names}) as part of a record. To get their records, add the option '${option}' or use Get Many on their own model.`,
	);
}

/** Views show properties by their UUID. */
function isShown({ id, name }: Property, rows: AppRecord[]): boolean {
	return rows.some((row) => Object.hasOwn(row, name) || Object.hasOwn(row, id));
}

interface WantedOutput {
	related: string[];
	fields: string[] | undefined;
	/** Names or UUIDs of file properties. */
	files: string[];
}

interface RecordOutput {
	/** Paths of the properties to read. */
	paths: string[] | undefined;
	/** The models of related records that are shown within those of a model: those that paths lead through. */
	within: (model: Model) => Promise<Model[]>;
	/** Adds related records and files to what is output for each of the rows that the app sent. */
	performed: (rows: AppRecord[], shaped: IDataObject[]) => Promise<Performed>;
}

/**
 * Checks what comes out with records, before any is read.
 *
 * @param resolve yields their model, and is called only where that has to be known
 * @throws {InputError} when the model has no such property, or it holds no files or is no relation to many
 */
export async function recordOutput(
	item: Item,
	{ related, fields: named, files }: WantedOutput,
	resolve: () => Promise<Model>,
): Promise<RecordOutput> {
	const { schema } = item.app;
	const model = files.length + related.length > 0 ? await resolve() : undefined;
	const properties = new Set(model && files.map((name) => findFileProperty(model, name)));
	const models = related.length > 0 ? await schema.models() : [];
	const relations = model === undefined ? [] : findRelations(models, model, related);
	const fileNames = [...properties].map(({ name }) => name);
	const throughRelations = named?.filter((path) => path.includes('.')) ?? [];
	return {
		paths: named && [...new Set([...named, ...fileNames])],
		within: async ({ id }) =>
			throughRelations.length === 0
				? []
				: await schema.models({ model: { uuid: id }, paths: throughRelations }),
		performed: async (rows, shaped) => {
			const output = await withRelated(item, models, relations, rows, shaped);
			return { output: await withFiles(downloadsOf(item), [...properties], rows, output) };
		},
	};
}

/** What the items of a run share. */
const newPool = (): { places?: Places } => ({});

function downloadsOf(item: Item): FileDownloads {
	const pool = item.shared(newPool);
	const current = Math.min(item.atOnce ?? MAX_DOWNLOADS, MAX_DOWNLOADS);
	const places = (pool.places ??= new Places({ current }));
	const instead = (error: unknown) => item.insteadOf(error);
	return { files: item.app.files, helpers: item.helpers, places, instead };
}
