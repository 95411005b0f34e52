import {
	startEmulator,
	type AppDefinition,
	type Emulator,
	type Personality,
	type StartOptions,
} from './index.ts';

/** The UUID that ends in these characters, such as `c1` for a company's first property. */
export function uuid(ending: string): string {
	return ending.padStart(32, '0');
}

/** Property UUIDs of the sample app. */
export const ids = {
	company: uuid('c0'),
	companyId: uuid('c1'),
	name: uuid('c2'),
	size: uuid('c3'),
	revenue: uuid('c4'),
	active: uuid('c5'),
	founded: uuid('c6'),
	opened: uuid('c7'),
	status: uuid('c8'),
	group: uuid('c9'),
	people: uuid('ca'),
	tags: uuid('cb'),
	logo: uuid('cc'),
	groupModel: uuid('a0'),
	groupId: uuid('a1'),
	groupName: uuid('a2'),
	groupCompanies: uuid('a3'),
	personModel: uuid('b0'),
	personId: uuid('b1'),
	lastName: uuid('b2'),
	employer: uuid('b3'),
	tagModel: uuid('d0'),
	tagCompanies: uuid('d3'),
	view: uuid('e1'),
	filter: uuid('e2'),
	action: uuid('e3'),
} as const;

function companies(): AppDefinition['models'][number] {
	const { group, name, people, tags } = ids;
	return {
		...{ id: ids.company, name: 'Company', table: 'companies' },
		properties: [
			{ id: ids.companyId, name: 'id', kind: 'serial' },
			{ id: name, name: 'name', kind: 'string', required: true },
			{ id: ids.size, name: 'size', kind: 'integer' },
			{ id: ids.revenue, name: 'revenue', kind: 'price' },
			{ id: ids.active, name: 'active', kind: 'boolean' },
			{ id: ids.founded, name: 'founded', kind: 'date' },
			{ id: ids.opened, name: 'opened', kind: 'date_time' },
			{ id: ids.status, name: 'status', kind: 'list', options: { values: ['new', 'old'] } },
			{
				...{ id: group, name: 'group', kind: 'belongs_to', options: { model: ids.groupModel } },
				inverse_association: ids.groupCompanies,
			},
			{
				...{ id: people, name: 'people', kind: 'has_many', options: { model: ids.personModel } },
				inverse_association: ids.employer,
			},
			{
				...{ id: tags, name: 'tags', kind: 'has_and_belongs_to_many' },
				...{ options: { model: ids.tagModel }, inverse_association: ids.tagCompanies },
			},
			{ id: ids.logo, name: 'logo', kind: 'image' },
			{ id: uuid('cd'), name: 'label', kind: 'string_expression' },
			{ id: uuid('ce'), name: 'photos', kind: 'multi_image' },
			{ id: uuid('cf'), name: 'starts', kind: 'time' },
			{ id: uuid('d9'), name: 'extra', kind: 'object' },
		],
		records: [
			{
				...{ id: 1, name: 'Alkmaar BV', size: 10, revenue: 12.5, active: true },
				...{ founded: '2001-02-03', opened: '2024-05-01T10:00:00+02:00', status: 'new' },
				...{ group: { id: 1 }, tags: [{ id: 1 }, { id: 2 }], label: 'Alkmaar (10)' },
			},
			{ id: 2, name: 'Breda', size: 9, active: false, group: { id: 2 }, founded: '2010-01-01' },
			{ id: 3, name: 'alkmaar Noord', size: 100, group: null },
			{ id: 5, name: 'Delft', status: 'old', group: { id: 1 }, size: 10 },
		],
	};
}

