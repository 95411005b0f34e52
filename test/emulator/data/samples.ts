import { fetchReply, uuid, type Reply } from '../samples.ts';
import type { DataActionDefinition, DataAppDefinition, DataDefinition } from './app.ts';
import type { DataEmulator, DataStartOptions } from './emulator.ts';
import type { DataPersonality } from './personality.ts';
import { startDataEmulator } from './server.ts';

export { uuid } from '../samples.ts';
export { fetchReply } from '../samples.ts';
export type { Reply } from '../samples.ts';

type Definition = DataAppDefinition['models'][number];
type Property = Definition['properties'][number];

/** Ids of the sample app. */
export const dataIds = {
	...{ task: uuid('a0'), project: uuid('b0'), customer: uuid('c0'), user: uuid('d0') },
	...{ role: uuid('e0'), file: uuid('f0'), salary: uuid('10') },
	...{ application: uuid('abc'), staff: uuid('5a'), partners: uuid('5b') },
} as const;

/** Ids of its actions. */
export const actionIds = {
	...{ create: uuid('ac01'), echo: uuid('ac02'), nothing: uuid('ac03'), fails: uuid('ac04') },
	...{ partner: uuid('ac05'), edit: uuid('ac06'), file: uuid('ac07'), text: uuid('ac08') },
	...{ hook: uuid('ac11'), plainHook: uuid('ac12'), publicHook: uuid('ac13') },
	...{ badHook: uuid('ac14') },
} as const;

const planFile = 'tasks/40/plan a.pdf';
const photoFile = 'tasks/40/photo.png';

function relation(
	id: string,
	name: string,
	kind: string,
	[model, inverse]: [string, string],
): Property {
	return { id: uuid(id), name, kind, options: { model }, inverse_association: uuid(inverse) };
}

function tasks(): Definition {
	const values = ['open', 'done', 'On hold', '2nd look'];
	return {
		...{ id: dataIds.task, name: 'Task', table: 'tasks' },
		properties: [
			{ id: uuid('a1'), name: 'id', kind: 'serial' },
			{ id: uuid('a2'), name: 'name', kind: 'string', required: true },
			{ id: uuid('a3'), name: 'status', kind: 'list', options: { values } },
			{ id: uuid('a4'), name: 'due_on', kind: 'date' },
			{ id: uuid('a5'), name: 'starts_at', kind: 'date_time' },
			{ id: uuid('a6'), name: 'reminds_at', kind: 'time' },
			{ id: uuid('a7'), name: 'priority', kind: 'integer' },
			{ id: uuid('a8'), name: 'hours', kind: 'float' },
			{ id: uuid('a9'), name: 'price', kind: 'price' },
			{ id: uuid('aa'), name: 'urgent', kind: 'boolean' },
			{ id: uuid('ab'), name: 'document_2', kind: 'string' },
			{ id: uuid('ac'), name: 'attachment', kind: 'file' },
			{ id: uuid('a13'), name: 'scan_copy', kind: 'pdf' },
			{ id: uuid('ad'), name: 'photo', kind: 'image' },
			{ id: uuid('ae'), name: 'photos', kind: 'multi_image' },
			{ id: uuid('af'), name: 'extra', kind: 'object' },
			relation('a10', 'project', 'belongs_to', [dataIds.project, 'b3']),
			relation('a11', 'watchers', 'has_and_belongs_to_many', [dataIds.user, 'd5']),
			relation('a12', 'salaries', 'has_many', [dataIds.salary, '13']),
		],
		records: [
			{
				...{ id: 40, name: 'Call', status: 'open', due_on: '2026-03-01', priority: 2 },
				...{ starts_at: '2026-03-01T10:00:00.123Z', reminds_at: '10:00', hours: 1.5 },
				...{ price: 12.5, urgent: true, document_2: 'two', attachment: planFile },
				...{ photo: photoFile, photos: [photoFile], project: { id: 3 } },
				watchers: [{ id: 1 }, { id: 2 }],
			},
			{ id: 41, name: 'Mail', status: 'done', due_on: '2026-03-05', priority: 2, urgent: false },
			{ id: 42, name: 'recall', status: 'On hold', priority: 1, project: { id: 4 } },
			{ id: 43, name: 'Pack', status: '2nd look', priority: 3, project: { id: 3 } },
		],
	};
}

