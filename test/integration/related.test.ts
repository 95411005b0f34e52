import { company, GROUP, onCompanies, useApp } from '../support/app';
import { executeJson, loadOptions } from '../support/n8n';

const app = useApp(
	company([
		{ id: 1, name: 'Alkmaar BV', group: { id: 1 } },
		{ id: 2, name: 'Breda BV', group: { id: 1 } },
		{ id: 3, name: 'Zonneveld' },
	]),
);

const groups = async (operation: string, parameters: object) =>
	await executeJson({
		credential: app.credential,
		parameters: {
			...onCompanies(operation, parameters),
			model: { __rl: true, mode: 'id', value: GROUP },
		},
	});
const options = { relatedRecords: ['companies'] };
const namesIn = (records: unknown) => (records as Array<{ name: string }>).map(({ name }) => name);

describe('Records on the other side of a relation to many', () => {
	it('are put into each record of a list, by one request more', async () => {
		const found = await groups('getAll', { returnAll: true, options });
		const companies = found.map(({ companies: related }) => namesIn(related));
		expect(companies[0]).toEqual(['Alkmaar BV', 'Breda BV']);
		expect(companies.slice(1).flat()).toEqual([]);
	});

	it('are put into a single record', async () => {
		const [group] = await groups('get', { recordId: 1, options });
		expect(namesIn(group?.companies)).toEqual(['Alkmaar BV', 'Breda BV']);
	});

	it('are not output as somebody else’s where the app ignores conditions', async () => {
		app.emulator.setPersonality({ filters: 'ignored' });
		await expect(groups('get', { recordId: 1, options })).rejects.toThrow(
			/^This app can't filter by "group/,
		);
	});

	it('are refused by name for any other property', async () => {
		const wrong = { options: { relatedRecords: 'name' } };
		await expect(groups('getAll', { returnAll: true, ...wrong })).rejects.toMatchObject({
			message: '"name" must be a relation to many, but is of kind string',
			description: 'The relations to many of Group are companies',
		});
	});

	it('can be chosen from a list', async () => {
		const offered = await loadOptions('getToManyRelations', {
			credential: app.credential,
			parameters: { resource: 'record', model: { __rl: true, mode: 'id', value: GROUP } },
		});
		expect(offered.map(({ value, description }) => [value, description])).toEqual([
			['companies', 'Relation to Many Company'],
		]);
	});
});
