/**
 * What the emulated app may answer where the real API is not known for sure. Each list holds the
 * variants of one such fact; the first is the default. README.md says what each stands for.
 */
export const variants = {
	offset: ['ignored', 'supported', 'rejected'],
	ascending: ['supported', 'rejected', 'descending'],
	rows: ['once', 'twice'],
	filters: ['supported', 'ignored', 'rejected'],
	predicates: ['all', 'eq'],
	filtersApplied: ['all', 'first', 'last', 'eq'],
	groups: ['as asked', 'and'],
	severalValues: ['all', 'last'],
	json: ['accepted', 'ignored'],
	jsonSniffing: ['get', 'all', 'off'],
	asset: ['object', 'string', 'location'],
	assetAccess: ['public', 'private'],
	inputs: ['any', 'query', 'form', 'json'],
	notFoundBody: ['empty', 'html', 'json'],
	unauthorisedBody: ['html', 'empty', 'json'],
	validationStatus: [422, 400],
	validationBody: ['errors', 'empty', 'text'],
	errorForm: ['as they are', 'error with 200', 'page with 200', 'latin1', 'marked'],
	updateBody: ['record', 'empty'],
	emptyRelation: ['null', 'object'],
	relationAsId: ['ignored', 'accepted'],
	toMany: ['ignored', 'supported'],
	unknownProperty: ['ignored', 'rejected'],
	unknownView: ['notFound', 'rejected', 'ignored'],
	unknownOrder: ['rejected', 'ignored'],
	orderKeys: ['first', 'all', 'rejected'],
	defaultOrder: ['id', 'newest', 'shuffled'],
	tieOrder: ['id', 'shuffled'],
	totalRows: ['ignored', 'supported'],
	textCase: ['sensitive', 'insensitive'],
	keptText: ['as sent', 'lowercase', 'trimmed', 'cut', 'composed'],
	keptNumber: ['as sent', 'cents'],
	keptTime: ['as sent', 'seconds'],
	negatedEmpty: ['included', 'excluded'],
	defaultProperties: ['listed', 'hidden'],
	decimals: ['number', 'text'],
	timeOfDay: ['14:30:00', '14:30', '2000-01-01T14:30:00.000Z', '2000-01-01 14:30:00 UTC'],
	fileValue: ['as sent', 'path', 'host', 'object'],
	shownDigits: ['all', '15', 'cents'],
	objectValue: ['as sent', 'parsed'],
	passwordValue: ['as sent', 'absent', 'empty', 'masked', 'hash'],
	choices: ['current', 'withdrawn'],
	timestampPrecision: ['seconds', 'milliseconds'],
	timestampFormat: ['utc', 'offset', 'spaced', 'local'],
	stampNumber: ['text', 'milliseconds', 'seconds'],
	restore: ['none', 'start'],
} as const;

type Variants = { -readonly [Key in keyof typeof variants]: (typeof variants)[Key][number] };

/** How the emulated app behaves; every key is a switch that a test may turn. */
export interface Personality extends Variants {
	/** The most rows one list answers, whatever `limit` asks for; null: no bound. */
	maxLimit: number | null;
	/** The same, as the page on the API calls it. */
	cap: number | null;
	/** A list with a larger `limit` is refused; null: no bound. */
	refusedLimit: number | null;
	/** A URL with more characters is refused with 414; null: no bound. */
	maxUrlLength: number | null;
	/** The name of the multipart part that holds an uploaded file. */
	assetField: string;
	/** Milliseconds every API request takes before it is handled. */
	latencyMs: number;
	/** Seconds that the app's clock is ahead (behind: negative); `silent`: right, and not told. */
	appClock: number | 'silent';
	/** Seconds in which lists show an older state. */
	listLag: number;
}

const firstVariants = Object.fromEntries(
	Object.entries(variants).map(([key, values]) => [key, values[0]]),
) as Variants;

/** The variants that the API's documentation makes most likely. */
export const defaultPersonality: Readonly<Personality> = {
	...firstVariants,
	maxLimit: null,
	cap: null,
	refusedLimit: null,
	maxUrlLength: null,
	assetField: 'file',
	latencyMs: 0,
	appClock: 0,
	listLag: 0,
};

function isVariantKey(key: string): key is keyof typeof variants {
	return Object.hasOwn(variants, key);
}

export function isWholeNumber(value: unknown, least: number): boolean {
	return typeof value === 'number' && Number.isInteger(value) && value >= least;
}

function expectation(key: string, value: unknown): string | undefined {
	if (key === 'maxLimit' || key === 'cap' || key === 'refusedLimit' || key === 'maxUrlLength') {
		return value === null || isWholeNumber(value, 1) ? undefined : 'null or a whole number from 1';
	}
	if (key === 'latencyMs' || key === 'listLag') {
		return isWholeNumber(value, 0) ? undefined : 'a whole number from 0';
	}
	if (key === 'appClock') {
		const isClock = value === 'silent' || isWholeNumber(value, -Infinity);
		return isClock ? undefined : '"silent" or a whole number';
	}
	if (key === 'assetField') {
		return typeof value === 'string' && value !== '' ? undefined : 'a text that is not empty';
	}
	if (!isVariantKey(key)) return undefined;
	const allowed: readonly unknown[] = variants[key];
	return allowed.includes(value)
		? undefined
		: `one of ${allowed.map((variant) => JSON.stringify(variant)).join(', ')}`;
}

/**
 * Checks changes to switches that come from outside.
 * @param expected says what a key's value must be, or nothing when it is right
 * @throws Error naming the first unknown key, or the first key whose value is not allowed
 */
export function checkSwitches<Switches extends object>(
	changes: unknown,
	known: Switches,
	expected: (key: string, value: unknown) => string | undefined,
): Partial<Switches> {
	if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) {
		throw new Error('The personality must be a JSON object');
	}
	for (const [key, value] of Object.entries(changes)) {
		if (!Object.hasOwn(known, key)) {
			throw new Error(
				`Unknown personality key "${key}"; known are ${Object.keys(known).join(', ')}`,
			);
		}
		const must = expected(key, value);
		if (must !== undefined) {
			throw new Error(`Personality "${key}" must be ${must}, not ${JSON.stringify(value)}`);
		}
	}
	return changes;
}

/** As `checkSwitches`, for the classic app's personality. */
export function checkPersonality(changes: unknown): Partial<Personality> {
	return checkSwitches(changes, defaultPersonality, expectation);
}
