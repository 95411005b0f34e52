import {
	executeJson,
	loadOptions,
	searchActions,
	searchModels,
	searchRecords,
} from '../../support/n8n';
import { manyTasks, onTasks, tasks, useDataApp } from '../../support/dataApp';
import { failure } from '../../support/failure';
import { company, companies, onCompanies, useApp } from '../../support/app';

const ACTION = '1'.repeat(32);

describe('The editor, with a newer app', () => {
	const app = useDataApp(tasks(manyTasks(3), { actions: [{ id: ACTION, name: 'Send invoice' }] }), {
		artifact: 'served',
	});
	const node = (more: object = {}) => ({
		parameters: onTasks('getAll', more),
		credential: app.credential,
	});

	it('lists the models by name, in two requests', async () => {
		expect((await searchModels(node())).results).toEqual([
			{ name: 'Customer', value: 'Customer' },
			{ name: 'File', value: 'File' },
			{ name: 'Project', value: 'Project' },
			{ name: 'Task', value: 'Task' },
		]);
		expect((await searchModels(node(), 'proj')).results).toHaveLength(1);
		expect(app.asked()).toEqual(['login', '__schema']);
	});

	it('lists properties, and those of related models, in a few requests for all lists', async () => {
		const names = async (method: Parameters<typeof loadOptions>[0]) =>
			(await loadOptions(method, node())).map(({ name }) => name);
		const [filters, sortable, files] = [
			await names('getFilterProperties'),
			await names('getSortProperties'),
			await names('getFileProperties'),
		];
		expect(filters).toEqual(expect.arrayContaining(['name', 'project', 'project.name']));
		expect(sortable).toContain('hoursSpent');
		expect(sortable).not.toContain('project');
		expect(files).toEqual(['photo', 'contract']);
		expect(app.asked()).toEqual(['login', '__schema', '__type', '__type']);
	});

	it('lists the actions where the app publishes them', async () => {
		const expected = [{ name: 'Send invoice', value: ACTION }];
		expect((await searchActions(node())).results).toEqual(expected);
		expect((await searchActions(node(), 'x')).results).toEqual([]);
		for (const artifact of [404, 'html'] as const) {
			app.emulator.setPersonality({ artifact });
			const error = await failure(searchActions(node()));
			expect(error.message).toBe("The app doesn't publish its actions");
			expect(error.description).toMatch(/enter the ID/);
		}
	});

	it('says which credential to choose', async () => {
		const error = await failure(searchActions({ ...node(), credential: undefined }));
		expect(error.message).toBe('No credential is chosen');
		expect(error.description).toBe("Choose a 'Betty Blocks Data API' credential, or create one");
	});

	it('lists the newest records, and those with a name', async () => {
		expect((await searchRecords(node())).map(({ name }) => name)).toEqual([
			'3 · Task 3',
			'2 · Task 2',
			'1 · Task 1',
		]);
		expect(await searchRecords(node(), 'k 2')).toEqual([{ name: '2 · Task 2', value: '2' }]);
		expect(await searchRecords(node(), '9')).toEqual([]);
	});
});

describe('The models of a newer app', () => {
	const app = useDataApp(tasks(manyTasks(1)), { artifact: 'served' });
	const models = async (operation: string, more: object = {}) =>
		await executeJson({
			parameters: { api: 'data', resource: 'model', operation, ...more },
			credential: app.credential,
		});

	it('are described with their properties, in as few requests as they need', async () => {
		const all = await models('getAll', { returnAll: true });
		expect(all.map(({ name }) => name)).toEqual(['Task', 'Project', 'Customer', 'File']);
		expect(app.asked()).toEqual(['login', '__schema', '__type,__type,__type,__type']);
		const [task] = await models('get', { model: { __rl: true, mode: 'name', value: 'Task' } });
		expect(task?.properties).toEqual(
			expect.arrayContaining([
				{
					id: 'status',
					name: 'status',
					kind: 'enum',
					writable: false,
					options: { values: ['open', 'done'] },
				},
				expect.objectContaining({ name: 'project', target: { id: 'Project', name: 'Project' } }),
			]),
		);
	});

	it('are found by their UUID where the app publishes it', async () => {
		const model = { __rl: true, mode: 'id', value: '70'.repeat(16) };
		expect(await models('get', { model })).toMatchObject([{ name: 'Task' }]);
		expect(
			await executeJson({ parameters: onTasks('getAll', { model }), credential: app.credential }),
		).toHaveLength(1);
	});

	it('are named where one is not there', async () => {
		const model = { __rl: true, mode: 'name', value: 'Tsak' };
		const error = await failure(models('get', { model }));
		expect(error.message).toMatch(/Couldn't tell which model "Tsak" refers to/);
		expect(error.description).toMatch(/The app has Task, Project, Customer, File/);
	});

	it('are not shown by an app that keeps its schema to itself, and the error says what works', async () => {
		app.emulator.setPersonality({ introspection: 'off' });
		const error = await failure(models('getAll'));
		expect(error.message).toMatch(
			/^The app didn't accept the request to read the schema: [^;]+; [^;]+; and \d more$/,
		);
		expect(error.description).toMatch(/the resource Query/);
	});

	it('are shown to no public user, who is told what works', async () => {
		app.credential.access = 'public';
		const error = await failure(models('getAll'));
		expect(error.message).toMatch(/^Public access can't read the schema$/);
		expect(error.description).toMatch(/'Login'.*the resource Query/);
		expect(error.description).not.toMatch(/public role/);
	});

	it('are those that the role may read where the schema is cut down to them', async () => {
		app.emulator.setPersonality({ introspection: 'roleFiltered' });
		expect(await models('getAll', { returnAll: true })).toHaveLength(4);
	});
});

describe('A workflow that was saved before there was a choice', () => {
	const app = useApp(company(companies(2)));

	it('is one of a classic app', async () => {
		const parameters = onCompanies('getAll', { returnAll: true });
		expect(parameters).not.toHaveProperty('api');
		expect(await executeJson({ parameters, credential: app.credential })).toHaveLength(2);
	});

	it('has its lists in the editor', async () => {
		const node = { parameters: onCompanies('getAll'), credential: app.credential };
		expect((await searchModels(node)).results).toHaveLength(2);
		expect(await loadOptions('getProperties', node)).not.toEqual([]);
	});
});