function projectsAndCustomers(): Definition[] {
	return [
		{
			...{ id: dataIds.project, name: 'Project', table: 'projects' },
			properties: [
				{ id: uuid('b1'), name: 'id', kind: 'serial' },
				{ id: uuid('b2'), name: 'name', kind: 'string' },
				relation('b3', 'tasks', 'has_many', [dataIds.task, 'a10']),
				relation('b4', 'customer', 'belongs_to', [dataIds.customer, 'c3']),
			],
			records: [
				{ id: 3, name: 'Move', customer: { id: 7 } },
				{ id: 4, name: 'Audit', customer: { id: 8 } },
			],
		},
		{
			...{ id: dataIds.customer, name: 'Customer', table: 'customers' },
			properties: [
				{ id: uuid('c1'), name: 'id', kind: 'serial' },
				{ id: uuid('c2'), name: 'name', kind: 'string' },
				relation('c3', 'projects', 'has_many', [dataIds.project, 'b4']),
				relation('c4', 'parent', 'belongs_to', [dataIds.customer, 'c5']),
				relation('c5', 'children', 'has_many', [dataIds.customer, 'c4']),
				{ id: uuid('c6'), name: 'credit_limit', kind: 'integer' },
			],
			records: [
				{ id: 7, name: 'Zaandam BV', credit_limit: 10 },
				{ id: 8, name: 'Alkmaar BV', parent: { id: 7 } },
			],
		},
	];
}

function people(): Definition[] {
	return [
		{
			...{ id: dataIds.user, name: 'User', table: 'users' },
			properties: [
				{ id: uuid('d1'), name: 'id', kind: 'serial' },
				{ id: uuid('d2'), name: 'email', kind: 'email_address' },
				{ id: uuid('d3'), name: 'password', kind: 'password' },
				relation('d4', 'roles', 'has_and_belongs_to_many', [dataIds.role, 'e3']),
				relation('d5', 'tasks', 'has_and_belongs_to_many', [dataIds.task, 'a11']),
			],
			records: [
				{ id: 1, email: 'ann@example.com', password: 'pass', roles: [] },
				{ id: 2, email: 'bob@example.com', password: 'word', roles: [{ id: 1 }] },
			],
		},
		{
			...{ id: dataIds.role, name: 'Role', table: 'roles' },
			properties: [
				{ id: uuid('e1'), name: 'id', kind: 'serial' },
				{ id: uuid('e2'), name: 'name', kind: 'string' },
				relation('e3', 'users', 'has_and_belongs_to_many', [dataIds.user, 'd4']),
			],
			records: [{ id: 1, name: 'manager' }],
		},
		{
			...{ id: dataIds.file, name: 'File', table: 'files' },
			properties: [
				{ id: uuid('f1'), name: 'id', kind: 'serial' },
				{ id: uuid('f2'), name: 'title', kind: 'string' },
			],
			records: [{ id: 1, title: 'Plan' }],
		},
		{
			...{ id: dataIds.salary, name: 'Salary', table: 'salaries' },
			properties: [
				{ id: uuid('11'), name: 'id', kind: 'serial' },
				{ id: uuid('12'), name: 'amount', kind: 'integer' },
				relation('13', 'task', 'belongs_to', [dataIds.task, 'a12']),
			],
			records: [{ id: 1, amount: 100, task: { id: 40 } }],
		},
	];
}

