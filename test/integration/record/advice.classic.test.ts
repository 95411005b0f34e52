import { company, GROUP, onCompanies, useApp } from '../../support/app';
import { failure } from '../../support/failure';
import { executeJson } from '../../support/n8n';

const app = useApp(
	company([
		{ id: 1, name: 'Alkmaar BV', active: true },
		{ id: 2, name: 'Breda BV', active: false },
	]),
);

const run = async (operation: string, parameters: object, json: object = {}) =>
	await executeJson({
		credential: app.credential,
		parameters: onCompanies(operation, parameters),
		items: [{ json: json as never }],
	});
const create = async (fieldsJson: object) =>
	await failure(run('create', { fieldsMode: 'json', fieldsJson }));

describe('A value that the app refuses without saying what is right', () => {
	it.each([
		[{ founded: ['is_invalid'] }, 'founded is invalid: it must be a date, for example 2025-12-31'],
		[
			{ branch: ['is not included in the list'] },
			'branch is not included in the list: it must be one of Food, Steel',
		],
		[{ group: ['is_invalid'] }, 'group is invalid: there may be no Group with ID 9999'],
		[{ employees: ['is_required'] }, 'employees is required'],
		[{ email: ['is_invalid'] }, 'email is invalid'],
		[{ unheard_of: ['is_invalid'] }, 'unheard_of is invalid'],
	])('is explained from what is known of the property: %j', async (errors, said) => {
		app.emulator.fault({ path: '/records/new', status: 422, body: { errors } });
		const error = await create({ name: 'x', founded: '2025-01-01', branch: 'Food', group: 9999 });
		expect(error.message).toBe(`The app didn't accept the values: ${said}`);
	});
});

describe('The name of a related record in the place of its ID', () => {
	it('is refused with the way to find the ID', async () => {
		expect(await create({ name: 'x', group: 'North' })).toMatchObject({
			message: '"group" must be the ID of a Group, but got "North"',
			description: 'Find it first with Get Many on Group, and use its ID',
		});
	});
});

describe('Input that is no property of the model', () => {
	it('is named as a whole, with the option that leaves it out', async () => {
		const error = await failure(
			run('create', { fieldsMode: 'auto' }, { name: 'x', city: 'Utrecht', colour: 'red' }),
		);
		expect(error.message).toBe('The model Company has no property "city", "colour"');
		expect(error.description).toMatch(
			/^Turn on 'Ignore Unknown Input' in the options.*name, email/,
		);
	});
});

describe('What is not found', () => {
	it.each([
		['get', { recordId: '77' }, /the ID may belong to another model/],
		['getAll', { returnAll: true, options: { viewId: GROUP } }, /copy its URL from the builder/],
	])('comes with advice of its own: %s %j', async (operation, parameters, advice) => {
		expect((await failure(run(operation, parameters))).description).toMatch(advice);
	});
});

describe('The conditions Is True and Is False', () => {
	it.each([
		['isTrue', [1]],
		['isFalse', [2]],
	])('find records by %s', async (operator, expected) => {
		const filters = { conditions: [{ property: 'active', operator }] };
		const found = await run('getAll', { returnAll: true, filters });
		expect(found.map(({ id }) => id)).toEqual(expected);
	});

	it('are refused for anything but Yes/No', async () => {
		const filters = { conditions: [{ property: 'name', operator: 'isTrue' }] };
		const error = await failure(run('getAll', { returnAll: true, filters }));
		expect(error.message).toBe('"Is True" doesn\'t work on "name", which is of kind string');
	});
});
