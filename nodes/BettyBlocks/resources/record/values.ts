import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { Model } from '../../api/models';
import type { RecordForm } from '../../api/records';
import { InputError } from '../../inputError';
import { encodeValue, kindOf } from '../../schema/kinds';
import { findModel, findProperty, type ModelReference } from '../../schema/models';
import { jsonObjectParameter } from '../parameters';
import type { Run } from '../run';
import { withFilesUploaded } from './files';

/** The parameters that say what to write; `columnsMethod` lists the columns in the editor. */
export function valueFields(columnsMethod: string): INodeProperties[] {
	return [
		{
			displayName: 'Fields Mode',
			name: 'fieldsMode',
			type: 'options',
			noDataExpression: true,
			default: 'mapped',
			description: 'How you want to say what to write',
			options: [
				{
					name: 'Map Each Property',
					value: 'mapped',
					description: 'Choose a value for each property of the model',
				},
				{
					name: 'JSON',
					value: 'json',
					description: 'Give an object with property names and values',
				},
			],
		},
		{
			displayName: 'Fields',
			name: 'fields',
			type: 'resourceMapper',
			noDataExpression: true,
			default: { mappingMode: 'defineBelow', value: null },
			required: true,
			description: 'The values to write. A property that is left blank is left alone.',
			typeOptions: {
				loadOptionsDependsOn: ['model.value'],
				resourceMapper: {
					resourceMapperMethod: columnsMethod,
					mode: 'add',
					fieldWords: { singular: 'property', plural: 'properties' },
					addAllFields: true,
					supportAutoMap: true,
					noFieldsError: 'No properties to write were found. Choose a model first',
				},
			},
			displayOptions: { show: { fieldsMode: ['mapped'] } },
		},
		{
			displayName: 'Fields (JSON)',
			name: 'fieldsJson',
			type: 'json',
			default: '{}',
			required: true,
			description:
				'An object with property names and values. A property that is absent is left alone, null clears it.',
			displayOptions: { show: { fieldsMode: ['json'] } },
		},
	];
}

/**
 * Reads the values to write for one item, in the app's own terms. Files among them are uploaded.
 *
 * @throws {InputError} when there are none, or when the model cannot hold one of them
 */
export async function valuesToWrite(
	run: Run,
	reference: ModelReference,
	itemIndex: number,
): Promise<RecordForm> {
	const model = findModel(await run.models(), reference);
	const values = enteredValues(run.context, model, itemIndex);
	const form: RecordForm = {};
	for (const [name, value] of Object.entries(values)) {
		if (value === undefined) continue;
		form[name] = encodeValue(name, model && writableProperty(model, name), value);
	}
	if (Object.keys(form).length === 0) {
		throw new InputError('There is nothing to write', 'Give at least one property a value');
	}
	return await withFilesUploaded(run, itemIndex, model, form);
}

function enteredValues(
	context: IExecuteFunctions,
	model: Model | undefined,
	itemIndex: number,
): IDataObject {
	if (context.getNodeParameter('fieldsMode', itemIndex) === 'json') {
		return jsonObjectParameter(context, 'fieldsJson', 'Fields (JSON)', itemIndex);
	}
	return context.getNodeParameter('fields.mappingMode', itemIndex) === 'autoMapInputData'
		? withoutReadOnly(context.getInputData()[itemIndex]?.json ?? {}, model)
		: mappedValues(context, itemIndex);
}

/**
 * The values of the mapper. A blank field is stored as null or '', and means that the property is
 * left alone; only an expression that yields null or '' clears it. n8n's own conversion is passed
 * over, as it would turn an empty number into 0.
 */
function mappedValues(context: IExecuteFunctions, itemIndex: number): IDataObject {
	const entered = context.getNodeParameter(
		'fields.value',
		itemIndex,
		{},
		{
			rawExpressions: true,
		},
	) as IDataObject | null;
	const values = context.getNodeParameter(
		'fields.value',
		itemIndex,
		{},
		{
			skipValidation: true,
		},
	) as IDataObject | null;
	return Object.fromEntries(
		Object.entries(values ?? {}).filter(([name]) => !isBlank(entered?.[name])),
	);
}

function isBlank(entered: unknown): boolean {
	return entered === undefined || entered === null || entered === '';
}

/** What the app keeps itself, as in a record that was read before, is no business of a write. */
function withoutReadOnly(json: IDataObject, model: Model | undefined): IDataObject {
	return Object.fromEntries(
		Object.entries(json).filter(
			([name]) => kindOf(model && findProperty(model, name)).writable && name !== 'id',
		),
	);
}

function writableProperty(model: Model, name: string): Model['properties'][number] {
	const property = findProperty(model, name);
	if (property === undefined) {
		throw new InputError(
			`The model ${model.name} has no property "${name}"`,
			`Its properties are ${model.properties.map((known) => known.name).join(', ')}`,
		);
	}
	if (!kindOf(property).writable) {
		throw new InputError(
			`"${name}" cannot be written: the app keeps its value itself`,
			'Leave this property out',
		);
	}
	return property;
}
