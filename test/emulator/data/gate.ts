import { empty, html, json, type Answer } from '../answers.ts';
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

/** What stands before the app answers in its own form. */
function gateway({ gatewayErrors, gatewayStatus }: DataPersonality): Answer | undefined {
	switch (gatewayErrors) {
		case 'empty':
			return empty(gatewayStatus);
		case 'jsend':
			return json(gatewayStatus, { status: 'error', data: {} });
		case 'errors':
			return json(gatewayStatus, { errors: ['Refused by the gateway'] });
		case 'html':
			return html(gatewayStatus, 'Refused by the gateway');
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
	const closed = gateway(personality) ?? closedApp(personality);
	if (closed !== undefined) return closed;
	const { rateLimit, requestsPerMinute } = personality;
	if (rateLimit === 'off') return undefined;
	return limit.exceeds(requestsPerMinute, now) ? overLimit(personality) : undefined;
}
