import { AppError } from '../app/errors';
import { originOf, type Answer } from '../http/answer';
import { readRefusal } from './refusal';
import {
	CHECK_CREDENTIAL,
	explainRedirect,
	explainStatus,
	isQuoted,
	type Meaning,
} from './statuses';

/** The error for an answer that is no success. */
export function answerError(answer: Answer, meaning: Meaning): AppError {
	const { status, headers, text } = answer;
	const { lines, aboutProperties } = readRefusal(text, meaning.explain);
	const isRedirect = status >= 300 && status < 400;
	const explanation = isRedirect
		? explainRedirect(originOf(headers.location))
		: explainStatus(status, meaning);
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

/** The error for a 2xx answer whose body is not what a Betty Blocks API sends. */
export function notAnApiError({ status }: Answer, purpose: string): AppError {
	return new AppError({
		kind: 'configuration',
		message: `The address answered, but not as a Betty Blocks API, to the request to ${purpose}`,
		advice: CHECK_CREDENTIAL,
		status,
	});
}

/** The error for a 2xx answer that lacks what `message` says; it shows what came. */
export function unexpectedAnswerError({ status, text }: Answer, message: string): AppError {
	const [said] = readRefusal(text).lines;
	return new AppError({
		kind: 'failed',
		message,
		status,
		advice: said === undefined ? 'The answer was empty' : `The answer was: ${said}`,
	});
}
