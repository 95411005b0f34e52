import type { AppDefinition } from '../../emulator/index.ts';
import { COMPANY, company, GROUP, onCompanies, useApp, uuid } from '../../support/app';
import { executeJson, loadOptions } from '../../support/n8n';

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
			message: '"name" must be a to-many relation, but is of kind string',
			description: 'The to-many relations of Group are companies',
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

describe('Records on the other side of a relation that is to many on both sides', () => {
	const TAG = uuid('70');

	/** Companies have tags, which the companies share. */
	function tagged(): AppDefinition {
		const definition = company([
			{ id: 1, name: 'Alkmaar BV', tags: [{ id: 1 }, { id: 2 }] },
			{ id: 2, name: 'Breda BV', tags: [{ id: 2 }] },
			{ id: 3, name: 'Zonneveld' },
		]);
		const kind = 'has_and_belongs_to_many';
		definition.models[0]?.properties.push(
			{
				id: uuid('cd'),
				name: 'tags',
				kind,
				options: { model: TAG },
				inverse_association: uuid('73'),
			},
			{ id: uuid('ce'), name: 'parts', kind: 'has_many', options: { model: TAG } },
		);
		definition.models.push({
			id: TAG,
			name: 'Tag',
			table: 'tags',
			properties: [
				{ id: uuid('71'), name: 'id', kind: 'serial', options: {} },
				{ id: uuid('72'), name: 'name', kind: 'string', options: {} },
				{
					id: uuid('73'),
					name: 'companies',
					kind,
					options: { model: COMPANY },
					inverse_association: uuid('cd'),
				},
			],
			records: [
				{ id: 1, name: 'new' },
				{ id: 2, name: 'large' },
			],
		});
		return definition;
	}

	const shared = useApp(tagged());
	const read = async (operation: string, parameters: object, names = ['tags']) =>
		await executeJson({
			credential: shared.credential,
			parameters: onCompanies(operation, { ...parameters, options: { relatedRecords: names } }),
		});

	it('are put into each record of a list, though several share them', async () => {
		const found = await read('getAll', { returnAll: true });
		expect(found.map(({ tags }) => namesIn(tags))).toEqual([['new', 'large'], ['large'], []]);
	});

	it('are put into a single record', async () => {
		const [found] = await read('get', { recordId: 2 });
		expect(found?.tags).toMatchObject([{ id: 2, name: 'large' }]);
	});

	it.each(['ignored', 'rejected'] as const)(
		'are not output where the app cannot tell whose they are: conditions are %s',
		async (filters) => {
			shared.emulator.setPersonality({ filters });
			await expect(read('getAll', { returnAll: true })).rejects.toMatchObject({
				message: expect.stringMatching(
					/^(This app can't filter by|The app refuses the condition) "companies Is \d"/,
				) as string,
				description: expect.stringMatching(/Use Get Many on Tag/) as string,
			});
		},
	);

	it('are refused where no property leads back, with what to do', async () => {
		await expect(read('get', { recordId: 1 }, ['parts'])).rejects.toMatchObject({
			message:
				'Couldn\'t read the records of "parts": the model Tag has no property that leads back',
			description: 'Use Get Many on Tag, through a saved filter or view',
		});
	});

	it('are refused where the app does not show their model, with what to do', async () => {
		const body = tagged().models.filter(({ id }) => id !== TAG);
		shared.emulator.fault({ path: /\/models$/, status: 200, body, times: 9 });
		await expect(read('get', { recordId: 1 })).rejects.toMatchObject({
			message:
				'Couldn\'t read the records of "tags": the app doesn\'t show the model that it leads to',
			description: "Check the role of the API key's user in the app",
		});
	});
});
