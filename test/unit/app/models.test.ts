import {
	type Model,
	findModel,
	findModelOf,
	referenceText,
} from '../../../nodes/BettyBlocks/app/schema/models';
import { parseModelReference } from '../../../nodes/BettyBlocks/parameters/model';

const UUID = '0123456789abcdef0123456789abcdef';

function model(name: string, properties: string[] = ['id']): Model {
	return {
		id: `${name.toLowerCase()}`.padEnd(32, '0'),
		name,
		properties: properties.map((property) => ({
			id: property,
			name: property,
			kind: 'string',
			options: {},
		})),
	};
}

describe('What a person enters for a model', () => {
	it.each<[mode: string | undefined, value: string, path: string]>([
		['list', UUID, UUID],
		// A newer app tells no UUIDs.
		['list', 'Company', 'Company'],
		['id', ` ${UUID.toUpperCase()} `, UUID],
		['id', '01234567-89ab-cdef-0123-456789abcdef', UUID],
		['name', 'companies', 'companies'],
		['name', ' order_lines ', 'order_lines'],
		['name', UUID, UUID],
		['url', `https://my-app.bettyblocks.com/builder/models/${UUID}`, UUID],
		[
			'url',
			`https://x.example/apps/${'f'.repeat(32)}/models/${UUID}/views/${'e'.repeat(32)}`,
			UUID,
		],
		['url', `https://x.example/#${UUID}`, UUID],
		[undefined, 'companies', 'companies'],
		[undefined, UUID, UUID],
		[undefined, `https://x.example/models/${UUID}`, UUID],
	])('as %s, %j is the model %s', (mode, value, path) => {
		expect(referenceText(parseModelReference(value, mode, 'Model'))).toBe(path);
	});

	it.each<[mode: string | undefined, value: unknown]>([
		['id', 'companies'],
		['id', '0123'],
		['url', 'https://my-app.bettyblocks.com/builder'],
		['url', 'companies'],
		['name', '../models'],
		['name', 'companies/1'],
		['name', 'two words'],
		['list', 'two words'],
		[undefined, 'a?b'],
	])('as %s, %j is refused by its name', (mode, value) => {
		expect(() => parseModelReference(value, mode, 'Model')).toThrow(/^'Model' must be a /);
	});

	it.each(['', '  ', undefined, null, 7])('%j is empty', (value) => {
		expect(() => parseModelReference(value, 'list', 'Model')).toThrow("'Model' is empty");
	});
});

describe('Finding the model that is meant', () => {
	const models = ['Company', 'OrderLine', 'Person', 'Box', 'Status', 'Child', 'Analysis'].map(
		(name) => model(name),
	);

	it.each([
		['companies', 'Company'],
		['COMPANIES', 'Company'],
		['order_lines', 'OrderLine'],
		['people', 'Person'],
		['boxes', 'Box'],
		['statuses', 'Status'],
		['children', 'Child'],
		['analyses', 'Analysis'],
		['company', 'Company'],
	])('the table %s is that of %s', (table, name) => {
		expect(findModel(models, { table })?.name).toBe(name);
	});

	it('goes by the UUID', () => {
		expect(findModel(models, { uuid: models[2]?.id ?? '' })?.name).toBe('Person');
		expect(findModel(models, { uuid: UUID })).toBeUndefined();
	});

	it('does not guess when a table has a name of its own', () => {
		expect(findModel(models, { table: 'customers' })).toBeUndefined();
	});

	it('recognises a model by the properties of a record, if it is the only one', () => {
		const client = model('Client', ['id', 'name', 'phone']);
		const city = model('City', ['id', 'name']);
		expect(findModelOf({ id: 1, phone: null }, [client, city])).toBe(client);
		expect(findModelOf({ id: 1, name: 'x' }, [client, city])).toBeUndefined();
		expect(findModelOf({ id: 1, other: 'x' }, [client, city])).toBeUndefined();
	});
});
