import { html, variant, type Answer } from './answers.ts';
import type { UserDefinition } from './app.ts';
import { executeAction } from './actions.ts';
import { serveAsset, uploadAsset } from './assets.ts';
import type { ApiRequest, Environment } from './environment.ts';
import { listModels } from './models.ts';
import { collection, member, notFound } from './records.ts';

/** Whether an `Authorization` header names a user: the e-mail in any case, the key exactly. */
export function isAuthorised(
	header: string | undefined,
	users: readonly UserDefinition[],
): boolean {
	const encoded = /^basic\s+(\S+)$/i.exec(header ?? '')?.[1];
	if (encoded === undefined) return false;
	const decoded = Buffer.from(encoded, 'base64').toString('utf8');
	const colon = decoded.indexOf(':');
	const email = decoded.slice(0, colon).toLowerCase();
	const key = decoded.slice(colon + 1);
	return users.some((user) => user.email.toLowerCase() === email && user.apiKey === key);
}

function unauthorised({ personality }: Environment): Answer {
	const answer = variant(401, personality.unauthorisedBody, 'Unauthorized', 'Unauthorized');
	return { ...answer, headers: { ...answer.headers, 'www-authenticate': 'Basic realm="API"' } };
}

/** The path's parts without empty ones: like Rails, `//` and a trailing slash count for nothing. */
function segmentsOf(path: string): string[] | undefined {
	try {
		return path
			.split('/')
			.filter((segment) => segment !== '')
			.map((segment) => decodeURIComponent(segment));
	} catch {
		return undefined;
	}
}

async function routeModel(
	segments: string[],
	request: ApiRequest,
	environment: Environment,
): Promise<Answer | undefined> {
	const [reference = '', resource = '', id = '', verb = ''] = segments;
	const depth = segments.length;
	const isRecords = resource === 'records' && (depth === 2 || depth === 3);
	const isAction =
		resource === 'actions' && verb === 'execute' && depth === 4 && request.method === 'POST';
	if (!isRecords && !isAction) return undefined;
	const model = environment.store.model(reference);
	if (model === undefined) return notFound(environment);
	if (isAction) return await executeAction(model, id, request, environment);
	return depth === 2
		? collection(model, request, environment)
		: member(model, id, request, environment);
}

async function route(
	segments: string[],
	request: ApiRequest,
	environment: Environment,
): Promise<Answer | undefined> {
	const [resource, ...rest] = segments;
	if (resource === 'models') {
		if (rest.length > 0) return await routeModel(rest, request, environment);
		return request.method === 'GET' ? listModels(environment) : undefined;
	}
	const isUpload = resource === 'assets' && rest.length === 0 && request.method === 'POST';
	return isUpload ? uploadAsset(request, environment) : undefined;
}

function serveUpload(
	path: string,
	{ method }: ApiRequest,
	authorised: boolean,
	environment: Environment,
): Answer {
	if (method !== 'GET' && method !== 'HEAD') return html(404, 'Not Found');
	const isPrivate = environment.personality.assetAccess === 'private';
	return isPrivate && !authorised ? unauthorised(environment) : serveAsset(path, environment);
}

/**
 * Answers one request to the app, whatever its URL.
 * @throws Refusal for a request that an endpoint turns down
 */
export async function answerRequest(
	path: string,
	request: ApiRequest,
	authorised: boolean,
	environment: Environment,
): Promise<Answer> {
	const [root, ...segments] = segmentsOf(path) ?? [];
	if (root === 'uploads') return serveUpload(path, request, authorised, environment);
	if (root !== 'api') return html(404, 'Not Found');
	if (!authorised) return unauthorised(environment);
	return (await route(segments, request, environment)) ?? html(404, 'Not Found');
}
