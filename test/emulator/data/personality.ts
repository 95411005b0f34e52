import { checkSwitches, isWholeNumber } from '../personality.ts';

/**
 * What the Data API may answer where the real one is not known for sure. Each list holds the
 * variants of one such fact; the first is the default. README.md says what each stands for.
 */
export const variants = {
	authStatus: [200, 401, 403],
	authError: [
		'unauthenticated',
		'unauthorized',
		'tokenExpired',
		'statusCode',
		'httpStatus',
		'jwtExpired',
	],
	loginError: ['errors200', 'isValidFalse', 'loginNull', 'http401'],
	loginThrottle: ['off', 'on'],
	refresh: ['oldTokenAndOnce', 'freely', 'refused'],
	introspection: ['tokenOnly', 'always', 'roleFiltered', 'off'],
	strictVariables: [false, true],
	takeOver: ['error', 'clamp'],
	ties: ['byId', 'unstable'],
	decimal: ['string', 'number'],
	dateTime: ['seconds', 'microseconds', 'offset'],
	time: ['seconds', 'minutes'],
	nullFilter: ['works', 'error', 'ignored'],
	negatedEmpty: ['included', 'excluded'],
	matchesCase: ['any', 'exact'],
	denied: ['errors', 'http403', 'null', 'hidden'],
	actionEmpty: ['resultsNull', 'actionNull', 'emptyObject'],
	actionError: ['text', 'list', 'nested', 'http500', 'timeout'],
	actionErrorPlace: ['atField', 'alone'],
	endpointPlain: [204, 'jsonResults', 500],
	endpointAuth: ['http401', 'graphqlErrors'],
	uploadNames: ['schema', 'snake', 'any'],
	uploadError: ['errors', 'fileUploadError'],
	storageAnswer: [204, '201xml', '403xml'],
	rateLimit: ['off', 429, 'errors200'],
	privateMode: ['off', 'redirectToLogin', 'http302', 'http403'],
	artifact: [404, 'served', 'html'],
	artifactVariables: ['kinds', 'none'],
	errorsForm: ['list', 'text', 'message', 'detail'],
	gatewayErrors: ['off', 'empty', 'jsend', 'errors', 'html'],
	gatewayStatus: [502, 403, 429, 500, 503, 504],
	tokenRefusal: ['graphql', 'http401', 'signature', 'atField'],
	totalCount: ['right', 'absent', 'ofPage', 'minusOne', 'capped', 'later'],
	whereApplied: ['yes', 'ignored'],
	nullRow: ['never', 'first'],
	wrappers: ['[X]', '[X!]', '[X!]!'],
} as const;

type Variants = { -readonly [Key in keyof typeof variants]: (typeof variants)[Key][number] };

/** How the emulated Data API behaves; every key is a switch that a test may turn. */
export interface DataPersonality extends Variants {
	/**
	 * Seconds an access token lasts from its issue; 0: it has expired when it is issued. `revoked`
	 * makes every token issued until now invalid, and leaves new ones their 7200 seconds.
	 */
	tokenLife: number | 'revoked';
	/** Records a list without `take` answers. */
	takeDefault: number | 'all';
	/** The largest `take`. */
	takeMax: number;
	/** The most that a count tells which is `capped`. */
	countCap: number;
	/** Requests a minute, with `rateLimit`. */
	requestsPerMinute: number;
	/** Seconds in the header `retry-after` of a request over the limit; null: no such header. */
	retryAfter: number | null;
	/** Milliseconds every request takes before it is handled. */
	latencyMs: number;
}

const firstVariants = Object.fromEntries(
	Object.entries(variants).map(([key, values]) => [key, values[0]]),
) as Variants;

/** The variants that are most likely, as far as is known. */
export const defaultDataPersonality: Readonly<DataPersonality> = {
	...firstVariants,
	tokenLife: 7200,
	takeDefault: 50,
	takeMax: 5000,
	countCap: 10,
	requestsPerMinute: 100,
	retryAfter: null,
	latencyMs: 0,
};

interface Rule {
	allows: (value: unknown) => boolean;
	must: string;
}

const rules: Readonly<Record<Exclude<keyof DataPersonality, keyof Variants>, Rule>> = {
	tokenLife: {
		allows: (value) => value === 'revoked' || isWholeNumber(value, 0),
		must: '"revoked" or a whole number from 0',
	},
	takeDefault: {
		allows: (value) => value === 'all' || isWholeNumber(value, 1),
		must: '"all" or a whole number from 1',
	},
	takeMax: { allows: (value) => isWholeNumber(value, 1), must: 'a whole number from 1' },
	countCap: { allows: (value) => isWholeNumber(value, 0), must: 'a whole number from 0' },
	requestsPerMinute: { allows: (value) => isWholeNumber(value, 0), must: 'a whole number from 0' },
	retryAfter: {
		allows: (value) => value === null || isWholeNumber(value, 0),
		must: 'null or a whole number from 0',
	},
	latencyMs: { allows: (value) => isWholeNumber(value, 0), must: 'a whole number from 0' },
};

function isVariantKey(key: string): key is keyof typeof variants {
	return Object.hasOwn(variants, key);
}

function ruleFor(key: string): Rule | undefined {
	if (!isVariantKey(key)) return Object.entries(rules).find(([name]) => name === key)?.[1];
	const allowed: readonly unknown[] = variants[key];
	const spelled = allowed.map((variant) => JSON.stringify(variant)).join(', ');
	return { allows: (value) => allowed.includes(value), must: `one of ${spelled}` };
}

/**
 * Checks changes to a personality that come from outside.
 * @throws Error naming the first unknown key, or the first key whose value is not allowed
 */
export function checkDataPersonality(changes: unknown): Partial<DataPersonality> {
	return checkSwitches(changes, defaultDataPersonality, (key, value) => {
		const rule = ruleFor(key);
		return rule === undefined || rule.allows(value) ? undefined : rule.must;
	});
}
