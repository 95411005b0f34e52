import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { BettyBlocks } from '../../nodes/BettyBlocks/BettyBlocks.node';

const { description } = new BettyBlocks();

const named = (name: string, operation?: string): INodeProperties[] =>
	description.properties.filter(
		(property) =>
			property.name === name &&
			(operation === undefined || property.displayOptions?.show?.operation?.includes(operation)),
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
		expect(values(resource)).toEqual(['record', 'asset', 'action']);
		expect(resource?.default).toBe('record');
	});

	it('is an operation on records', () => {
		expect(values(named('operation')[0])).toEqual(['create', 'delete', 'get', 'getAll', 'update']);
	});

	it.each([
		['create', ['model', 'fieldsMode', 'fields', 'fieldsJson', 'options']],
		['delete', ['model', 'recordId', 'options']],
		['get', ['model', 'recordId', 'options']],
		['getAll', ['model', 'returnAll', 'limit', 'options']],
		['update', ['model', 'recordId', 'fieldsMode', 'fields', 'fieldsJson', 'options']],
		['download', ['url', 'outputBinaryProperty', 'options']],
		['upload', ['binaryPropertyName', 'attach', 'model', 'recordId', 'property', 'options']],
		['execute', ['model', 'actionId', 'inputsMode', 'inputs', 'inputsJson', 'options']],
	])('are the parameters of %s', (operation, names) => {
		const shown = description.properties.filter(({ displayOptions }) =>
			displayOptions?.show?.operation?.includes(operation),
		);
		expect(shown.map(({ name }) => name)).toEqual(names);
	});

	it('are the modes of a model', () => {
		for (const model of named('model')) {
			expect(model.modes?.map(({ name }) => name)).toEqual(['list', 'id', 'name', 'url']);
			expect(model.default).toEqual({ mode: 'list', value: '' });
		}
	});

	it('are the modes of fields', () => {
		for (const mode of named('fieldsMode')) {
			expect(values(mode)).toEqual(['mapped', 'json']);
			expect(mode.default).toBe('mapped');
		}
	});

	it.each([
		...['create', 'delete', 'get', 'getAll', 'update', 'download'].map((name) => [name, []]),
		['upload', ['fieldName', 'fileName', 'mimeType']],
		['execute', ['inputsKey', 'sendInputsAs']],
	] as Array<[string, string[]]>)('are the options of %s', (operation, special) => {
		const [options] = named('options', operation);
		expect((options?.options ?? []).map(({ name }) => name).sort()).toEqual(
			[...special, 'concurrency', 'timeout'].sort(),
		);
	});

	it('is an operation on assets and on actions', () => {
		const operations = named('operation').map(({ displayOptions, options, ...rest }) => [
			displayOptions?.show?.resource?.[0],
			values({ ...rest, options }),
			rest.default,
		]);
		expect(operations).toContainEqual(['asset', ['download', 'upload'], 'download']);
		expect(operations).toContainEqual(['action', ['execute'], 'execute']);
	});

	it('are the parameters of a file and where it is put', () => {
		expect(named('binaryPropertyName')[0]?.default).toBe('data');
		expect(named('outputBinaryProperty')[0]?.default).toBe('data');
		expect(named('attach')[0]?.default).toBe(false);
		for (const name of ['model', 'recordId', 'property']) {
			expect(named(name, 'upload')[0]?.displayOptions?.show?.attach).toEqual([true]);
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
		const sendInputsAs = named('options', 'execute')[0]?.options?.find(
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
		const actions = (named('operation')[0]?.options as INodePropertyOptions[]).map(
			({ action }) => action ?? '',
		);
		expect(new Set(actions).size).toBe(actions.length);
		for (const action of actions) expect(action).toMatch(/^[A-Z][a-z]+( [a-z]+){1,3}$/);
	});
});
