import type { IDataObject } from 'n8n-workflow';
import { keepProperties, simplifyRows } from '../../../nodes/BettyBlocks/app/values/simplify';
import type { AppDefinition } from '../../emulator/index.ts';
import { useApp, uuid } from '../../support/app';
import { executeJson } from '../../support/n8n';

/** What every object of JavaScript has. */
const NAMES = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf'];
const THING = uuid('d0');

const definition: AppDefinition = {
	users: [{ email: 'api@example.com', apiKey: 'a-secret-key' }],
	models: ['constructor', 'toString'].map((name, index) => ({
		id: index === 0 ? THING : uuid('e0'),
		name,
		table: name,
		properties: [
			{ id: uuid(`d1${index}`), name: 'id', kind: 'serial', options: {} },
			...NAMES.map((property, at) => ({
				id: uuid(`f${at}${index}`),
				name: property,
				kind: at === 1 ? 'list' : 'string',
				options: at === 1 ? { values: ['constructor', '__proto__'] } : {},
			})),
		],
		records: [],
	})),
};
const app = useApp(definition);

const on = (operation: string, more: object) => ({
	credential: app.credential,
	parameters: {
		resource: 'record',
		operation,
		model: { __rl: true, mode: 'id', value: THING },
		fieldsMode: 'json',
		...more,
	},
});

const written = { constructor: 'mine', toString: '__proto__', valueOf: 'x' };

describe('What every object has as a name', () => {
	it('is a property, a choice and a model like any other', async () => {
		const [created] = await executeJson(on('create', { fieldsJson: JSON.stringify(written) }));
		expect(created).toMatchObject({ ...written, hasOwnProperty: null, isPrototypeOf: null });
		const where = { property: 'constructor', operator: 'eq', value: 'mine' };
		const found = await executeJson(
			on('getAll', { returnAll: true, filters: { conditions: [where] } }),
		);
		expect(found).toEqual([created]);
		const byName = { __rl: true, mode: 'name', value: 'constructor' };
		expect(await executeJson(on('count', { model: byName }))).toEqual([{ count: 1 }]);
	});

	it('is a name that a model may be without', async () => {
		await expect(
			executeJson(on('create', { fieldsJson: { propertyIsEnumerable: 'x' } })),
		).rejects.toThrow(/no property "propertyIsEnumerable"/);
		await expect(
			executeJson(on('count', { model: { __rl: true, mode: 'name', value: 'valueOf' } })),
		).rejects.toThrow(/"valueOf"/);
		await expect(
			executeJson(on('create', { fieldsJson: { toString: 'valueOf' } })),
		).rejects.toThrow(/must be one of the values in its list, but got "valueOf"/);
		await expect(executeJson(on('create', { fieldsJson: '{"__proto__":"x"}' }))).rejects.toThrow(
			/no property "__proto__"/,
		);
	});

	it('is not shown where a record does not have it', () => {
		const property = (name: string) => ({ id: uuid('a1'), name, kind: 'string', options: {} });
		const names = [...NAMES, '__proto__'];
		const model = { id: THING, name: 'Thing', properties: names.map(property) };
		expect(keepProperties([{ id: 1 }], model, names)).toEqual([{}]);
		const row = JSON.parse('{"__proto__":"mine","constructor":"mine"}') as IDataObject;
		const [shown] = simplifyRows([row], model);
		expect(JSON.stringify(shown)).toBe('{"constructor":"mine","__proto__":"mine"}');
	});
});