function otherModels(): AppDefinition['models'] {
	return [
		{
			...{ id: ids.groupModel, name: 'Group', table: 'groups' },
			properties: [
				{ id: ids.groupId, name: 'id', kind: 'serial' },
				{ id: ids.groupName, name: 'name', kind: 'string' },
				{
					...{ id: ids.groupCompanies, name: 'companies', kind: 'has_many' },
					...{ options: { model: ids.company }, inverse_association: ids.group },
				},
			],
			records: [
				{ id: 1, name: 'north' },
				{ id: 2, name: 'south' },
			],
		},
		{
			...{ id: ids.personModel, name: 'Person', table: 'people' },
			properties: [
				{ id: ids.personId, name: 'id', kind: 'serial' },
				{ id: ids.lastName, name: 'last_name', kind: 'string' },
				{
					...{ id: ids.employer, name: 'company', kind: 'belongs_to' },
					...{ options: { model: ids.company }, inverse_association: ids.people },
				},
			],
			records: [
				{ id: 1, last_name: 'Willemse', company: { id: 1 } },
				{ id: 2, last_name: 'Kaag', company: { id: 2 } },
			],
		},
		{
			...{ id: ids.tagModel, name: 'Tag', table: 'tags' },
			properties: [
				{ id: uuid('d1'), name: 'id', kind: 'serial' },
				{ id: uuid('d2'), name: 'title', kind: 'string' },
				{
					...{ id: ids.tagCompanies, name: 'companies', kind: 'has_and_belongs_to_many' },
					...{ options: { model: ids.company }, inverse_association: ids.tags },
				},
			],
			records: [
				{ id: 1, title: 'red' },
				{ id: 2, title: 'blue' },
			],
		},
	];
}

/** A small app with every kind of thing an app has; a new copy at each call. */
export function sampleApp(): AppDefinition {
	return {
		users: [{ email: 'api@example.com', apiKey: 'secret' }],
		models: [companies(), ...otherModels()],
		views: [
			{
				...{ id: ids.view, model: ids.company, columns: [ids.name, ids.group] },
				filter: { path: [ids.size], predicate: 'gteq', criteria: 10 },
			},
		],
		filters: [
			{
				...{ id: ids.filter, model: ids.company },
				definition: {
					operator: 'or',
					conditions: [
						{ path: ids.name, predicate: 'eq', criteria: 'Breda' },
						{ path: ids.name, predicate: 'eq', criteria: 'Delft' },
					],
				},
			},
		],
		actions: [{ id: ids.action, model: ids.company, status: 200, response: { got: '$inputs' } }],
	};
}

/** What came back over HTTP. */
export interface Reply {
	status: number;
	headers: Headers;
	text: string;
	/** The parsed body; undefined when it is no JSON. */
	json: unknown;
}

export interface Sending {
	method?: string;
	form?: string;
	json?: unknown;
	body?: string | FormData;
	headers?: Record<string, string>;
}

/** Sends one request to the API with the sample user's credentials. */
export type Send = (path: string, sending?: Sending) => Promise<Reply>;

export const authorisation = `Basic ${Buffer.from('api@example.com:secret').toString('base64')}`;

function parse(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

function bodyOf({ form, json, body }: Sending): { type?: string; body?: string | FormData } {
	if (form !== undefined) return { type: 'application/x-www-form-urlencoded', body: form };
	if (json !== undefined) return { type: 'application/json', body: JSON.stringify(json) };
	return body === undefined ? {} : { body };
}

/** Fetches a URL and reads the whole answer. */
export async function fetchReply(url: string, sending: Sending = {}): Promise<Reply> {
	const { type, body } = bodyOf(sending);
	const response = await fetch(url, {
		method: sending.method ?? (body === undefined ? 'GET' : 'POST'),
		headers: { ...(type === undefined ? {} : { 'content-type': type }), ...sending.headers },
		...(body === undefined ? {} : { body }),
		redirect: 'manual',
	});
	const text = await response.text();
	return { status: response.status, headers: response.headers, text, json: parse(text) };
}

/** An emulated sample app and a way to talk to its API. */
export async function startSample(
	personality: Partial<Personality> = {},
	options: Partial<StartOptions> = {},
): Promise<{ emulator: Emulator; send: Send }> {
	const emulator = await startEmulator({ app: sampleApp(), personality, ...options });
	const send: Send = async (path, sending = {}) =>
		await fetchReply(`${emulator.application}/api${path}`, {
			...sending,
			headers: { authorization: authorisation, ...sending.headers },
		});
	return { emulator, send };
}
