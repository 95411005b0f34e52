import { empty, html, json, text, type Answer } from '../answers.ts';
import { findAction, mayRun, runEndpoint, type EndpointRun } from './actions.ts';
import { readAccess } from './authorisation.ts';
import type { DataEnvironment } from './context.ts';
import { errorsOnly, notAuthenticated } from './errors.ts';
import { Related } from './related.ts';

/** A request to an action's endpoint. */
export interface EndpointRequest {
	method: string;
	/** What stands behind the action's id. */
	path: string[];
	search: string;
	/** Names and values in turn, as they came. */
	rawHeaders: readonly string[];
	authorization: string | undefined;
	body: string;
}

/** What the input variable `request` holds. */
function inputOf({ method, path, search, rawHeaders, body }: EndpointRequest) {
	const headers = rawHeaders.flatMap((name, index) =>
		index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? '']] : [],
	);
	const query = [...new URLSearchParams(search)];
	return { method, path, query, headers, body: body === '' ? null : body };
}

function plainAnswer(results: unknown, { personality }: DataEnvironment): Answer {
	if (personality.endpointPlain === 'jsonResults') return json(200, results);
	return personality.endpointPlain === 204 ? empty(204) : text(500, 'Internal Server Error');
}

function answerOf(run: EndpointRun, environment: DataEnvironment): Answer {
	if (run.errors !== undefined) return json(500, { errors: run.errors });
	if (run.response === undefined) return plainAnswer(run.results, environment);
	const { statusCode = 200, headers = {}, body = '' } = run.response;
	const base = typeof body === 'string' ? text(statusCode, body) : json(statusCode, body);
	const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
	return { ...base, headers: { ...base.headers, ...Object.fromEntries(lower) } };
}

function refused({ personality }: DataEnvironment): Answer {
	return personality.endpointAuth === 'http401'
		? errorsOnly(401, 'Unauthorized')
		: notAuthenticated(personality);
}

/** `/api/runtime/<app-uuid>/action/<action-id>/…`, for actions with an input variable `request`. */
export async function answerEndpoint(
	id: string,
	request: EndpointRequest,
	environment: DataEnvironment,
): Promise<Answer> {
	const action = findAction(id, environment);
	const isEndpoint = action?.variables?.some(({ name }) => name === 'request') === true;
	if (action === undefined || !isEndpoint) return html(404, 'Not Found');
	const { access, token, isRefused } = readAccess(request.authorization, environment);
	const related = new Related(environment.store);
	const context = { environment, access, token, related };
	const isPublic = action.public === true;
	if (!isPublic && (isRefused || !mayRun(action, context))) return refused(environment);
	return answerOf(await runEndpoint(action, inputOf(request), context), environment);
}
