import type { INodeParameterResourceLocator } from 'n8n-workflow';
import { InputError } from '../app/errors';
import type { ModelReference } from '../app/schema/models';
import { readUuid, uuidInAddress } from '../app/schema/ids';
import { matching, parameter } from './parameter';

const TABLE_NAME = /^[\p{L}_][\p{L}\p{N}_-]*$/u;

/** What the modes of the model's parameter ask for. */
const WANTED: Record<string, string> = {
	list: 'UUID',
	id: 'UUID',
	name: 'name',
	url: 'URL with a UUID',
};

/** The name of the parameter. */
export const MODEL = 'model';

/** The model, as the list offers it or as a person calls it. */
export const model = parameter(
	{
		displayName: 'Model',
		name: MODEL,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: 'The model whose records you want to work with',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a model...',
				typeOptions: {
					searchListMethod: 'searchModels',
					searchable: true,
					slowLoadNotice: {
						message: "If the list doesn't load, enter the model's UUID or table name instead",
						timeout: 15_000,
					},
				},
			},
			{
				displayName: 'By UUID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 5d41402abc4b2a76b9719d911017c592',
				hint: 'Click the model in the builder: its UUID is in the address bar.',
				validation: matching(
					'\\s*[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}\\s*',
					'A UUID has 32 characters, each a digit or a letter from a to f',
				),
			},
			{
				displayName: 'By Name',
				name: 'name',
				type: 'string',
				placeholder: 'e.g. companies',
				hint: "Classic app: the table name, usually the plural of the model's name in lower case. Newer app: the model's name, for example Company.",
			},
			{
				displayName: 'By URL',
				name: 'url',
				type: 'string',
				placeholder: 'e.g. https://my-app.bettyblocks.com/…',
				hint: 'Click the model in the builder and copy the URL.',
				validation: matching(
					'.*[0-9a-fA-F]{32}.*',
					"The URL must contain the 32 characters of the model's UUID",
				),
			},
		],
	},
	parseModel,
);

/** @throws {InputError} when what is entered names no model */
export function parseModel(entered: unknown, displayName: string): ModelReference {
	const [value, mode] = enteredModel(entered);
	return parseModelReference(value, mode, displayName);
}

/** What stands in the parameter, and the mode it was entered in: an expression yields plain text. */
export function enteredModel(entered: unknown): [value: unknown, mode?: string] {
	if (typeof entered !== 'object' || entered === null) return [entered];
	const { value, mode } = entered as INodeParameterResourceLocator;
	return [value, mode];
}

/**
 * Reads what a person entered for a model: a UUID (as the builder shows it, or with dashes), a
 * builder address that contains one, or the name of a table.
 *
 * @param mode the mode of the resource locator; undefined for text from an expression
 * @throws {InputError} for what is none of these
 */
export function parseModelReference(
	value: unknown,
	mode: string | undefined,
	displayName: string,
): ModelReference {
	const text = typeof value === 'string' ? value.trim() : '';
	if (text === '') {
		throw new InputError(
			`'${displayName}' is empty`,
			'Choose a model from the list, or enter its UUID, its name or its URL in the builder',
		);
	}
	const isAddress = mode === 'url' || text.includes('/');
	const uuid = readUuid(text) ?? (isAddress ? uuidInAddress(text, 'models') : undefined);
	if (uuid !== undefined) return { uuid };
	const isTable = !isAddress && mode !== 'id' && TABLE_NAME.test(text);
	if (isTable) return { table: text };
	throw new InputError(
		`'${displayName}' must be a ${WANTED[mode ?? ''] ?? 'name, UUID or URL'}, but got "${text}"`,
		'In the builder, click the model and copy the 32 characters from the address bar, or choose the model from the list',
	);
}
