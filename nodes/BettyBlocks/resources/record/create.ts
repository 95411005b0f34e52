import { operation } from '../../node/operation';
import { performed } from '../../node/prepared';
import { model } from '../../parameters/model';
import { options } from '../../parameters/options';
import { requireSome, resolveValues, secretNames, valuesForNew } from './enteredValues';
import { planFiles } from './filePlan';
import { fieldsMode, ignoreUnknown, valuesToWrite } from './valueFields';

export const createOne = operation({
	needs: ['writer', 'assets'],
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create record',
		description: 'Create a new record',
	},
	parameters: {
		reference: model,
		values: valuesToWrite({ mode: 'add', resourceMapperMethod: 'getColumnsToCreate' }),
		options: options({ ignoreUnknown }),
	},
	done: 'written',
	again: 'created again',
	async prepare(written, item) {
		const { entered, of, checked } = await resolveValues(item, written);
		const secrets = secretNames(entered, of);
		if (secrets.length > 0) item.hint(leftOut(secrets));
		const values = valuesForNew(requireSome(checked(entered)), entered, of);
		const files = planFiles(item, of, values);
		return {
			perform: async () =>
				await files.uploaded(async (given) => performed([await item.app.writer.create(of, given)])),
		};
	},
});

function leftOut(secrets: string[]): string {
	return `${secrets.join(', ')}: not written. '${fieldsMode.displayName}' leaves out passwords and tokens when it maps the input automatically`;
}
