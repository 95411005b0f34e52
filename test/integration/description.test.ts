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
		expect(values(resource)).toEqual(['model', 'record']);
		expect(resource?.default).toBe('record');
	});

	it.each([
		['record', ['create', 'upsert', 'delete', 'get', 'getAll', 'update']],
		['model', ['get', 'getAll']],
	])('is an operation on a %s', (resource, operations) => {
		const operation = named('operation').find((property) =>
			property.displayOptions?.show?.resource?.includes(resource),
		);
		expect(values(operation)).toEqual(operations);
	});

	it.each([
		['record', 'create', ['model', 'fieldsMode', 'fields', 'fieldsJson', 'options']],
		['record', 'upsert', ['model', 'fieldsMode', 'fields', 'fieldsJson', 'matchOn', 'options']],
		['record', 'delete', ['model', 'recordId', 'options']],
		['record', 'get', ['model', 'recordId', 'simplify', 'options']],
		[
			'record',
			'getAll',
			['model', 'returnAll', 'limit', 'filters', 'combineFilters', 'sort', 'simplify', 'options'],
		],
		['record', 'update', ['model', 'recordId', 'fieldsMode', 'fields', 'fieldsJson', 'options']],
		['model', 'get', ['model', 'options']],
		['model', 'getAll', ['returnAll', 'limit', 'options']],
	])('are the parameters of %s: %s', (resource, operation, names) => {
		expect(shownFor(resource, operation).map(({ name }) => name)).toEqual(names);
	});

	it.each([
		['record', 'create', ['concurrency', 'ignoreUnknown', 'timeout']],
		['record', 'upsert', ['concurrency', 'ignoreUnknown', 'timeout', 'whenSeveralMatch']],
		['record', 'delete', ['concurrency', 'timeout']],
		['record', 'get', ['concurrency', 'timeout']],
		[
			'record',
			'getAll',
			['concurrency', 'filterId', 'outputFields', 'pageSize', 'ids', 'timeout', 'viewId'],
		],
		['record', 'update', ['concurrency', 'ignoreUnknown', 'timeout']],
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
			expect(values(mode)).toEqual(['mapped', 'json']);
			expect(mode.default).toBe('mapped');
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
		const actions = named('operation').flatMap(({ options }) =>
			(options as INodePropertyOptions[]).map(({ action }) => action ?? ''),
		);
		expect(new Set(actions).size).toBe(actions.length);
		for (const action of actions) expect(action).toMatch(/^[A-Z][a-z]+( [a-z]+){1,3}$/);
	});
});
