import { startEmulator, type AppDefinition } from '../../emulator/index.ts';
import { ids, sampleApp, uuid } from '../../emulator/samples.ts';

describe('An app file', () => {
	type Change = (app: AppDefinition) => void;

	function firstModel(app: AppDefinition): AppDefinition['models'][number] {
		const [model] = app.models;
		if (model === undefined) throw new Error('The sample app has models');
		return model;
	}

	async function refusal(change: Change): Promise<string> {
		const app = sampleApp();
		change(app);
		return await startEmulator({ app }).then(
			async (emulator) => {
				await emulator.close();
				return 'accepted';
			},
			(error: Error) => error.message,
		);
	}

	function setProperty(index: number, changes: object): Change {
		return (app) => {
			Object.assign(firstModel(app).properties[index] ?? {}, changes);
		};
	}

	function setRecord(changes: object): Change {
		return (app) => {
			Object.assign(firstModel(app).records?.[0] ?? {}, changes);
		};
	}

	it('is accepted when nothing is wrong', async () => {
		expect(await refusal(() => {})).toBe('accepted');
	});

	it('needs no views, filters, actions or records', async () => {
		const app = sampleApp();
		const models = app.models.map(({ id, name, table, properties }) => ({
			...{ id, name, table, properties },
		}));
		const emulator = await startEmulator({ app: { users: app.users, models } });
		expect(emulator.records('Company')).toEqual([]);
		await emulator.close();
	});

	it.each<[string, Change]>([
		['users must name at least one user', (app) => (app.users = [])],
		['users[0].apiKey must be a text', (app) => Object.assign(app.users[0] ?? {}, { apiKey: '' })],
		['models must be a list', (app) => Object.assign(app, { models: {} })],
		['models[0].id must be a UUID', (app) => (firstModel(app).id = 'X')],
		['models[0].table must be a text', (app) => (firstModel(app).table = ' ')],
		[
			'models[1].id is used twice',
			(app) => Object.assign(app.models[1] ?? {}, { id: ids.company }),
		],
		[
			'models[1].table is used twice',
			(app) => Object.assign(app.models[1] ?? {}, { table: 'companies' }),
		],
		['models[0].properties[1].id must be a UUID', setProperty(1, { id: 'name' })],
		['models[0].properties[1].id is used twice', setProperty(1, { id: ids.companyId })],
		['models[0].properties[2].name is used twice', setProperty(2, { name: 'name' })],
		['models[0].properties[1].kind must be a text', setProperty(1, { kind: undefined })],
		['models[0].properties[1].options must be an object', setProperty(1, { options: [] })],
		['models[0].properties[1].required must be true or false', setProperty(1, { required: 1 })],
		['models[0].properties[8].options.model must be', setProperty(8, { options: {} })],
		[
			'models[0].properties[8].inverse_association must be',
			setProperty(8, { inverse_association: uuid('f') }),
		],
		['models[0].records[0].id must be a positive', setRecord({ id: 0 })],
		['models[0].records[0].id must be a positive', setRecord({ id: '1' })],
		['models[0].records[1].id is used twice', setRecord({ id: 2 })],
		['models[0] (Company), record 1: size is_invalid: "ten"', setRecord({ size: 'ten' })],
		['models[0] (Company), record 1: the model has no property colour', setRecord({ colour: 1 })],
		[
			'models[0] (Company), record 1: group points at no record: 7',
			setRecord({ group: { id: 7 } }),
		],
		['models[0] (Company), record 1: tags points at no record: 7', setRecord({ tags: [7] })],
		['models[0] (Company), record 1: people is kept on the other side', setRecord({ people: [] })],
		['views[0].id must be a UUID', (app) => Object.assign(app.views?.[0] ?? {}, { id: '' })],
		[
			'views[0].model must be the id',
			(app) => Object.assign(app.views?.[0] ?? {}, { model: uuid('f') }),
		],
		[
			'views[0].columns must be a list',
			(app) => Object.assign(app.views?.[0] ?? {}, { columns: 'x' }),
		],
		[
			'views[0].columns[0] must be the UUID',
			(app) => Object.assign(app.views?.[0] ?? {}, { columns: ['x'] }),
		],
		[
			'filters[0].definition is missing',
			(app) => Object.assign(app.filters?.[0] ?? {}, { definition: undefined }),
		],
		[
			'actions[0].status must be a whole number',
			(app) => Object.assign(app.actions?.[0] ?? {}, { status: '200' }),
		],
		[
			'actions[0].status must lie between',
			(app) => Object.assign(app.actions?.[0] ?? {}, { status: 99 }),
		],
		[
			'actions[0].effect.create must be an object',
			(app) => Object.assign(app.actions?.[0] ?? {}, { effect: {} }),
		],
		[
			'actions[0].effect.create.model must name a model',
			(app) =>
				Object.assign(app.actions?.[0] ?? {}, { effect: { create: { model: 'x', values: {} } } }),
		],
	])('is refused: %s', async (message, change) => {
		const refused = await refusal(change);
		expect(refused.slice(0, message.length)).toBe(message);
	});
});
