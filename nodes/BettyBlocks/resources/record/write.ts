import type { AppRecord } from '../../app/app';
import type { Model, ModelReference } from '../../app/schema/models';
import type { Values } from '../../app/values/values';
import type { ItemWith } from '../../node/item';
import { differingValues, fetchShown, needsShown, takenOrShown } from './differing';
import {
	checkValues,
	enteredValues,
	requireSome,
	secretNames,
	valuesForNew,
} from './enteredValues';
import type { FoundRecord } from './findBy';
import { planFiles, type FilePlan } from './filePlan';
import { fieldsMode, type WrittenValues } from './valueFields';

/** An item of an app that takes records and files. */
type WritingItem = ItemWith<'writer' | 'assets'>;

/** What was entered for a record. */
interface Written {
	reference: ModelReference;
	values: WrittenValues;
	options: { ignoreUnknown: boolean };
}

/** What is written for one item: read, checked, and not sent yet. */
export interface Write {
	model: Model;
	files: FilePlan;
}

/** What is written to a record that is there. */
export interface RecordChange extends Write {
	/** What the record shows, where that has to be known; undefined where the user may not read it. */
	shown: (found: FoundRecord) => Promise<AppRecord | undefined>;
	/** Of the values, those to write to a record that shows this. */
	differing: (shown: AppRecord | undefined) => Values;
}

/** @throws {InputError} when there is no such model, or it can't hold one of the values */
export async function prepareNew(item: WritingItem, written: Written): Promise<Write> {
	const { entered, of, checked } = await resolveValues(item, written);
	const secrets = secretNames(entered, of);
	if (secrets.length > 0) {
		item.hint(
			`${secrets.join(', ')}: not written. '${fieldsMode.displayName}' leaves out passwords and tokens when it maps the input automatically`,
		);
	}
	const values = valuesForNew(requireSome(checked(entered)), entered, of);
	return { model: of, files: planFiles(item, of, values) };
}

/**
 * @param find the records that are meant
 * @throws {InputError} when there is no such model, or it can't hold one of the values
 */
export async function prepareChange(
	item: WritingItem,
	written: Written,
	find: () => Promise<FoundRecord[]>,
): Promise<RecordChange> {
	const { entered, of, checked } = await resolveValues(item, written);
	const values = await takenOrShown(
		entered,
		of,
		(given) => planFiles(item, of, checked(given)).values,
		async () => {
			const records: AppRecord[] = [];
			for (const { id, shown } of await find()) {
				const record = shown ?? (await fetchShown(item.app, of, id));
				if (record === undefined) return [];
				records.push(record);
			}
			return records;
		},
	);
	const files = planFiles(item, of, values);
	return {
		model: of,
		files,
		shown: async ({ id, shown }) =>
			needsShown(entered, of) ? (shown ?? (await fetchShown(item.app, of, id))) : undefined,
		differing: (shown) =>
			shown === undefined ? files.values : differingValues(files.values, entered, of, shown),
	};
}

async function resolveValues(
	{ app, json, zone }: WritingItem,
	{ reference, values, options: { ignoreUnknown } }: Written,
) {
	const entered = enteredValues(values, json);
	const of = await app.schema.resolve(reference);
	const checked = (given: typeof entered) => checkValues(given, of, { ignoreUnknown, zone });
	return { entered, of, checked };
}
