import { randomBytes } from 'node:crypto';

import { factsOf } from '../fact.ts';
import { bodyForm, isRecordLike } from '../shapes.ts';
import { modelsIn, rootQuery } from './schema.ts';
import type { Answer, DataApp } from './app.ts';

const fact = factsOf<DataApp>();
const noLogin = { untold: 'there is no login: public access' };

interface ErrorEntry {
	message?: unknown;
	path?: unknown;
	extensions?: { code?: unknown; statusCode?: unknown; http?: { status?: unknown } };
}

function firstError({ json }: Answer): ErrorEntry {
	const { errors } = isRecordLike(json) ? json : {};
	const [first] = Array.isArray(errors) ? (errors as unknown[]) : [];
	return isRecordLike(first) ? first : { message: first };
}

/** A token in the right form whose signature is wrong. */
function badToken({ session }: DataApp): string {
	const [head = 'e30', claims = 'e30', signature = 'x'] = session?.jwtToken.split('.') ?? [];
	return [head, claims, [...signature].reverse().join('')].join('.');
}

async function withBadToken(app: DataApp): Promise<Answer> {
	const { name } = app.model;
	const field = name === '' ? '__typename' : `all${name}(take: 1) { totalCount }`;
	return await app.ask(`query { ${field} }`, { token: badToken(app) });
}

/** Whether the app lets the probe in. It is settled before all others. */
export const accessFact = fact({
	name: 'access',
	fact: 'How the app receives an outsider',
	findings: {
		open: 'it lets the user in',
		refused: 'it refuses the login',
		private: 'it is in private data mode (redirect_to_login)',
		redirect: 'it redirects elsewhere, with {n}',
		page: 'it responds with a page, {n}',
		empty: 'it responds with {n} and no body',
		jsend: 'it responds with {n} and a "status", which is not GraphQL',
		errors: 'it responds with {n} and errors',
		text: 'it responds with {n} and a text',
		busy: 'it asks for breaks again and again',
	},
	relies: 'yes',
	node: 'Private data mode has to be off. Each of the others is an error that says what came.',
	ask: async (app) => {
		const { first } = app;
		if (first === undefined) return app.line.breaks ? 'busy' : { untold: 'there was no response' };
		if (app.isIn) return 'open';
		const { status, text, json } = first;
		if (text.includes('redirect_to_login')) return 'private';
		if (status >= 300 && status < 400) return { is: 'redirect', n: status };
		if (isRecordLike(json) && 'status' in json) return { is: 'jsend', n: status };
		if (isRecordLike(json))
			return [200, 401].includes(status) ? 'refused' : { is: 'errors', n: status };
		const form = bodyForm(first);
		return { is: form === 'html' ? 'page' : form === 'empty' ? 'empty' : 'text', n: status };
	},
});

