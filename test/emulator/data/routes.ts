import { html, type Answer } from '../answers.ts';
import { answerArtifact } from './artifact.ts';
import type { DataEnvironment } from './context.ts';
import { answerEndpoint } from './endpoint.ts';
import { answerGraphql } from './graphql.ts';

/** A request as it is routed. */
export interface RoutedRequest {
	method: string;
	path: string;
	search: string;
	headers: Record<string, string>;
	rawHeaders: readonly string[];
	rawBody: string;
	body: unknown;
}

function segmentsOf(path: string): string[] {
	try {
		return path
			.split('/')
			.filter((segment) => segment !== '')
			.map((segment) => decodeURIComponent(segment));
	} catch {
		return [];
	}
}

/** Answers one request to the app, whatever its URL. */
export async function answerRoute(
	request: RoutedRequest,
	environment: DataEnvironment,
): Promise<Answer> {
	const { method, path, headers, body, rawHeaders, rawBody, search } = request;
	const { authorization } = headers;
	if (method === 'GET' && path === '/static/artifact.json') return answerArtifact(environment);
	const [api, runtime, application, verb, id, ...rest] = segmentsOf(path);
	const isRuntime =
		api === 'api' && runtime === 'runtime' && application === environment.data.applicationId;
	if (isRuntime && verb === undefined && method === 'POST') {
		return await answerGraphql(body, authorization, environment);
	}
	if (isRuntime && verb === 'action' && id !== undefined) {
		const call = { method, path: rest, search, rawHeaders, authorization, body: rawBody };
		return await answerEndpoint(id, call, environment);
	}
	return html(404, 'Not Found');
}
