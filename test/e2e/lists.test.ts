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
			parameters: { api: 'classic', resource: 'record', model, ...parameters },
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
		const watched = at(path, 'getFilterProperties', {}, 'bettyBlocksTrigger');
		expect((await n8n.client.loadOptions(watched)).map(({ value }) => value)).toEqual(names);
	});

	it('says that a classic app publishes neither its actions nor their inputs', async () => {
		const action = 'e6'.repeat(16);
		const parameters = {
			resource: 'action',
			operation: 'execute',
			actionId: action,
			foundAction: action,
		};
		await expect(
			n8n.client.searchList(at('actionId', 'searchActions', parameters)),
		).rejects.toThrow("The app doesn't publish its actions");
		await expect(
			n8n.client.searchList(at('recordIdInput', 'searchInputs', parameters)),
		).rejects.toThrow("The app doesn't publish its actions");
		for (const method of ['getActionInputs', 'getInputsOfEither']) {
			const inputs = await n8n.client.mapperFields(at('inputFields', method, parameters));
			expect(inputs).toMatchObject({
				fields: [],
				emptyFieldsNotice: expect.stringMatching(/doesn't publish its actions/) as string,
			});
		}
	});

	it('lists the newest records, and finds one by its name or its ID', async () => {
		const context = at('recordId', 'searchRecords', { operation: 'get' });
		const { results } = await n8n.client.searchList(context);
		expect(results.length).toBeGreaterThan(3);
		const [newest] = results;
		expect(newest?.name).toMatch(/^\d+ · \S/);
		const byId = await n8n.client.searchList(context, String(newest?.value));
		expect(byId.results).toEqual([newest]);
		const name = newest?.name.split(' · ')[1] ?? '';
		const byName = await n8n.client.searchList(context, name);
		expect(byName.results).toContainEqual(newest);
	});

	it('lists the properties for files, and those with a date for the trigger', async () => {
		const files = at('property', 'getFileProperties', { resource: 'asset', operation: 'upload' });
		const fileNames = (await n8n.client.loadOptions(files)).map(({ value }) => value);
		expect(fileNames).not.toContain('last_name');
		const watched = at('options.downloadFiles', 'getFileProperties', {}, 'bettyBlocksTrigger');
		expect((await n8n.client.loadOptions(watched)).map(({ value }) => value)).toEqual(fileNames);
		const relations = at('options.relatedRecords', 'getToManyRelations', { operation: 'getAll' });
		const relationNames = (await n8n.client.loadOptions(relations)).map(({ value }) => value);
		expect(relationNames).not.toContain('last_name');
		const dates = at('options.createdProperty', 'getDateProperties', {}, 'bettyBlocksTrigger');
		const dateNames = (await n8n.client.loadOptions(dates)).map(({ value }) => value);
		expect(dateNames).toEqual(expect.arrayContaining(['created_at', 'updated_at']));
		expect(dateNames).not.toContain('last_name');
	});

	it('lists the properties to sort by, and those to put out', async () => {
		const sort = at('sort.by[0].property', 'getSortProperties', { operation: 'getAll' });
		expect((await n8n.client.loadOptions(sort)).map(({ value }) => value)).not.toContain('company');
		const output = at('options.outputFields', 'getProperties', { operation: 'getAll' });
		expect((await n8n.client.loadOptions(output)).map(({ value }) => value)).toContain('company');
		const fields = at('options.fields', 'getReadableFields', { operation: 'getAll' });
		expect((await n8n.client.loadOptions(fields)).map(({ value }) => value)).toEqual(
			expect.arrayContaining(['last_name', 'company.city']),
		);
	});

	it('lists the properties to match on, and no relation to many', async () => {
		const match = at('matchOn', 'getMatchProperties', { operation: 'upsert', fieldsMode: 'json' });
		const names = (await n8n.client.loadOptions(match)).map(({ value }) => value);
		expect(names).toEqual(expect.arrayContaining(['id', 'email', 'company']));
		expect(names).not.toContain('orders');
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
