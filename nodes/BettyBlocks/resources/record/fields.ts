import type { AppSchema } from '../../app/app';
import type { Model } from '../../app/schema/models';
import { only } from '../../parameters/api';
import { toNames } from '../../parameters/converters';
import { group, mapped, parameter } from '../../parameters/parameter';

const chosen = parameter(
	{
		displayName: 'Field Names or IDs',
		name: 'chosenFields',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getReadableFields', loadOptionsDependsOn: ['model.value'] },
		default: [],
		description:
			'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		hint: "The properties to return, including those of related records. Those in 'Fields' are returned as well.",
	},
	toNames,
);

const paths = parameter(
	{
		displayName: 'Fields',
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

/** The models of related records that are shown within others: those that paths lead through. */
export async function modelsWithin(
	schema: AppSchema,
	{ id }: Model,
	named: string[] = [],
): Promise<Model[]> {
	const paths = named.filter((path) => path.includes('.'));
	return paths.length === 0 ? [] : await schema.models({ model: { uuid: id }, paths });
}
