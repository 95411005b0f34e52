import { html, json } from '../answers.ts';
import type { Answer } from '../answers.ts';
import { errorsOnly } from './errors.ts';
import type { RateLimit } from './limits.ts';
import type { DataPersonality } from './personality.ts';

function overLimit({ rateLimit, retryAfter }: DataPersonality): Answer {
	const status = rateLimit === 429 ? 429 : 200;
	const answer = errorsOnly(status, 'Rate limit exceeded', { statusCode: 429 });
	if (retryAfter === null) return answer;
	return { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfter) } };
}

function closedApp({ privateMode }: DataPersonality): Answer | undefined {
	switch (privateMode) {
		case 'redirectToLogin':
			return json(401, { errors: [{ message: 'redirect_to_login' }] });
		case 'http302':
			return { status: 302, headers: { location: '/login' }, body: '' };
		case 'http403':
			return html(403, 'Forbidden');
		default:
			return undefined;
	}
}

/** The answer to a request that comes no further: the app is closed, or asked too often. */
export function turnedAway(
	personality: DataPersonality,
	limit: RateLimit,
	now: Date,
): Answer | undefined {
	const closed = closedApp(personality);
	if (closed !== undefined) return closed;
	const { rateLimit, requestsPerMinute } = personality;
	if (rateLimit === 'off') return undefined;
	return limit.exceeds(requestsPerMinute, now) ? overLimit(personality) : undefined;
}
