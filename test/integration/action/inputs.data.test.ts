import { storeBinary } from '../../support/binary';
import { columns, executeJson } from '../../support/n8n';
import { tasks, useDataApp } from '../../support/dataApp';
import { failure } from '../../support/failure';

const ECHO = '1'.repeat(32);
const REFUSES = '2'.repeat(32);
const NONE = '3'.repeat(32);

const app = useDataApp(
	tasks([], {
		actions: [
			{
				id: ECHO,
				name: 'Echo',
				variables: [
					{ name: 'name', kind: 'TEXT' },
					{ name: 'hours', kind: 'NUMBER' },
					{ name: 'count', kind: 'INTEGER' },
					{ name: 'urgent', kind: 'BOOLEAN' },
					{ name: 'due_on', kind: 'DATE' },
					{ name: 'starts_at', kind: 'DATE_TIME' },
					{ name: 'file', kind: 'FILE' },
					{ name: 'odd', kind: 'SOMETHING_NEW' },
				],
				results: '$inputs',
			},
			{
				id: REFUSES,
				name: 'Refuses',
				variables: [{ name: 'name' }, { name: 'city' }, { name: 'segment' }],
				errors: ["Name can't be blank"],
			},
			{ id: NONE, name: 'Takes nothing', variables: [], results: 'done' },
		],
	}),
	{ artifact: 'served' },
);

const parameters = (actionId: string, more: object = {}) => ({
	api: 'data',
	resource: 'action',
	operation: 'execute',
	actionId: { __rl: true, mode: 'list', value: actionId },
	...more,
});
const run = async (actionId: string, more: object = {}) =>
	await executeJson({ parameters: parameters(actionId, more), credential: app.credential });
const filledIn = (value: object | null) => ({
	inputFields: { mappingMode: 'defineBelow', value },
});
const inputsOf = async (actionId: string, more: object = {}) =>
	await columns('getActionInputs', {
		parameters: parameters(actionId, more),
		credential: app.credential,
	});

describe('The inputs of an action that the app publishes', () => {
	it('have a field by their kinds in the editor', async () => {
		const { fields } = await inputsOf(ECHO);
		expect(fields.map(({ id, type }) => [id, type])).toEqual([
			['name', 'string'],
			['hours', 'string'],
			['count', 'string'],
			['urgent', 'options'],
			['due_on', 'dateTime'],
			['starts_at', 'dateTime'],
			['file', 'string'],
			['odd', 'string'],
		]);
	});

	it('are passed in the form of their kinds, and not at all where they are blank', async () => {
		const value = {
			...{ name: 'Call', hours: 1.5, count: '12', urgent: true, due_on: '2026-03-01T10:00:00Z' },
			...{ starts_at: '2026-03-01T10:00:00Z', file: null, odd: '' },
		};
		expect(await run(ECHO, filledIn(value))).toEqual([
			{
				...{ name: 'Call', hours: 1.5, count: 12, urgent: true, due_on: '2026-03-01' },
				starts_at: '2026-03-01T10:00:00Z',
			},
		]);
	});

	it('are refused by name where they can not hold a value', async () => {
		const error = await failure(run(ECHO, filledIn({ count: 'many' })));
		expect(error.message).toMatch(/^"count" must be a whole number/);
		expect(app.asked()).not.toContain('action');
	});

	it('say at a file what else has to be set, and are refused without it', async () => {
		const { fields } = await inputsOf(ECHO);
		const label = fields.find(({ id }) => id === 'file')?.displayName;
		expect(label).toBe('file (file: see Options)');
		const withFile = async (file: unknown) =>
			await executeJson({
				parameters: parameters(ECHO, filledIn({ file })),
				credential: app.credential,
				items: [{ json: {}, binary: { data: await storeBinary(Buffer.from('x'), {}) } }],
			});
		for (const named of ['data', ['data']]) {
			const error = await failure(withFile(named));
			expect(error.message).toBe(
				"The input \"file\" takes a file, but 'Upload Files For' doesn't say what to upload it for",
			);
			expect(error.description).toMatch(/model and its file property, for example Task\.contract/);
		}
		expect(app.asked()).not.toContain('action');
		expect(await withFile('tasks/1/contract.pdf')).toEqual([{ file: 'tasks/1/contract.pdf' }]);
	});

	it('may be none at all', async () => {
		expect(await run(NONE, filledIn(null))).toEqual([{ result: 'done' }]);
		expect(await inputsOf(NONE)).toEqual({
			fields: [],
			emptyFieldsNotice: 'This action has no inputs',
		});
	});

	it.each([
		['no action is chosen', '', {}, /Choose an action/],
		['the app publishes nothing', ECHO, { artifact: 404 }, /doesn't publish its actions.*Names/],
		['the app publishes no inputs', ECHO, { artifactVariables: 'none' }, /the inputs.*Names/],
		['the action is not published', 'f'.repeat(32), {}, /doesn't publish this action.*Names/],
	] as const)('are entered by name where %s', async (_what, action, personality, notice) => {
		app.emulator.setPersonality(personality);
		const { fields, emptyFieldsNotice } = await inputsOf(action);
		expect(fields).toEqual([]);
		expect(emptyFieldsNotice).toMatch(notice);
	});

	it('are named after a refusal where others were passed', async () => {
		const entered = (...names: string[]) => ({
			inputsMode: 'mapped',
			inputs: { variables: names.map((name) => ({ name, value: 'x' })) },
		});
		const one = await failure(run(REFUSES, entered('nam', 'city')));
		expect(one.message).toBe("Name can't be blank");
		expect(one.description).toContain(
			'This action has the inputs name, city and segment; "nam" is none of them',
		);
		const two = await failure(run(REFUSES, entered('nam', 'cty')));
		expect(two.description).toContain('"nam" and "cty" are none of them');
		const none = await failure(run(REFUSES, entered('city')));
		expect(none.description).not.toContain('This action has');
		app.emulator.setPersonality({ artifact: 404 });
		const unknown = await failure(run(REFUSES, entered('nam')));
		expect(unknown.description).not.toContain('This action has');
	});
});
