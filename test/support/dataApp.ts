import {
	startDataEmulator,
	type DataAppDefinition,
	type DataDefinition,
	type DataEmulator,
	type DataPersonality,
} from '../emulator/data/index.ts';
import type { AppRecord } from '../emulator/index.ts';
import { uuid } from './app';
import type { DataCredential } from './n8n';

export const APPLICATION_ID = uuid('a0');
export const PROFILE = uuid('b0');
export const USERNAME = 'api@example.com';
export const PASSWORD = 'a-secret-password';

const TASK = uuid('70');
const PROJECT = uuid('80');
const CUSTOMER = uuid('90');

const relation = (id: string, name: string, model: string, inverse: string) => ({
	id,
	name,
	kind: 'belongs_to',
	options: { model },
	inverse_association: inverse,
});

const many = (id: string, name: string, model: string, inverse: string) => ({
	...relation(id, name, model, inverse),
	kind: 'has_many',
});

/** A small app: tasks of projects of customers. Its model File clashes with a type of GraphQL's own. */
export function tasks(records: AppRecord[] = [], data: DataDefinition = {}): DataAppDefinition {
	return {
		users: [{ email: USERNAME, apiKey: PASSWORD }],
		models: [
			{
				id: TASK,
				name: 'Task',
				table: 'tasks',
				properties: [
					{ id: uuid('71'), name: 'id', kind: 'serial', options: {} },
					{ id: uuid('72'), name: 'name', kind: 'string', options: {} },
					{ id: uuid('73'), name: 'status', kind: 'list', options: { values: ['open', 'done'] } },
					{ id: uuid('74'), name: 'hours_spent', kind: 'integer', options: {} },
					{ id: uuid('75'), name: 'price', kind: 'decimal', options: {} },
					{ id: uuid('76'), name: 'due_on', kind: 'date', options: {} },
					{ id: uuid('77'), name: 'urgent', kind: 'boolean', options: {} },
					{ id: uuid('78'), name: 'photo', kind: 'image', options: {} },
					{ id: uuid('79'), name: 'contract', kind: 'file', options: {} },
					{ id: uuid('7a'), name: 'login_token', kind: 'string', options: {} },
					relation(uuid('7b'), 'project', PROJECT, uuid('83')),
				],
				records,
			},
			{
				id: PROJECT,
				name: 'Project',
				table: 'projects',
				properties: [
					{ id: uuid('81'), name: 'id', kind: 'serial', options: {} },
					{ id: uuid('82'), name: 'name', kind: 'string', options: {} },
					many(uuid('83'), 'tasks', TASK, uuid('7b')),
					relation(uuid('84'), 'customer', CUSTOMER, uuid('93')),
				],
				records: [
					{ id: 1, name: 'Move', customer: { id: 2 } },
					{ id: 2, name: 'Paint', customer: null },
				],
			},
			{
				id: CUSTOMER,
				name: 'Customer',
				table: 'customers',
				properties: [
					{ id: uuid('91'), name: 'id', kind: 'serial', options: {} },
					{ id: uuid('92'), name: 'title', kind: 'string', options: {} },
					many(uuid('93'), 'projects', PROJECT, uuid('84')),
				],
				records: [
					{ id: 1, title: 'Alkmaar BV' },
					{ id: 2, title: 'Breda BV' },
				],
			},
			{
				id: uuid('f0'),
				name: 'File',
				table: 'files',
				properties: [
					{ id: uuid('f1'), name: 'id', kind: 'serial', options: {} },
					{ id: uuid('f2'), name: 'name', kind: 'string', options: {} },
					{ id: uuid('f3'), name: 'scan', kind: 'file', options: {} },
				],
				records: [{ id: 1, name: 'Letter', scan: 'letters/1.pdf' }],
			},
		],
		data: {
			applicationId: APPLICATION_ID,
			authenticationProfiles: [{ id: PROFILE }],
			...data,
		},
	} as DataAppDefinition;
}

/** So many tasks, with the ids from 1 on. */
export function manyTasks(count: number): AppRecord[] {
	return Array.from({ length: count }, (_, index) => ({
		id: index + 1,
		name: `Task ${index + 1}`,
		status: index % 2 === 0 ? 'open' : 'done',
		hours_spent: index % 7,
	}));
}

export interface TestDataApp {
	emulator: DataEmulator;
	/** As n8n stores it: without a token at first. */
	credential: DataCredential;
	/** The root fields of each request since the last clear, or its path where it is no GraphQL. */
	asked: () => string[];
	/** How often somebody has logged in since the last clear. */
	logins: () => number;
}

/** A list comes with its last record, from the same field. */
function withoutEnds(rootFields: string[]): string[] {
	return rootFields.filter(
		(name, index) => !name.startsWith('all') || rootFields.indexOf(name) === index,
	);
}

/** Starts the emulated app for the tests of one file, as new before each of them. */
export function useDataApp(
	app: DataAppDefinition,
	personality: Partial<DataPersonality> = {},
	now?: () => Date,
): TestDataApp {
	const test = {} as TestDataApp;
	beforeAll(async () => {
		test.emulator = await startDataEmulator({ app, personality, now });
		test.asked = () =>
			test.emulator.requests.map(({ rootFields, method, path }) =>
				rootFields.length > 0 ? withoutEnds(rootFields).join() : `${method} ${path}`,
			);
		test.logins = () => test.asked().filter((fields) => fields === 'login').length;
	});
	beforeEach(() => {
		test.emulator.reset();
		test.credential = {
			application: test.emulator.application,
			applicationId: APPLICATION_ID,
			access: 'login',
			authenticationProfileId: PROFILE,
			username: USERNAME,
			password: PASSWORD,
			jwtToken: '',
		};
	});
	afterAll(async () => await test.emulator.close());
	return test;
}

/** Parameters of a record operation on the tasks. */
export function onTasks(operation: string, more: object = {}) {
	return {
		api: 'data',
		resource: 'record',
		operation,
		model: { __rl: true, mode: 'list', value: 'Task' },
		...more,
	};
}
