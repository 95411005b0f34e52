import type { ErrorFacts } from '../app/errors';
import { onTheWayOr } from '../http/faults';

/** What a request was to do, and what its response means there. */
export interface Meaning {
	/** For example "create a record". */
	purpose: string;
	/** What a 404 means. */
	notFound: string;
	/** What to do about a 404. */
	notFoundAdvice: string;
	/** What a 502 means, where more can be said of it. */
	faultInside?: string;
	/** Milliseconds that the app asked to wait. */
	retryAfter?: number;
	/** What the response says, in a line. */
	said?: string;
	/** What may be wrong with the value of a property that the app refuses. */
	explain?: (property: string) => string | undefined;
}

export const CHECK_CREDENTIAL =
	'Check the application, the email address and the API key in the credential';
const SEE_APP_LOG = 'This is usually an error inside the app: check its log in Betty Blocks';
const TRY_LATER = 'Try again in a minute';

/** Whoever stands before the app knows nothing of these. */
const TELLS_OF_PERMISSIONS = /permission|\brole/i;

type Explain = (meaning: Meaning, status: number) => ErrorFacts;

const refused: Explain = ({ purpose }, status) => ({
	message: `The app didn't accept the request to ${purpose} (${status})`,
	advice: 'Check the properties, values and conditions that you entered',
	kind: 'refused',
});

const tooLong: Explain = ({ purpose }, status) => ({
	message: `The request to ${purpose} is too long for the app (${status})`,
	advice: 'Use fewer conditions, or shorter values',
	kind: 'failed',
});

const unavailable: Explain = (_meaning, status) => ({
	message: `The app isn't available right now (${status})`,
	advice: TRY_LATER,
	kind: 'passing',
});

/** What the statuses of the API mean (vendor's article "Betty Blocks REST API", RFC 9110). */
const EXPLANATIONS: Record<number, Explain> = {
	400: refused,
	401: () => ({
		message: "The app didn't accept the email address or the API key",
		advice: CHECK_CREDENTIAL,
		kind: 'credential',
	}),
	403: ({ purpose, said = '' }) =>
		TELLS_OF_PERMISSIONS.test(said)
			? {
					message: `The user of this API key isn't allowed to ${purpose}`,
					advice: "The API has the permissions of its user: change the user's role in the app",
					kind: 'credential',
				}
			: {
					message: `The request to ${purpose} was refused (403)`,
					advice: onTheWayOr(
						"the API has the permissions of its user, so change the user's role in the app",
					),
					kind: 'credential',
				},
	404: ({ notFound, notFoundAdvice }) => ({
		message: notFound,
		advice: notFoundAdvice,
		kind: 'missing',
	}),
	408: unavailable,
	413: ({ purpose }) => ({
		message: `The request to ${purpose} is larger than the app accepts`,
		advice: 'Send a smaller file, or less text',
		kind: 'failed',
	}),
	414: tooLong,
	422: refused,
	429: () => ({
		message: 'The app is receiving too many requests',
		remedy: 'fewer requests',
		kind: 'busy',
	}),
	431: tooLong,
	502: ({ purpose, faultInside }) => ({
		message: `${faultInside ?? `The app failed to ${purpose}`} (502)`,
		advice: SEE_APP_LOG,
		kind: 'passing',
	}),
	503: unavailable,
	504: unavailable,
	520: unavailable,
	521: unavailable,
	522: unavailable,
	523: unavailable,
	524: unavailable,
};

/** Where the app's own words add nothing to ours; a 404's page, say. */
const NOT_QUOTED = new Set([401, 404, 429, 503, 504]);

export function explainStatus(status: number, meaning: Meaning): ErrorFacts {
	const explain = EXPLANATIONS[status];
	if (explain !== undefined) return explain(meaning, status);
	return {
		message: `The app responded with ${status} to the request to ${meaning.purpose}`,
		...(status >= 500
			? { advice: SEE_APP_LOG, kind: 'passing' }
			: { advice: onTheWayOr('check its log in Betty Blocks'), kind: 'failed' }),
	};
}

/** @param location the address that the response names, as people can be shown it */
export function explainRedirect(location: string): ErrorFacts {
	return {
		message: `The app's URL redirects to ${location}, which was not followed`,
		advice: `The API key is only sent to the URL you entered. ${CHECK_CREDENTIAL}`,
		kind: 'configuration',
	};
}

export function isQuoted(status: number): boolean {
	return status >= 400 && !NOT_QUOTED.has(status);
}