function actions(): DataActionDefinition[] {
	const task = { model: 'Task', values: { name: '$inputs.name', project: '$inputs.project_id' } };
	const request = [{ name: 'request', kind: 'OBJECT' }];
	const response = { statusCode: 201, headers: { 'X-Made': 'yes' }, body: '$inputs.request' };
	return [
		{
			...{ id: actionIds.create, name: 'Create task', effect: { create: task } },
			variables: [
				{ name: 'name', required: true },
				{ name: 'project_id', kind: 'NUMBER' },
			],
			results: { id: '$record.id', name: '$record.name', by: '$user' },
		},
		{ id: actionIds.echo, name: 'Echo', public: true, results: '$inputs' },
		{ id: actionIds.text, name: 'Text', public: true, results: 'done' },
		{ id: actionIds.nothing, name: 'Nothing', public: true },
		{
			...{ id: actionIds.fails, name: 'Fails', public: true, errors: ["Name can't be blank"] },
			effect: { create: { model: 'Role', values: { name: 'made before the failure' } } },
		},
		{
			...{ id: actionIds.partner, name: 'For partners', results: '$user' },
			authenticationProfile: dataIds.partners,
		},
		{
			...{ id: actionIds.edit, name: 'Edit', results: '$record' },
			effect: [
				{ update: { model: 'tasks', id: '$inputs.id', values: { status: '$inputs.status' } } },
				{ delete: { model: dataIds.file, id: 1 } },
			],
		},
		{
			...{ id: actionIds.file, name: 'Attach', results: true },
			effect: { update: { model: 'Task', id: 41, values: { attachment: '$inputs.file' } } },
		},
		{ id: actionIds.hook, name: 'Hook', variables: request, response },
		{
			...{ id: actionIds.plainHook, name: 'Plain hook', public: true, variables: request },
			results: { method: '$inputs.request.method' },
		},
		{
			...{ id: actionIds.publicHook, name: 'Redirect', public: true, variables: request },
			response: { statusCode: 302, headers: { location: 'https://example.com/' } },
		},
		{
			...{ id: actionIds.badHook, name: 'Bad hook', public: true, variables: request },
			errors: ['Out of stock'],
		},
	];
}

function section(): DataDefinition {
	return {
		applicationId: dataIds.application,
		authenticationProfiles: [
			{ id: dataIds.staff, model: 'User', rolesProperty: 'roles' },
			{ id: dataIds.partners, roles: ['partner'] },
		],
		roles: [
			{ name: 'public', deniedModels: ['Task', 'Customer', 'User', 'Role', 'File', 'Salary'] },
			{ name: 'user', deniedModels: ['Salary'], deniedProperties: ['Customer.credit_limit'] },
		],
		actions: actions(),
		files: [
			{ key: planFile, contentType: 'application/pdf', text: 'A plan' },
			{ key: photoFile, contentType: 'image/png', base64: 'iVBORw0KGgo=' },
		],
	};
}

/** A small app with every kind of thing that the Data API shows; a new copy at each call. */
export function sampleDataApp(): DataAppDefinition {
	return {
		users: [{ email: 'api@example.com', apiKey: 'secret' }],
		models: [tasks(), ...projectsAndCustomers(), ...people()],
		data: section(),
	};
}

/** What a GraphQL request was answered. */
export interface GraphqlReply extends Reply {
	json: { data?: Record<string, unknown> | null; errors?: Array<Record<string, unknown>> };
}

/** Sends a query to the sample app. @param token default: of Ann, who is a user; null: none */
export type Ask = (
	query: string,
	variables?: Record<string, unknown>,
	token?: string | null,
) => Promise<GraphqlReply>;

/** An emulated sample app with its Data API, and a way to ask it. */
export async function startDataSample(
	personality: Partial<DataPersonality> = {},
	options: Partial<DataStartOptions> = {},
): Promise<{ emulator: DataEmulator; ask: Ask }> {
	const emulator = await startDataEmulator({ app: sampleDataApp(), personality, ...options });
	const ask: Ask = async (query, variables, token = emulator.token()) => {
		const reply = await fetchReply(emulator.runtimeUrl, {
			json: { query, ...(variables === undefined ? {} : { variables }) },
			headers: token === null ? {} : { authorization: `Bearer ${token}` },
		});
		return reply as GraphqlReply;
	};
	return { emulator, ask };
}

/** The query an app is asked to log somebody in. */
export const loginQuery = `mutation ($authProfileUuid: String!, $username: String, $password: String) {
	login(authProfileUuid: $authProfileUuid, username: $username, password: $password) {
		jwtToken refreshToken isValid accessExpiresAt accessExpiresIn refreshExpiresAt refreshExpiresIn
	}
}`;

/** Logs in Ann with her password, or somebody else. */
export async function logIn(
	ask: Ask,
	changes: Record<string, unknown> = {},
): Promise<GraphqlReply> {
	const ann = { username: 'ann@example.com', password: 'pass' };
	return await ask(loginQuery, { authProfileUuid: dataIds.staff, ...ann, ...changes }, null);
}

/** What a token says. */
export function claimsOf(token: string): Record<string, unknown> {
	const [, claims = ''] = token.split('.');
	return JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as Record<string, unknown>;
}
