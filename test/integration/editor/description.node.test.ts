import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { BettyBlocks } from '../../../nodes/BettyBlocks/BettyBlocks.node';

const { description } = new BettyBlocks();

const named = (name: string): INodeProperties[] =>
	description.properties.filter((property) => property.name === name);
const isFor = (api: string, { displayOptions }: INodeProperties): boolean =>
	(displayOptions?.show?.api ?? displayOptions?.show?.['/api'] ?? [api]).includes(api);
const shownFor = (resource: string, operation: string, api = 'classic') =>
	description.properties.filter(
		(property) =>
			property.displayOptions?.show?.resource?.includes(resource) &&
			property.displayOptions.show.operation?.includes(operation) &&
			isFor(api, property),
	);
const optionsFor = (resource: string, operation: string, api = 'classic') => {
	const options = shownFor(resource, operation, api).find(({ name }) => name === 'options');
	return (options?.options as INodeProperties[]).filter((option) => isFor(api, option));
};
const values = (property: INodeProperties | undefined) =>
	(property?.options as INodePropertyOptions[]).map(({ value }) => value);

/** Workflows keep these names and values, so they must never change. */
describe('What workflows save', () => {
	it('is the node bettyBlocks with a credential for each API', () => {
		expect(description.name).toBe('bettyBlocks');
		expect(description.credentials).toEqual([
			{ name: 'bettyBlocksApi', required: true, displayOptions: { hide: { api: ['data'] } } },
			{
				name: 'bettyBlocksDataApi',
				required: true,
				displayOptions: { hide: { api: ['classic'] } },
			},
		]);
	});

	it('is an API, the classic one unless chosen otherwise', () => {
		const [api] = named('api');
		expect(values(api)).toEqual(['classic', 'data']);
		expect(api?.default).toBe('classic');
		expect(api?.noDataExpression).toBe(true);
	});

	it('is a resource, records unless chosen otherwise', () => {
		const [resource] = named('resource');
		expect(values(resource)).toEqual(['record', 'asset', 'action', 'model', 'query']);
		expect(resource?.default).toBe('record');
		// The nodes panel of n8n would show every action once for each such field.
		expect(named('resource')).toHaveLength(1);
		expect(resource?.options?.at(-1)).toMatchObject({
			displayOptions: { show: { api: ['data'] } },
		});
	});

	it.each([
		[
			'record',
			['count', 'create', 'upsert', 'delete', 'get', 'getAll', 'exists', 'notExists', 'update'],
		],
		['asset', ['download', 'upload']],
		['action', ['execute']],
		['model', ['get', 'getAll']],
	])('is an operation on a %s', (resource, operations) => {
		const operation = named('operation').find(
			({ displayOptions }) =>
				displayOptions?.show?.api?.includes('classic') &&
				displayOptions.show.resource?.includes(resource),
		);
		expect(values(operation)).toEqual(operations);
	});

	it.each([
		['record', ['count', 'get', 'getAll', 'exists', 'notExists']],
		['asset', ['download', 'upload']],
		['action', ['callEndpoint', 'execute', 'findAndRun']],
		['model', ['get', 'getAll']],
		['query', ['execute']],
	])('is an operation on a %s with the Data API', (resource, operations) => {
		const operation = named('operation').find(
			(property) =>
				property.displayOptions?.show?.resource?.includes(resource) && isFor('data', property),
		);
		expect(values(operation)).toEqual(operations);
	});

	it.each([
		[
			'record',
			'get',
			['model', 'findBy', 'recordId', 'match', 'whenSeveralMatch', 'simplify', 'options'],
		],
		[
			'record',
			'getAll',
			['model', 'returnAll', 'limit', 'filters', 'combineFilters', 'sort', 'simplify', 'options'],
		],
		['asset', 'download', ['url', 'outputBinaryProperty', 'options']],
		['asset', 'upload', ['binaryPropertyName', 'model', 'property', 'options']],
		[
			'action',
			'execute',
			['actionId', 'inputsMode', 'inputFields', 'inputs', 'inputsJson', 'options'],
		],
		[
			'action',
			'findAndRun',
			[
				'model',
				'match',
				'foundAction',
				'recordIdInput',
				'notFoundAction',
				'inputsMode',
				'inputFields',
				'inputs',
				'inputsJson',
				'options',
			],
		],
		['action', 'callEndpoint', ['actionId', 'method', 'path', 'query', 'body', 'options']],
		['query', 'execute', ['query', 'variables', 'options']],
	])('are the parameters of %s: %s with the Data API', (resource, operation, names) => {
		expect(shownFor(resource, operation, 'data').map(({ name }) => name)).toEqual(names);
	});

	it.each(['callEndpoint', 'findAndRun'])(
		'say what to do where somebody chooses an API without them: %s',
		(operation) => {
			const [notice, ...others] = shownFor('action', operation);
			expect(others).toEqual([]);
			expect(notice).toMatchObject({
				type: 'notice',
				displayName: "This operation is for newer apps. Set 'API' to Newer App (betty.app).",
			});
		},
	);

	it('are the options of records with the Data API', () => {
		const names = (operation: string) =>
			optionsFor('record', operation, 'data').map(({ name }) => name);
		expect(names('get')).toEqual([
			'concurrency',
			'downloadFiles',
			'chosenFields',
			'fields',
			'timeout',
		]);
		expect(names('getAll')).toEqual([
			'concurrency',
			'downloadFiles',
			'chosenFields',
			'fields',
			'pageSize',
			'ids',
			'startAfter',
			'timeout',
		]);
	});

	it('are the operators of conditions, one more with the Data API', () => {
		const [conditions] = named('filters')[0]?.options as Array<{ values: INodeProperties[] }>;
		const [classic, data] = ['classic', 'data'].map((api) =>
			values(conditions?.values.find((value) => value.name === 'operator' && isFor(api, value))),
		);
		expect(data?.filter((operator) => !classic?.includes(operator))).toEqual(['regex']);
	});

	it.each([
		['record', 'create', ['model', 'fieldsMode', 'fields', 'fieldsJson', 'autoNotice', 'options']],
		[
			'record',
			'upsert',
			[
				'model',
				'fieldsMode',
				'fields',
				'fieldsJson',
				'matchOn',
				'autoNotice',
				'whenSeveralMatch',
				'dryRun',
				'options',
			],
		],
		['record', 'count', ['model', 'filters', 'combineFilters', 'options']],
		['record', 'exists', ['model', 'filters', 'combineFilters', 'options']],
		['record', 'notExists', ['model', 'filters', 'combineFilters', 'options']],
		[
			'record',
			'delete',
			[
				'model',
				'findBy',
				'recordId',
				'match',
				'whenSeveralMatch',
				'filters',
				'combineFilters',
				'dryRun',
				'options',
			],
		],
		[
			'record',
			'get',
			['model', 'findBy', 'recordId', 'match', 'whenSeveralMatch', 'simplify', 'options'],
		],
		[
			'record',
			'getAll',
			['model', 'returnAll', 'limit', 'filters', 'combineFilters', 'sort', 'simplify', 'options'],
		],
		[
			'record',
			'update',
			[
				'model',
				'findBy',
				'recordId',
				'match',
				'whenSeveralMatch',
				'filters',
				'combineFilters',
				'fieldsMode',
				'fields',
				'fieldsJson',
				'autoNotice',
				'dryRun',
				'options',
			],
		],
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
		['record', 'count', ['concurrency', 'filterId', 'viewId', 'timeout']],
		['record', 'exists', ['concurrency', 'filterId', 'viewId', 'timeout']],
		['record', 'get', ['concurrency', 'downloadFiles', 'relatedRecords', 'timeout']],
		[
			'record',
			'getAll',
			[
				'concurrency',
				'downloadFiles',
				'outputFields',
				'pageSize',
				'ids',
				'relatedRecords',
				'filterId',
				'viewId',
				'startAfter',
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
		expect(optionsFor(resource, operation).map(({ name }) => name)).toEqual(names);
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

	it.each([
		['record', 'classic'],
		['asset', 'classic'],
		['action', 'data'],
		['model', 'classic'],
		['query', 'data'],
	])('has all operations on a %s in the first field, from which n8n takes them: %s', (of, api) => {
		const [first, ...others] = named('operation').filter(({ displayOptions }) =>
			displayOptions?.show?.resource?.includes(of),
		);
		expect(first?.displayOptions?.show?.api).toEqual([api]);
		const all = [first, ...others].flatMap(values);
		expect(values(first)).toEqual(expect.arrayContaining(all));
	});

	it.each(['classic', 'data'])(
		'gives each operation of %s apps an action text of its own, short and without articles',
		(api) => {
			const actions = named('operation')
				.filter((property) => isFor(api, property))
				.flatMap(({ options }) =>
					(options as INodePropertyOptions[]).map(({ action }) => action ?? ''),
				);
			expect(new Set(actions).size).toBe(actions.length);
			for (const action of actions) expect(action).toMatch(/^[A-Z][a-z]+( [a-z]+){1,3}$/);
		},
	);
});
