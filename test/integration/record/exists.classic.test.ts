import { company, onCompanies, useApp } from '../../support/app';
import { execute, executeJson } from '../../support/n8n';

const app = useApp(
	company([
		{ id: 1, name: 'Alkmaar BV', email: 'a@x.nl', employees: 3 },
		{ id: 2, name: 'Breda BV', email: 'b@x.nl', employees: 9 },
	]),
);

const FILES = { data: { data: 'aGk=', mimeType: 'text/plain', fileName: 'hi.txt' } };

const items = ['a@x.nl', 'c@x.nl', 'b@x.nl'].map((email) => ({ json: { email }, binary: FILES }));

const where = (property: string, operator: string, value: unknown) => ({
	filters: { conditions: [{ property, operator, value }] },
});

const passedOn = async (operation: string, parameters: object) =>
	await execute({
		credential: app.credential,
		parameters: onCompanies(operation, parameters) as never,
		items,
	});

describe('Items for which a record exists', () => {
	it('are passed on as they came, with their files, and the others are not', async () => {
		const asked = where('email', 'eq', '={{ $json.email }}');
		const there = await passedOn('exists', asked);
		expect(there).toEqual([
			{ json: { email: 'a@x.nl' }, binary: FILES, pairedItem: { item: 0 } },
			{ json: { email: 'b@x.nl' }, binary: FILES, pairedItem: { item: 2 } },
		]);
		const others = await passedOn('notExists', asked);
		expect(others).toEqual([{ json: { email: 'c@x.nl' }, binary: FILES, pairedItem: { item: 1 } }]);
	});

	it('are all or none where there are no filters', async () => {
		expect(await passedOn('exists', {})).toHaveLength(3);
		expect(await passedOn('notExists', {})).toHaveLength(0);
	});

	it('are not told by an app that ignores conditions', async () => {
		app.emulator.setPersonality({ filters: 'ignored' });
		const asked = where('employees', 'gt', 5);
		await expect(passedOn('notExists', asked)).rejects.toThrow(/^This app can't filter by/);
	});
});

describe('The number of records', () => {
	it.each([
		[{}, 2],
		[where('employees', 'gt', 5), 1],
		[where('employees', 'gt', 50), 0],
	])('of %j is counted', async (parameters, count) => {
		const output = await executeJson({
			credential: app.credential,
			parameters: onCompanies('count', parameters) as never,
		});
		expect(output).toEqual([{ count }]);
	});
});
