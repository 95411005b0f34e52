import { AppError } from '../app/errors';
import { isJsonObject, parseJson } from '../app/values/json';
import { refusedOnTheWay } from '../http/barriers';
import { isPage, originOf, tooDeepError, type HttpResponse } from '../http/response';
import { readRefusal, signsOfError } from './refusal';
import {
	CHECK_CREDENTIAL,
	explainRedirect,
	explainStatus,
	isQuoted,
	type Meaning,
} from './statuses';

/** The error for a response that is no success. */
export function responseError(response: HttpResponse, meaning: Meaning): AppError {
	const { status, headers, text } = response;
	const barrier = refusedOnTheWay(response);
	if (barrier !== undefined) return new AppError({ ...barrier, status });
	const { lines, aboutProperties } = readRefusal(text, meaning.explain);
	const isRedirect = status >= 300 && status < 400;
	const explanation = isRedirect
		? explainRedirect(originOf(headers.location))
		: explainStatus(status, { ...meaning, said: lines[0] });
	if (aboutProperties) {
		return new AppError({
			kind: explanation.kind,
			message: `The app didn't accept the values: ${lines.join('; ')}`,
			advice: 'Correct these values and run the step again',
			status,
		});
	}
	const [said] = isQuoted(status) ? lines : [];
	const message = [explanation.message, said].filter(Boolean).join(': ');
	return new AppError({ ...explanation, message, status, retryAfterMs: meaning.retryAfter });
}

/** The error for a 2xx response whose body is not what a Betty Blocks API sends. */
export function notAnApiError(response: HttpResponse, purpose: string): AppError {
	const tooDeep = tooDeepError(response, purpose);
	if (tooDeep !== undefined) return tooDeep;
	const json = parseJson(response.text);
	if (isJsonObject(json) && signsOfError(json).length > 0) {
		const message = `The app responded with an error to the request to ${purpose}`;
		return unexpectedResponseError(response, message);
	}
	const message = `The response to the request to ${purpose} isn't from a Betty Blocks API`;
	return new AppError({
		kind: 'configuration',
		message: isPage(response) ? `${message}: ${saidIn(response)}` : message,
		advice: CHECK_CREDENTIAL,
		status: response.status,
	});
}

/** The error for a 2xx response that lacks what `message` says; it shows what came. */
export function unexpectedResponseError(response: HttpResponse, message: string): AppError {
	return new AppError({
		kind: 'failed',
		message: `${message}: ${saidIn(response)}`,
		status: response.status,
	});
}

function saidIn({ text }: HttpResponse): string {
	return readRefusal(text).lines[0] ?? 'it was empty';
}
