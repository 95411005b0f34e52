// How a person says what to write.
import type {
	IDataObject,
	INodeProperties,
	INodePropertyOptions,
	ResourceMapperTypeOptions,
} from 'n8n-workflow';
import { InputError } from '../../app/errors';
import { isBlank, toChoice, toJsonObject, toNames } from '../../parameters/converters';
import { oneOf, parameter, toggle, type Parameter, type ValueOf } from '../../parameters/parameter';
import { propertyList } from '../../parameters/record';

/** What the mapper calls the properties that identify a record. */
const MATCHING_TITLE = 'Properties to Match On';

/** What it takes for a property to identify records. */
const MATCHING_HINT = 'The properties that identify a record. Each must have a value';

type MapperOptions = Extract<ResourceMapperTypeOptions, { resourceMapperMethod: string }>;

type FieldsMode = 'mapped' | 'auto' | 'json';

const AUTO: INodePropertyOptions = {
	name: 'Map Input Automatically',
	value: 'auto',
	description: 'Use the fields of each item whose names match a property',
};

const MODES: INodePropertyOptions[] = [
	{
		name: 'Set Each Property Below',
		value: 'mapped',
		description: 'Enter a value for each property of the model',
	},
	AUTO,
	{
		name: 'Use JSON',
		value: 'json',
		description: 'Enter an object with property names and values',
	},
];

export const fieldsMode = parameter(
	{
		displayName: 'Values to Write',
		name: 'fieldsMode',
		noDataExpression: true,
		default: 'mapped',
		description: 'How to enter the values of the properties',
		type: 'options',
		options: MODES,
	},
	toChoice<FieldsMode>(MODES),
);

type ColumnsMethod = Pick<MapperOptions, 'mode' | 'resourceMapperMethod'>;

function mapperOptions(columns: ColumnsMethod): ResourceMapperTypeOptions {
	return {
		...columns,
		valuesLabel: 'Properties',
		fieldWords: { singular: 'property', plural: 'properties' },
		addAllFields: true,
		supportAutoMap: false,
		multiKeyMatch: true,
		matchingFieldsLabels: {
			title: MATCHING_TITLE,
			description: 'The properties that identify a record, for example an email address',
			hint: MATCHING_HINT,
		},
		// The methods say themselves why there are none, and not in red.
		hideNoDataError: true,
	};
}

interface MappedValues {
	values: IDataObject;
	/** The properties that identify a record. */
	keys: string[];
}

/**
 * The mapper. A blank field is stored as null or an empty text, and means that the property is left alone;
 * only an expression that yields one of them clears it.
 *
 * @param columns what lists the columns in the editor
 */
function mapper(columns: ColumnsMethod): Parameter<MappedValues> {
	const field: INodeProperties = {
		displayName: 'Properties',
		name: 'fields',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		required: true,
		description: 'The values to write. A property that is left blank is not changed.',
		typeOptions: { loadOptionsDependsOn: ['model.value'], resourceMapper: mapperOptions(columns) },
	};
	return {
		displayName: field.displayName,
		fields: [field],
		parse: (reader) => {
			const saved = reader.get('fields.value', {}, { rawExpressions: true }) as IDataObject | null;
			// n8n's own conversion would turn an empty number into 0.
			const found = reader.get('fields.value', {}, { skipValidation: true }) as IDataObject | null;
			const filled = Object.entries(found ?? {}).filter(([name]) => !isBlank(saved?.[name]));
			const keys = toNames(reader.get('fields.matchingColumns', []), MATCHING_TITLE);
			return { values: Object.fromEntries(filled), keys };
		},
	};
}

const matchOn = propertyList('getMatchProperties', {
	displayName: 'Match On Names or IDs',
	name: 'matchOn',
	required: true,
	hint: MATCHING_HINT,
});

const fieldsJson = parameter(
	{
		displayName: 'Values (JSON)',
		name: 'fieldsJson',
		type: 'json',
		default: '{}',
		required: true,
		description:
			'An object with property names and values. A property that is absent is not changed, null clears it.',
	},
	toJsonObject,
);

/** Which fields are written can't be seen in the editor, as it depends on the items. */
const autoNotice: Parameter<undefined> = {
	displayName: AUTO.name,
	fields: [
		{
			displayName:
				"Each field of an item is written to the property with the same name. Left out are: what the app sets itself, to-many relations, passwords and tokens. Any other field ends the step with an error that names it, unless 'Ignore Unknown Input' is on.",
			name: 'autoNotice',
			type: 'notice',
			default: '',
		},
	],
	parse: () => undefined,
};

export const ignoreUnknown = toggle({
	displayName: 'Ignore Unknown Input',
	name: 'ignoreUnknown',
	default: false,
	description:
		"Whether to leave out fields that aren't properties of the model when the input is mapped automatically",
});

/**
 * What to write.
 *
 * @param columns what lists the mapper's columns in the editor
 */
export function valuesToWrite(columns: ColumnsMethod) {
	return oneOf(fieldsMode, {
		mapped: { mapper: mapper(columns) },
		json: { json: fieldsJson },
		auto: { notice: autoNotice },
	});
}

/** The same, and what it identifies a record by. */
export function valuesToMatch(columns: ColumnsMethod) {
	return oneOf(fieldsMode, {
		mapped: { mapper: mapper(columns) },
		json: { json: fieldsJson, keys: matchOn },
		auto: { keys: matchOn, notice: autoNotice },
	});
}

/** What was entered, in one of the ways. */
export type WrittenValues = ValueOf<ReturnType<typeof valuesToWrite>>;

/**
 * The names of the properties that identify a record.
 *
 * @throws {InputError} when none is chosen
 */
export function matchNames(entered: ValueOf<ReturnType<typeof valuesToMatch>>): string[] {
	const isMapped = entered.kind === 'mapped';
	const names = isMapped ? entered.mapper.keys : entered.keys;
	if (names.length > 0) return names;
	throw new InputError(
		`'${isMapped ? MATCHING_TITLE : matchOn.displayName}' is empty`,
		'Choose one or more properties that identify a record, for example email',
	);
}
