import type { INodeParameters, INodeProperties } from 'n8n-workflow';

import type { ParameterContext } from '../n8n/client.ts';
import { itKeepsKeysSecret, packagePrefix, useN8n } from './support/n8n.ts';

/** The methods that parameters ask for their lists and columns, however deep they lie. */
function methodsOf(properties: INodeProperties[]): string[] {
	return [...JSON.stringify(properties).matchAll(/"\w+Method":"(\w+)"/g)].map(
		([, method = '']) => method,
	);
}

describe('The lists of the editor in a real n8n', () => {
	const n8n = useN8n();
	const opened = new Set<string>();

	/** Where the editor stands: a node whose model is chosen. */
	function at(
		parameter: string,
		method: string,
		parameters: INodeParameters = {},
		node = 'bettyBlocks',
	): ParameterContext {
		opened.add(`${node} ${method}`);
		const contact = n8n.app.definition.models.find(({ name }) => name === 'Contact');
		const model = { __rl: true, mode: 'list', value: contact?.id ?? '' } as const;
		return {
			node: { name: `${packagePrefix}${node}`, version: 1 },
			parameter,
			method,
			parameters: { resource: 'record', model, ...parameters },
			credential: n8n.credential,
		};
	}

	it('tells why a list does not open', async () => {
		n8n.app.emulator.fault({ path: '/models', times: 9, status: 502 });
		await expect(n8n.client.searchList(at('model', 'searchModels'))).rejects.toThrow(
			/failed to read the models/,
		);
		n8n.app.emulator.reset();
	});

	it.each(['bettyBlocks', 'bettyBlocksTrigger'])(
		'%s lists the models by name, and finds one by a part of it',
		async (node) => {
			const context = at('model', 'searchModels', {}, node);
			const { results } = await n8n.client.searchList(context);
			expect(results.map(({ name }) => name)).toEqual(['Company', 'Contact', 'Invoice', 'Order']);
			const found = await n8n.client.searchList(context, 'INV');
			expect(found.results.map(({ name }) => name)).toEqual(['Invoice']);
		},
	);

	it.each([
		['getColumnsToCreate', 'create', ['first_name', 'last_name']],
		['getColumnsToUpdate', 'update', ['first_name', 'last_name']],
		['getColumnsToUpsert', 'upsert', ['id', 'first_name', 'last_name']],
	])('%s gives the columns to %s a record', async (method, operation, first) => {
		const parameters = { operation, fieldsMode: 'mapped' };
		const { fields } = await n8n.client.mapperFields(at('fields', method, parameters));
		expect(fields.map(({ id }) => id)).toEqual([
			...first,
			'email',
			'phone',
			'job_title',
			'newsletter',
			'last_contacted_at',
			'company',
		]);
		const types = Object.fromEntries(fields.map(({ id, type }) => [id, type]));
		expect(types).toMatchObject({
			first_name: 'string',
			newsletter: 'options',
			last_contacted_at: 'dateTime',
		});
	});

	it('lists the properties to filter by, also of related models', async () => {
		const path = 'filters.conditions[0].property';
		const context = at(path, 'getFilterProperties', { operation: 'getAll' });
		const names = (await n8n.client.loadOptions(context)).map(({ value }) => value);
		expect(names).toEqual(expect.arrayContaining(['id', 'last_name', 'company', 'company.city']));
	});

	it('lists the operators that make sense for the property of the condition', async () => {
		const operatorsOf = async (property: string) => {
			const path = 'filters.conditions[0].operator';
			const filters = { conditions: [{ property, operator: 'eq', value: '' }] };
			const context = at(path, 'getOperators', { operation: 'getAll', filters });
			return (await n8n.client.loadOptions(context)).map(({ value }) => value);
		};
		expect(await operatorsOf('last_name')).toEqual(expect.arrayContaining(['eq', 'startsWith']));
		expect(await operatorsOf('newsletter')).not.toContain('startsWith');
	});

	it('lists the properties to sort by, and those to put out', async () => {
		const sort = at('sort.by[0].property', 'getSortProperties', { operation: 'getAll' });
		expect((await n8n.client.loadOptions(sort)).map(({ value }) => value)).not.toContain('company');
		const output = at('options.outputFields', 'getProperties', { operation: 'getAll' });
		expect((await n8n.client.loadOptions(output)).map(({ value }) => value)).toContain('company');
	});

	it('opens every list that a parameter of our nodes has', async () => {
		const types = await n8n.client.nodeTypes();
		const wanted = ['bettyBlocks', 'bettyBlocksTrigger'].flatMap((node) => {
			const type = types.find(({ name }) => name === `${packagePrefix}${node}`);
			return methodsOf(type?.properties ?? []).map((method) => `${node} ${method}`);
		});
		expect([...opened].sort()).toEqual([...new Set(wanted)].sort());
	});

	itKeepsKeysSecret(n8n);
});
