import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { columns, execute, executeJson, searchInputs } from '../../support/n8n';
import { storeBinary } from '../../support/binary';
import { tasks, useDataApp } from '../../support/dataApp';
import { failure } from '../../support/failure';

const id = (digit: string) => digit.repeat(32);
const [CREATE, UPDATE, REFUSES, NOTHING] = [id('1'), id('2'), id('3'), id('4')];

const values = { name: '$inputs.name', hours_spent: '$inputs.hours' };
const app = useDataApp(
	tasks(
		[
			{ id: 1, name: 'Call', hours_spent: 1 },
			{ id: 2, name: 'Twin', hours_spent: 2 },
			{ id: 3, name: 'Twin', hours_spent: 3 },
		],
		{
			actions: [
				{
					id: CREATE,
					name: 'Create task',
					variables: [
						{ name: 'name', kind: 'TEXT', required: true },
						{ name: 'hours', kind: 'INTEGER' },
						{ name: 'contract', kind: 'FILE' },
					],
					effect: {
						create: { model: 'Task', values: { ...values, contract: '$inputs.contract' } },
					},
					results: '$record',
				},
				{
					id: UPDATE,
					name: 'Update task',
					variables: [
						{ name: 'task_id', kind: 'INTEGER', required: true },
						{ name: 'hours', kind: 'INTEGER' },
					],
					effect: {
						update: {
							model: 'Task',
							id: '$inputs.task_id',
							values: { hours_spent: '$inputs.hours' },
						},
					},
					results: '$inputs',
				},
				{ id: REFUSES, name: 'Refuses', errors: ["Name can't be blank"] },
				{ id: NOTHING, name: 'Does nothing', results: 'done' },
			],
		},
	),
	{ artifact: 'served' },
);

const locator = (value: string) => ({ __rl: true, mode: 'list', value });
const parameters = (name: unknown, more: object = {}) =>
	({
		api: 'data',
		resource: 'action',
		operation: 'findAndRun',
		model: locator('Task'),
		match: { by: [{ property: 'name', value: name }] },
		foundAction: locator(UPDATE),
		notFoundAction: locator(CREATE),
		recordIdInput: locator('task_id'),
		inputFields: {
			mappingMode: 'defineBelow',
			value: { name: '={{ $json.name }}', hours: '={{ $json.hours }}' },
		},
		...more,
	}) as INodeParameters;

const run = async (items: INodeExecutionData[], more: object = {}) =>
	await executeJson({
		credential: app.credential,
		parameters: parameters('={{ $json.name }}', more),
		items,
	});
const item = (name: string, hours: unknown = 8) =>
	({ json: { name, hours } }) as INodeExecutionData;
const rows = () => app.emulator.records('Task').map(({ name, hours_spent }) => [name, hours_spent]);
const actions = () => app.asked().filter((fields) => fields === 'action').length;

