import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { BettyBlocks } from '../../nodes/BettyBlocks/BettyBlocks.node';

const { description } = new BettyBlocks();

const named = (name: string): INodeProperties[] =>
	description.properties.filter((property) => property.name === name);
const shownFor = (resource: string, operation: string) =>
	description.properties.filter(
		({ displayOptions }) =>
			displayOptions?.show?.resource?.includes(resource) &&
			displayOptions.show.operation?.includes(operation),
	);
const values = (property: INodeProperties | undefined) =>
	(property?.options as INodePropertyOptions[]).map(({ value }) => value);

/** Workflows keep these names and values, so they must never change. */
describe('What workflows save', () => {
	it('is the node bettyBlocks with the credential bettyBlocksApi', () => {
		expect(description.name).toBe('bettyBlocks');
		expect(description.credentials).toEqual([{ name: 'bettyBlocksApi', required: true }]);
	});

	it('is a resource, records unless chosen otherwise', () => {
		const [resource] = named('resource');
		expect(values(resource)).toEqual(['record', 'asset', 'action', 'model']);
		expect(resource?.default).toBe('record');
	});

	it.each([
		['record', ['create', 'upsert', 'delete', 'get', 'getAll', 'update']],
		['asset', ['download', 'upload']],
		['action', ['execute']],
		['model', ['get', 'getAll']],
	])('is an operation on a %s', (resource, operations) => {
		const operation = named('operation').find((property) =>
			property.displayOptions?.show?.resource?.includes(resource),
		);
		expect(values(operation)).toEqual(operations);
	});

	it.each([
		['record', 'create', ['model', 'fieldsMode', 'fields', 'fieldsJson', 'options']],
		[
			'record',
			'upsert',
			['model', 'fieldsMode', 'fields', 'fieldsJson', 'matchOn', 'whenSeveralMatch', 'options'],
		],
		['record', 'delete', ['model', 'recordId', 'options']],
		['record', 'get', ['model', 'recordId', 'simplify', 'options']],
		[
			'record',
			'getAll',
			['model', 'returnAll', 'limit', 'filters', 'combineFilters', 'simplify', 'options', 'sort'],
		],
		['record', 'update', ['model', 'recordId', 'fieldsMode', 'fields', 'fieldsJson', 'options']],
		['asset', 'download', ['url', 'outputBinaryProperty', 'options']],
		[
			'asset',
			'upload',
			['binaryPropertyName', 'attach', 'model', 'recordId', 'property', 'options'],
		],
		['action', 'execute', ['model', 'actionId', 'inputsMode', 'inputs', 'inputsJson', 'options']],
		['model', 'get', ['model', 'options']],
		['model', 'getAll', ['returnAll', 'limit', 'options']],
	])('are the parameters of %s: %s', (resource, operation, names) => {
		expect(shownFor(resource, operation).map(({ name }) => name)).toEqual(names);
	});

	it.each([
		['record', 'create', ['concurrency', 'ignoreUnknown', 'timeout']],
		['record', 'upsert', ['concurrency', 'ignoreUnknown', 'timeout']],
		['record', 'delete', ['concurrency', 'timeout']],
		['record', 'get', ['concurrency', 'relatedRecords', 'timeout']],
		[
			'record',
			'getAll',
			[
				'concurrency',
				'outputFields',
				'pageSize',
				'ids',
				'relatedRecords',
				'filterId',
				'viewId',
				'timeout',
			],
		],
		['record', 'update', ['concurrency', 'ignoreUnknown', 'timeout']],
		['asset', 'download', ['concurrency', 'timeout']],
		['asset', 'upload', ['concurrency', 'fileName', 'mimeType', 'fieldName', 'timeout']],
		['action', 'execute', ['concurrency', 'inputsKey', 'sendInputsAs', 'timeout']],
		['model', 'get', ['timeout']],
		['model', 'getAll', ['timeout']],
	])('are the options of %s: %s', (resource, operation, names) => {
		const options = shownFor(resource, operation).find(({ name }) => name === 'options');
		expect((options?.options ?? []).map(({ name }) => name)).toEqual(names);
	});

	it('are the modes of a model', () => {
		for (const model of named('model')) {
			expect(model.modes?.map(({ name }) => name)).toEqual(['list', 'id', 'name', 'url']);
			expect(model.default).toEqual({ mode: 'list', value: '' });
		}
	});

	it('are the modes of fields', () => {
		for (const mode of named('fieldsMode')) {
			expect(values(mode)).toEqual(['mapped', 'auto', 'json']);
			expect(mode.default).toBe('mapped');
		}
	});

	it('are the parameters of a file and where it is put', () => {
		expect(named('binaryPropertyName')[0]?.default).toBe('data');
		expect(named('outputBinaryProperty')[0]?.default).toBe('data');
		expect(named('attach')[0]?.default).toBe(false);
		for (const name of ['model', 'recordId', 'property']) {
			expect(
				shownFor('asset', 'upload').find((field) => field.name === name)?.displayOptions?.show
					?.attach,
			).toEqual([true]);
		}
	});

	it('are the inputs of an action', () => {
		const [inputsMode] = named('inputsMode');
		expect([values(inputsMode), inputsMode?.default]).toEqual([['mapped', 'json'], 'mapped']);
		const [variables] = named('inputs')[0]?.options ?? [];
		expect(variables).toMatchObject({
			name: 'variables',
			values: [{ name: 'name' }, { name: 'value' }],
		});
		const options = shownFor('action', 'execute').find(({ name }) => name === 'options');
		const sendInputsAs = options?.options?.find(
			({ name }) => name === 'sendInputsAs',
		) as INodeProperties;
		expect(values(sendInputsAs).sort()).toEqual(['form', 'json', 'query']);
		expect(sendInputsAs.default).toBe('form');
	});
});

describe('What the editor shows', () => {
	it('has a default and a text for every parameter', () => {
		for (const property of description.properties) {
			expect(property.default).toBeDefined();
			expect(property.displayName).toMatch(/^[A-Z]/);
		}
	});

	it('gives each operation an action text of its own, short and without articles', () => {
		const actions = named('operation').flatMap(({ options }) =>
			(options as INodePropertyOptions[]).map(({ action }) => action ?? ''),
		);
		expect(new Set(actions).size).toBe(actions.length);
		for (const action of actions) expect(action).toMatch(/^[A-Z][a-z]+( [a-z]+){1,3}$/);
	});
});
