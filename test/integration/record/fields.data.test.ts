import { executeJson, loadOptions } from '../../support/n8n';
import { onTasks, tasks, useDataApp } from '../../support/dataApp';

const app = useDataApp(
	tasks([
		{ id: 1, name: 'Call', status: 'open', project: { id: 1 } },
		{ id: 2, name: 'Write', status: 'done' },
	]),
);

const read = async (options: object, operation = 'getAll', more: object = {}) =>
	await executeJson({
		parameters: onTasks(operation, { ...more, options }),
		credential: app.credential,
	});
const offered = async (value = 'Task') => {
	const model = { __rl: true, mode: 'list', value };
	const node = { parameters: onTasks('getAll', { model }), credential: app.credential };
	return (await loadOptions('getReadableFields', node)).map((option) => option.value);
};

describe('The fields of a newer app', () => {
	it('are offered to choose from: own ones, relations, and those of related models', async () => {
		const names = await offered();
		expect(names).toEqual(
			expect.arrayContaining(['id', 'name', 'contract', 'project', 'project.id', 'project.name']),
		);
		expect(await offered('Project')).toEqual(
			expect.arrayContaining(['tasks', 'tasks.name', 'customer.title']),
		);
		expect(await offered('')).toEqual([]);
	});

	it('can be read, each one that is offered', async () => {
		const names = await offered();
		for (const name of names) {
			const [first] = await read({ chosenFields: [name] });
			expect(Object.keys(first ?? {})).toEqual([String(name).split('.')[0]]);
		}
		const all = await read({ chosenFields: names });
		expect(all).toMatchObject([
			{ id: 1, name: 'Call', project: { id: 1, name: 'Move' } },
			{ id: 2, name: 'Write', project: null },
		]);
	});

	it('are returned together with those that are typed', async () => {
		const options = { chosenFields: ['name'], fields: 'project.customer.title, name' };
		const record = { name: 'Call', project: { customer: { title: 'Breda BV' } } };
		expect((await read(options))[0]).toEqual(record);
		expect(await read(options, 'get', { recordId: 1 })).toEqual([record]);
	});

	it('are the usual ones where none is chosen', async () => {
		expect(await read({ chosenFields: [], fields: '' })).toEqual(await read({}));
	});
});
