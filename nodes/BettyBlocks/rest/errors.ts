import type { INode, NodeApiError } from 'n8n-workflow';
import type { Answer } from '../http/answer';
import { apiError, originOf } from '../http/apiError';
import { readRefusal } from './refusal';
import {
	CHECK_CREDENTIAL,
	explainRedirect,
	explainStatus,
	isQuoted,
	type Meaning,
} from './statuses';

/** The error for an answer that is no success. */
export function answerError(node: INode, answer: Answer, meaning: Meaning): NodeApiError {
	const { status, headers, text } = answer;
	const { lines, aboutProperties } = readRefusal(text, meaning.explain);
	const isRedirect = status >= 300 && status < 400;
	const explanation = isRedirect
		? explainRedirect(originOf(headers.location))
		: explainStatus(status, meaning);
	if (aboutProperties) {
		return apiError(node, String(status), {
			message: `The app didn't accept the values: ${lines.join('; ')}`,
			description: 'Correct these values and run the step again',
			reason: explanation.reason,
		});
	}
	const [said] = isQuoted(status) ? lines : [];
	const message = [explanation.message, said].filter(Boolean).join(': ');
	return apiError(node, String(status), { ...explanation, message }, meaning.retryAfter);
}

/** The error for a 2xx answer whose body is not what a Betty Blocks API sends. */
export function notAnApiError(node: INode, answer: Answer, purpose: string): NodeApiError {
	return apiError(node, String(answer.status), {
		message: `The address answered, but not as a Betty Blocks API, to the request to ${purpose}`,
		description: CHECK_CREDENTIAL,
		cause: 'configuration-invalid',
	});
}

/** The error for a 2xx answer that lacks what `message` says; it shows what came. */
export function unexpectedAnswerError(node: INode, answer: Answer, message: string): NodeApiError {
	const [said] = readRefusal(answer.text).lines;
	return apiError(node, String(answer.status), {
		message,
		description: said === undefined ? 'The answer was empty' : `The answer was: ${said}`,
	});
}