describe('Find and Run', () => {
	it('runs the action for a record that is there, with its ID', async () => {
		expect(await run([item('Call')])).toEqual([{ task_id: 1, hours: 8, _action: 'found' }]);
		expect(rows()[0]).toEqual(['Call', 8]);
	});

	it('runs the other action where there is none, without an ID', async () => {
		const [output] = await run([item('Paint')]);
		expect(output).toMatchObject({ id: 4, name: 'Paint', _action: 'notFound' });
		expect(rows()).toHaveLength(4);
	});

	it('creates nothing when it is run a second time', async () => {
		const items = [item('Paint'), item('Move'), item('Call')];
		await run(items);
		const after = rows();
		const second = await run(items);
		expect(second.map(({ _action }) => _action)).toEqual(['found', 'found', 'found']);
		expect(rows()).toEqual(after);
	});

	it('finds what an earlier item of the same run created', async () => {
		const output = await run([item('Paint', 1), item('Paint', 2)]);
		expect(output.map(({ _action }) => _action)).toEqual(['notFound', 'found']);
		expect(rows().filter(([name]) => name === 'Paint')).toEqual([['Paint', 2]]);
	});

	it('never runs the action for no record twice with the same values in one run', async () => {
		const error = await failure(
			run([item('Paint'), item('Paint')], { notFoundAction: locator(NOTHING) }),
		);
		expect(error.message).toMatch(
			/^Not run: an earlier item with name "Paint" ran 'Action If Not Found', and the app still doesn't show the record/,
		);
		expect(actions()).toBe(1);
	});

	it('runs no action where several records match, and names them', async () => {
		const error = await failure(run([item('Twin')]));
		expect(error.message).toBe(
			'More than one record of Task has name "Twin", among them 2 and 3. No action was run',
		);
		expect(actions()).toBe(0);
	});

	it('fails as the action does, and sends it once', async () => {
		const error = await failure(run([item('Paint')], { notFoundAction: locator(REFUSES) }));
		expect(error.message).toBe("Name can't be blank");
		expect(actions()).toBe(1);
	});

	it('names the records of other items that went through when one fails', async () => {
		const error = await failure(
			run([item('Call'), item('Paint')], { notFoundAction: locator(REFUSES) }),
		);
		expect(error.description).toContain('1 other item was already run: remove it from the input');
	});

	it.each<[object, RegExp]>([
		[{ match: {} }, /^'Properties to Find By' is empty/],
		[{ match: { by: [{ property: 'name', value: '={{ $json.no }}' }] } }, /has no value/],
		[{ match: { by: [{ property: 'nam', value: 'x' }] } }, /no property "nam"/],
		[
			{ recordIdInput: undefined },
			/^'Action If Found' has no input "id" for the ID of the record$/,
		],
		[{ foundAction: locator('') }, /^'Action If Found' is empty/],
		[{ notFoundAction: locator('x') }, /^'Action If Not Found' must/],
		[
			{ inputsMode: 'json', inputsJson: '{ "task_id": 3 }' },
			/^The input "task_id" is set twice: 'Input for the Record ID' already uses it/,
		],
	])('is refused before anything is run: %j', async (more, reason) => {
		await expect(run([item('Call')], more)).rejects.toThrow(reason);
		expect(actions()).toBe(0);
	});

	it('passes an input to the action that has it, in the form of its kind', async () => {
		expect(await run([item('Call', '12')])).toEqual([{ task_id: 1, hours: 12, _action: 'found' }]);
		await expect(run([item('Call', 'many')])).rejects.toThrow(/^"hours" must be a whole number/);
	});

	it('passes all inputs where the app does not publish them', async () => {
		app.emulator.setPersonality({ artifact: 404 });
		const json = { inputsMode: 'json', inputsJson: '{ "hours": 5, "other": true }' };
		expect(await run([item('Call')], json)).toEqual([
			{ task_id: 1, hours: 5, other: true, _action: 'found' },
		]);
	});

	it('uploads a file for the action that takes it only', async () => {
		const more = {
			inputsMode: 'json',
			inputsJson: '={{ ({ name: $json.name, contract: "data" }) }}',
			options: { filesFor: 'Task.contract' },
		};
		const withFile = async (name: string) => {
			const binary = { data: await storeBinary(Buffer.from('hello'), { fileName: 'a.pdf' }) };
			return await execute({
				credential: app.credential,
				parameters: parameters('={{ $json.name }}', more),
				items: [{ ...item(name), binary }],
			});
		};
		const uploads = () =>
			app.asked().filter((fields) => fields === 'generateFileUploadRequest').length;
		await withFile('Call');
		expect(uploads()).toBe(0);
		await withFile('Paint');
		expect(uploads()).toBe(1);
	});

	it('lists the inputs that the ID of the record can go to', async () => {
		const inputs = async (more: object, filter?: string) =>
			await searchInputs({ parameters: parameters('x', more), credential: app.credential }, filter);
		expect((await inputs({})).results).toEqual([
			{ name: 'hours (Whole Number)', value: 'hours' },
			{ name: 'task_id (Whole Number)', value: 'task_id' },
		]);
		expect((await inputs({}, 'TASK')).results).toMatchObject([{ value: 'task_id' }]);
		await expect(inputs({ foundAction: locator('') })).rejects.toThrow(/^Choose an action/);
		app.emulator.setPersonality({ artifact: 404 });
		const error = await failure(inputs({}));
		expect(error.message).toBe("The app doesn't publish its actions");
		expect(error.description).toMatch(/^Choose 'By Name'/);
	});

	it('needs no input for the ID of the record', async () => {
		const recordIdInput = { ...locator(''), mode: 'name' };
		expect(await run([item('Call')], { foundAction: locator(NOTHING), recordIdInput })).toEqual([
			{ result: 'done', _action: 'found' },
		]);
	});

	it('offers the inputs of both actions in the editor, without that for the ID', async () => {
		const { fields } = await columns('getInputsOfEither', {
			parameters: parameters('x'),
			credential: app.credential,
		});
		expect(fields.map(({ id: name }) => name).sort()).toEqual(['contract', 'hours', 'name']);
	});
});
