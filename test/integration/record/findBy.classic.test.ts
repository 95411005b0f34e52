import type { INodeParameters } from 'n8n-workflow';
import { company, onCompanies, useApp } from '../../support/app';
import { execute, executeJson } from '../../support/n8n';

const app = useApp(
	company([
		{ id: 1, name: 'Alkmaar BV', email: 'info@alkmaar.nl', employees: 10 },
		{ id: 2, name: 'Twin', email: 'a@twin.nl', employees: 1 },
		{ id: 3, name: 'Twin', email: 'b@twin.nl', employees: 2 },
	]),
);

const by = (...properties: Array<[property: string, value: unknown]>): INodeParameters => ({
	findBy: 'properties',
	match: { by: properties.map(([property, value]) => ({ property, value })) } as INodeParameters,
});
const changed = { fieldsMode: 'json', fieldsJson: '{ "employees": 99 }' };
const run = async (operation: string, parameters: INodeParameters) =>
	await executeJson({
		credential: app.credential,
		parameters: onCompanies(operation, { ...changed, ...parameters }),
	});
const rows = () => app.emulator.records('Company').map(({ id, employees }) => [id, employees]);
const writes = () => app.sent().filter((request) => !request.startsWith('GET'));

describe('A record that is found by properties', () => {
	it('is read', async () => {
		expect(await run('get', by(['email', 'info@alkmaar.nl']))).toMatchObject([
			{ id: 1, name: 'Alkmaar BV' },
		]);
	});

	it('is updated, by all of them at once', async () => {
		const output = await run('update', by(['name', 'Twin'], ['email', 'b@twin.nl']));
		expect(output).toMatchObject([{ id: 3, employees: 99 }]);
		expect(rows()).toEqual([
			[1, 10],
			[2, 1],
			[3, 99],
		]);
	});

	it('is deleted', async () => {
		expect(await run('delete', by(['email', 'a@twin.nl']))).toEqual([{ id: 2, deleted: true }]);
		expect(rows().map(([id]) => id)).toEqual([1, 3]);
	});

	it.each(['get', 'update', 'delete'])(
		'is told of when there is none, and nothing happens: %s',
		async (operation) => {
			await expect(run(operation, by(['email', 'x@y.nl']))).rejects.toThrow(
				'No record of Company has email "x@y.nl"',
			);
			expect(writes()).toEqual([]);
		},
	);

	it.each(['get', 'update', 'delete'])(
		'is told of when there are several, and nothing happens: %s',
		async (operation) => {
			await expect(run(operation, by(['name', 'Twin']))).rejects.toThrow(
				'More than one record matches, among them 2 and 3. None was used',
			);
			expect(writes()).toEqual([]);
		},
	);

	it.each([
		['first', [2]],
		['all', [2, 3]],
	])('may be one of several: %s', async (whenSeveralMatch, ids) => {
		for (const operation of ['get', 'update', 'delete']) {
			const output = await run(operation, { ...by(['name', 'Twin']), whenSeveralMatch });
			expect(output.map(({ id }) => id)).toEqual(ids);
		}
		expect(rows().map(([id]) => id)).toEqual([1, 2, 3].filter((id) => !ids.includes(id)));
	});

	it.each<[INodeParameters, RegExp]>([
		[by(), /^'Properties to Find By' is empty/],
		[by(['', 'x']), /^'Properties to Find By' is empty/],
		[by(['email', '']), /^Property "email" is used for matching but has no value/],
		[by(['email', '={{ $json.no }}']), /^Property "email" is used for matching but has no value/],
		[by(['mail', 'x']), /no property "mail"/],
		[by(['employees', 'many']), /"employees" must be a whole number/],
	])('is refused before any write where nothing identifies it: %j', async (parameters, reason) => {
		for (const operation of ['get', 'update', 'delete']) {
			await expect(run(operation, parameters)).rejects.toThrow(reason);
		}
		expect(writes()).toEqual([]);
	});

	it('is told of among several where a later one of them is refused', async () => {
		app.emulator.fault({ method: 'DELETE', path: '/3', status: 422, body: '' });
		await expect(
			run('delete', { ...by(['name', 'Twin']), whenSeveralMatch: 'all' }),
		).rejects.toThrow(/Of the records that match, 2 had already been deleted$/);
	});

	it('is never any record where the app applies no filters', async () => {
		app.emulator.setPersonality({ filters: 'ignored' });
		for (const operation of ['get', 'update', 'delete']) {
			await expect(run(operation, by(['email', 'b@twin.nl']))).rejects.toThrow(
				/can't filter|ignore/,
			);
		}
		expect(writes()).toEqual([]);
	});

	it('is changed in the order of the items that mean it', async () => {
		await execute({
			credential: app.credential,
			parameters: onCompanies('update', {
				...by(['email', '={{ $json.email }}']),
				fieldsMode: 'json',
				fieldsJson: '={{ ({ employees: $json.n }) }}',
			}),
			items: [5, 6, 7].map((n) => ({ json: { email: 'a@twin.nl', n } })),
		});
		expect(rows()[1]).toEqual([2, 7]);
	});
});