export const entryFacts = [
	fact({
		name: 'loginError',
		fact: 'How a login is refused',
		findings: {
			errors200: 'by errors with status 200',
			http401: 'by status {n}',
			isValidFalse: 'by isValid: false',
			loginNull: 'by login: null',
			other: 'in another way',
		},
		relies: 'no',
		node: 'It takes each of them for a refusal, and does not try again.',
		ask: async (app) => {
			if (app.session === undefined) return noLogin;
			const name = `nobody-${randomBytes(4).toString('hex')}@example.com`;
			const { status, data, hasErrors } = await app.logIn(name, randomBytes(8).toString('hex'));
			if (status >= 400) return { is: 'http401', n: status };
			if (hasErrors) return 'errors200';
			if (isRecordLike(data?.login) && data.login.isValid === false) return 'isValidFalse';
			return data?.login === null ? 'loginNull' : 'other';
		},
	}),
	fact({
		name: 'tokenLife',
		fact: 'How long a login lasts',
		findings: { seconds: '{n} seconds' },
		relies: 'no',
		node: 'It logs in again shortly before the token ends.',
		ask: async ({ session }) => {
			if (session === undefined) return noLogin;
			if (typeof session.accessExpiresIn === 'number') {
				return { is: 'seconds', n: session.accessExpiresIn };
			}
			const claims = Buffer.from(session.jwtToken.split('.')[1] ?? '', 'base64url').toString();
			const { exp, iat } = JSON.parse(claims) as { exp: number; iat: number };
			return { is: 'seconds', n: exp - iat };
		},
	}),
	fact({
		name: 'authStatus',
		fact: 'The status of a response to a token that is no good',
		findings: { status: '{n}', public: 'none: such a request counts as the public’s' },
		relies: 'no',
		node: 'It judges by the status and by the errors.',
		ask: async (app) => {
			if (app.session === undefined) return noLogin;
			const reply = await withBadToken(app);
			return reply.hasErrors || reply.status !== 200 ? { is: 'status', n: reply.status } : 'public';
		},
	}),
	fact({
		name: 'authError',
		fact: 'What that response says',
		findings: {
			unauthenticated: 'the code UNAUTHENTICATED',
			unauthorized: 'the code UNAUTHORIZED',
			tokenExpired: 'the code TOKEN_EXPIRED',
			statusCode: 'the statusCode 401',
			httpStatus: 'the http status 401',
			jwtExpired: 'only "jwt expired"',
			other: 'something else',
		},
		relies: 'in part',
		node: 'It logs in again once for each of these. Anything else is an error.',
		ask: async (app) => {
			if (app.session === undefined) return noLogin;
			const { message, extensions } = firstError(await withBadToken(app));
			if (extensions?.code === 'UNAUTHENTICATED') return 'unauthenticated';
			if (extensions?.code === 'UNAUTHORIZED') return 'unauthorized';
			if (extensions?.code === 'TOKEN_EXPIRED') return 'tokenExpired';
			if (extensions?.statusCode === 401) return 'statusCode';
			if (extensions?.http?.status === 401) return 'httpStatus';
			return message === 'jwt expired' ? 'jwtExpired' : 'other';
		},
	}),
	fact({
		name: 'tokenRefusal',
		fact: 'The form of that response',
		findings: {
			graphql: 'errors of the whole request',
			atField: 'an error at a field, beside data',
			signature: 'an error about the signature',
			text: 'a text with {n}',
			none: 'no errors',
		},
		relies: 'no',
		node: 'It takes each of them.',
		ask: async (app) => {
			if (app.session === undefined) return noLogin;
			const reply = await withBadToken(app);
			if (reply.json === undefined) return { is: 'text', n: reply.status };
			if (!reply.hasErrors) return 'none';
			const { message, path } = firstError(reply);
			if (/signature/i.test(String(message))) return 'signature';
			return path === undefined ? 'graphql' : 'atField';
		},
	}),
	fact({
		name: 'refresh',
		fact: 'When a refresh token is taken',
		findings: {
			freely: 'always',
			withoutOld: 'once, also without the old token',
			once: 'once, with the old token',
			withOld: 'with the old token',
			refused: 'never',
		},
		relies: 'no',
		node: 'It does not use refresh tokens.',
		ask: async (app) => {
			const { session } = app;
			if (session === undefined || typeof session.refreshToken !== 'string') return noLogin;
			const refresh = async (token: string | null) => {
				const query = 'mutation ($token: String!) { refreshToken(token: $token) { jwtToken } }';
				const variables = { token: session.refreshToken };
				const { data } = await app.ask(query, { variables, token });
				return isRecordLike(data?.refreshToken) && data.refreshToken.jwtToken !== null;
			};
			if (await refresh(null)) return (await refresh(null)) ? 'freely' : 'withoutOld';
			if (!(await refresh(session.jwtToken))) return 'refused';
			return (await refresh(session.jwtToken)) ? 'withOld' : 'once';
		},
	}),
	fact({
		name: 'introspection',
		fact: 'Who can read the schema',
		findings: {
			always: 'anybody',
			tokenOnly: 'who is logged in, all of it',
			filtered: 'who is logged in, and nothing that it shows was denied',
			off: 'nobody',
		},
		relies: 'yes',
		node: 'Without it, only actions and queries of your own work. The error says so.',
		ask: async (app) => {
			if (!app.isSchemaShown) return 'off';
			const others = modelsIn((await app.ask(rootQuery, { token: null })).json);
			if (others.length > 0 && others.length === app.models.length) return 'always';
			return deniedIn(app) === 'none' ? 'filtered' : 'tokenOnly';
		},
	}),
	fact({
		name: 'denied',
		fact: 'How a model is denied that the role may not read',
		findings: {
			errors: 'by errors with status 200',
			http403: 'by status 403',
			null: 'by null, without an error',
			none: 'nothing was denied: the user may read all that was tried, or the schema hides it',
		},
		relies: 'no',
		node: 'Each of them is an error that names the model.',
		ask: async (app) => deniedIn(app),
	}),
];

/** What became of the models that the user may not read. */
function deniedIn({ overview }: DataApp): 'errors' | 'http403' | 'null' | 'none' {
	if (overview?.status === 403) return 'http403';
	const isNull = Object.values(overview?.data ?? {}).includes(null);
	if (overview?.hasErrors) return 'errors';
	return isNull ? 'null' : 'none';
}
