import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { execute } from '../../support/n8n';
import { APPLICATION_ID, PROFILE } from '../../support/dataApp';
import { useServer } from '../../support/server';

const KEY = 'k3y+of/"the" <app>&1%';
const PASSWORD = 'pa55+word/"of" <us>&2%';
const EMAIL = 'api@example.com';
const TOKEN = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${Buffer.from('{"sub":"1"}').toString('base64url')}.c2lnbmF0dXJl`;

const MODEL = 'c0'.repeat(16);
const ACTION = 'e'.repeat(32);

const html = (text: string) =>
	text.replace(/[^a-z\d]/gi, (character) => `&#${character.charCodeAt(0)};`);

/** The ways in which an app may repeat what it was sent. */
const FORMS: Record<string, (text: string) => string> = {
	plain: (text) => text,
	base64: (text) => Buffer.from(text).toString('base64'),
	'base64 for URLs': (text) => Buffer.from(text).toString('base64url'),
	'Base64 in lines': (text) => Buffer.from(text).toString('base64').replace(/.{10}/g, '$&\r\n'),
	hex: (text) => Buffer.from(text).toString('hex'),
	percent: encodeURIComponent,
	'percent twice': (text) => encodeURIComponent(encodeURIComponent(text)),
	JSON: (text) => JSON.stringify(text).slice(1, -1),
	HTML: html,
};

const server = useServer();
let status = 200;
let kind = 'record';

/** All that a request brought, in every form. */
function echoed(url: string, headers: Record<string, unknown>, body: Buffer): string[] {
	const sent = [String(headers.authorization ?? ''), url, body.toString()];
	const basic = /^Basic (.*)$/.exec(sent[0] ?? '')?.[1] ?? '';
	// An app knows the key and its own tokens; a password is only sent to log in.
	const own = basic === '' ? TOKEN : KEY;
	const known = [...sent, Buffer.from(basic, 'base64').toString(), own];
	return known.flatMap((text) => Object.values(FORMS).map((form) => form(text)));
}

beforeEach(() => {
	server.answer = (request, response) => {
		const { url = '', headers, body } = { ...request, ...server.requests.at(-1) };
		if (body?.includes('login(') === true && status === 200) {
			response.end(JSON.stringify({ data: { login: { jwtToken: TOKEN, isValid: true } } }));
			return;
		}
		const all = echoed(url, headers, body ?? Buffer.alloc(0));
		const said = all.join(' | ');
		const safe = all
			.map((text) => encodeURIComponent(text))
			.join('-')
			.slice(0, 9_000);
		response.statusCode = status;
		response.setHeader('x-echo', safe);
		if (status === 302) response.setHeader('location', `/again?${safe}`);
		const record = Object.fromEntries([['id', 1], ...all.map((text, at) => [`p${at}`, text])]);
		const bodies: Record<string, unknown> = {
			record,
			list: [record],
			errors: { errors: { [said]: [said] } },
			error: { error: said },
			graphql: { errors: [{ message: said, path: [said], extensions: { code: said } }] },
			data: { data: { [said]: record } },
		};
		response.setHeader('content-type', kind === 'text' ? 'text/html' : 'application/json');
		response.end(kind === 'text' ? `<h1>${said}</h1>` : JSON.stringify(bodies[kind]));
	};
});

const byId = { __rl: true, mode: 'id', value: MODEL };
const json = { fieldsMode: 'json', fieldsJson: '{"name":"x"}' };

const OPERATIONS: INodeParameters[] = [
	{ resource: 'record', operation: 'create', model: byId, ...json },
	{ resource: 'record', operation: 'get', model: byId, recordId: 1 },
	{ resource: 'record', operation: 'getAll', model: byId, limit: 5 },
	{ resource: 'record', operation: 'update', model: byId, recordId: 1, ...json },
	{ resource: 'record', operation: 'upsert', model: byId, matchBy: 'name', ...json },
	{ resource: 'record', operation: 'delete', model: byId, recordId: 1 },
	{ resource: 'record', operation: 'count', model: byId },
	{ resource: 'record', operation: 'exists', model: byId, recordId: 1 },
	{ resource: 'model', operation: 'getAll' },
	{ resource: 'model', operation: 'get', model: byId },
	{ resource: 'action', operation: 'execute', model: byId, actionId: ACTION },
	{
		resource: 'action',
		operation: 'callEndpoint',
		actionId: { __rl: true, mode: 'id', value: ACTION },
	},
	{ resource: 'query', operation: 'execute', query: '{ allTask { results { id } } }' },
	{ resource: 'asset', operation: 'download', url: '/a.pdf', outputBinaryProperty: 'data' },
];

/** Everything that an execution leaves behind, in n8n's database, its log or its editor. */
async function leftBy(parameters: INodeParameters, isData: boolean): Promise<string> {
	const credential = isData
		? {
				application: server.origin,
				applicationId: APPLICATION_ID,
				access: 'login' as const,
				authenticationProfileId: PROFILE,
				username: EMAIL,
				password: PASSWORD,
				jwtToken: '',
			}
		: { application: server.origin, email: EMAIL, apiKey: KEY };
	const api = isData ? { api: 'data' } : {};
	const options = {
		timeout: 2_000,
		...(parameters.operation === 'callEndpoint' && { neverError: true }),
	};
	try {
		const items = await execute({
			credential,
			parameters: { ...api, ...parameters, options } as INodeParameters,
		});
		return JSON.stringify(items);
	} catch (error) {
		const { message, description, stack, cause } = error as Error & IDataObject;
		return [
			message,
			description,
			stack,
			JSON.stringify(error),
			String(cause),
			JSON.stringify(cause),
		].join('\n');
	}
}

/** Whether a secret can be read out of a text, by whoever decodes it in one of the usual ways. */
function isIn(text: string, secret: string): boolean {
	const parts = [secret, `${EMAIL}:${secret}`];
	const forms = parts.flatMap((part) =>
		Object.values(FORMS).flatMap((form) => [form(part), JSON.stringify(form(part)).slice(1, -1)]),
	);
	return forms.some((form) => text.includes(form));
}

/** What such a response says is in no message. */
const QUOTES_NOTHING = new Set([302, 401, 404]);

describe('No secret leaves the node', () => {
	it.each([
		[200, 'record'],
		[201, 'list'],
		[200, 'data'],
		[200, 'graphql'],
		[200, 'text'],
		[302, 'error'],
		[400, 'errors'],
		[401, 'error'],
		[403, 'text'],
		[404, 'error'],
		[422, 'errors'],
		[500, 'text'],
		[418, 'graphql'],
	])(
		'whatever operation is answered with %d and an echo in the form %s',
		async (answer, form) => {
			status = answer;
			kind = form;
			let hidden = 0;
			for (const isData of [false, true]) {
				for (const parameters of OPERATIONS) {
					const left = await leftBy(parameters, isData);
					if (left.includes('***')) hidden += 1;
					const secrets = isData ? [PASSWORD, TOKEN] : [KEY];
					const found = secrets.filter((secret) => isIn(left, secret));
					const { resource, operation } = parameters;
					expect({ isData, resource, operation, found }).toEqual({
						isData,
						resource,
						operation,
						found: [],
					});
				}
			}
			expect(hidden > 0 || QUOTES_NOTHING.has(answer)).toBe(true);
		},
		120_000,
	);
});
