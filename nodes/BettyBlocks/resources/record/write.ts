import type { Model } from '../../app/models';
import type { Item } from '../../node/item';
import { model } from '../../parameters/model';
import { planFiles, type FilePlan } from './filePlan';
import { ignoreUnknown } from './valueFields';
import { checkValues, enteredValues, valuesForNew } from './enteredValues';

/** What create and update write for one item: read, checked, and not sent yet. */
export interface Write {
	model: Model;
	files: FilePlan;
}

/** @throws {InputError} when there is no such model, or it can't hold one of the values */
export async function prepareWrite(item: Item, isNew: boolean): Promise<Write> {
	const reference = item.read(model);
	const entered = enteredValues(item);
	const rules = { ignoreUnknown: item.read(ignoreUnknown), zone: item.zone };
	const of = await item.app.model(reference);
	const checked = checkValues(entered, of, rules);
	const values = isNew ? valuesForNew(checked, entered, of) : checked;
	return { model: of, files: planFiles(item, of, values) };
}
