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
		expect(values(resource)).toEqual(['record']);
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

	it('are the options of every operation', () => {
		for (const options of named('options')) {
			expect((options.options ?? []).map(({ name }) => name)).toEqual(['concurrency', 'timeout']);
		}
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
