import type { DataPersonality } from '../../emulator/data/index.ts';
import { defaultDataPersonality, variants } from '../../emulator/data/personality.ts';
import { dataAccessTo, run, startProbedDataApp } from '../../support/probedApp';

/** What the probe finds for a value of a switch, beside other switches that it takes to see it. */
type Seen = [value: unknown, fact: string, finding: string, others?: Partial<DataPersonality>];

const ACTION = 'it takes running an action, which may change anything';
const UPLOAD = 'it leaves a place for an upload behind in the app';

/** What the probe finds for each switch, or why it can't see it. */
const switches: Record<keyof DataPersonality, Seen[] | string> = {
	authStatus: [
		[200, 'authStatus', 'status 200'],
		[401, 'authStatus', 'status 401'],
		[403, 'authStatus', 'status 403'],
	],
	authError: [
		['unauthenticated', 'authError', 'unauthenticated'],
		['unauthorized', 'authError', 'unauthorized'],
		['tokenExpired', 'authError', 'tokenExpired'],
		['statusCode', 'authError', 'statusCode'],
		['httpStatus', 'authError', 'httpStatus'],
		['jwtExpired', 'authError', 'jwtExpired'],
	],
	loginError: [
		['errors200', 'loginError', 'errors200'],
		['isValidFalse', 'loginError', 'isValidFalse'],
		['loginNull', 'loginError', 'loginNull'],
		['http401', 'loginError', 'http401 401'],
	],
	loginThrottle: 'it takes six refused logins, which may lock somebody out',
	refresh: [
		['oldTokenAndOnce', 'refresh', 'once'],
		['freely', 'refresh', 'freely'],
		['refused', 'refresh', 'refused'],
	],
	introspection: [
		['tokenOnly', 'introspection', 'tokenOnly'],
		['always', 'introspection', 'always'],
		['roleFiltered', 'introspection', 'filtered'],
		['off', 'introspection', 'off'],
	],
	strictVariables: [
		[false, 'strictVariables', 'no'],
		[true, 'strictVariables', 'yes'],
	],
	takeOver: [
		['error', 'takeOver', 'error 5000'],
		['clamp', 'takeOver', 'clamp 20', { takeMax: 20 }],
	],
	ties: [
		['byId', 'ties', 'byId'],
		['unstable', 'ties', 'changing'],
	],
	decimal: [
		['string', 'decimal', 'string'],
		['number', 'decimal', 'number'],
	],
	dateTime: [
		['seconds', 'dateTimePrecision', 'seconds'],
		['microseconds', 'dateTimePrecision', 'fraction 6'],
		['offset', 'dateTime', 'offset'],
	],
	time: [
		['seconds', 'time', 'seconds'],
		['minutes', 'time', 'minutes'],
	],
	nullFilter: [
		['works', 'nullFilter', 'works'],
		['error', 'nullFilter', 'error'],
		['ignored', 'nullFilter', 'ignored'],
	],
	negatedEmpty: [
		['included', 'negatedEmpty', 'included'],
		['excluded', 'negatedEmpty', 'excluded'],
	],
	matchesCase: [
		['any', 'matchesCase', 'any'],
		['exact', 'matchesCase', 'exact'],
	],
	denied: [
		['errors', 'denied', 'errors'],
		['http403', 'denied', 'http403'],
		['null', 'denied', 'null'],
		['hidden', 'denied', 'none'],
	],
	actionEmpty: ACTION,
	actionError: ACTION,
	actionErrorPlace: ACTION,
	endpointPlain: ACTION,
	endpointAuth: ACTION,
	uploadNames: UPLOAD,
	uploadError: UPLOAD,
	storageAnswer: UPLOAD,
	rateLimit: [
		['off', 'rateLimit', 'no'],
		[429, 'rateLimit', 'status 429', { requestsPerMinute: 3 }],
		['errors200', 'rateLimit', 'errors 200', { requestsPerMinute: 3 }],
	],
	requestsPerMinute: 'a limit shows only when it is met, and the probe keeps below it',
	retryAfter: [
		[null, 'retryAfter', 'silent', { rateLimit: 429, requestsPerMinute: 3 }],
		[7, 'retryAfter', 'told', { rateLimit: 429, requestsPerMinute: 3 }],
	],
	privateMode: [
		['off', 'access', 'open'],
		['redirectToLogin', 'access', 'private'],
		['http302', 'access', 'redirect 302'],
		['http403', 'access', 'page 403'],
	],
	artifact: [
		[404, 'artifact', 'absent 404'],
		['served', 'artifact', 'served'],
		['html', 'artifact', 'html'],
	],
	artifactVariables: [
		['kinds', 'artifactVariables', 'kinds', { artifact: 'served' }],
		['none', 'artifactVariables', 'none', { artifact: 'served' }],
	],
	errorsForm: [
		['list', 'errorsForm', 'list'],
		['text', 'errorsForm', 'text'],
		['message', 'errorsForm', 'message'],
		['detail', 'errorsForm', 'detail'],
	],
	gatewayErrors: [
		['off', 'access', 'open'],
		['empty', 'access', 'empty 502'],
		['jsend', 'access', 'jsend 502'],
		['errors', 'access', 'errors 502'],
		['html', 'access', 'page 502'],
	],
	gatewayStatus: [
		[502, 'access', 'page 502', { gatewayErrors: 'html' }],
		[403, 'access', 'page 403', { gatewayErrors: 'html' }],
		[429, 'access', 'busy', { gatewayErrors: 'html' }],
		[500, 'access', 'page 500', { gatewayErrors: 'html' }],
		[503, 'access', 'page 503', { gatewayErrors: 'html' }],
		[504, 'access', 'page 504', { gatewayErrors: 'html' }],
	],
	tokenRefusal: [
		['graphql', 'tokenRefusal', 'graphql'],
		['http401', 'tokenRefusal', 'text 401'],
		['signature', 'tokenRefusal', 'signature'],
		['atField', 'tokenRefusal', 'atField'],
	],
	totalCount: [
		['right', 'totalCount', 'right 30'],
		['absent', 'totalCount', 'absent'],
		['ofPage', 'totalCount', 'ofPage'],
		['minusOne', 'totalCount', 'minusOne'],
		['capped', 'totalCount', 'capped 10'],
		['later', 'totalCount', 'later'],
	],
	countCap: [
		[10, 'totalCount', 'capped 10', { totalCount: 'capped' }],
		[20, 'totalCount', 'capped 20', { totalCount: 'capped' }],
	],
	whereApplied: [
		['yes', 'whereApplied', 'yes'],
		['ignored', 'whereApplied', 'ignored'],
	],
	nullRow: [
		['never', 'nullRow', 'never'],
		['first', 'nullRow', 'seen'],
	],
	wrappers: [
		['[X]', 'wrappers', '[X]'],
		['[X!]', 'wrappers', '[X!]'],
		['[X!]!', 'wrappers', '[X!]!'],
	],
	tokenLife: [
		[7200, 'tokenLife', 'seconds 7200'],
		[600, 'tokenLife', 'seconds 600'],
	],
	takeDefault: [
		[50, 'takeDefault', 'all 30'],
		[20, 'takeDefault', 'some 20'],
	],
	takeMax: [
		[5000, 'takeOver', 'error 5000'],
		[200, 'takeOver', 'error 200'],
	],
	latencyMs: 'how fast an app is says nothing about its API',
};

const cases = Object.entries(switches).flatMap(([name, seen]) =>
	typeof seen === 'string'
		? []
		: seen.map(([value, fact, finding, others = {}]) => {
				const changes: Partial<DataPersonality> = { ...others, [name]: value };
				return { name, value, fact, finding, changes };
			}),
);

describe('The probe knows every switch of the emulated newer app', () => {
	it.each(Object.keys(defaultDataPersonality))('finds %s, or says why it cannot', (name) => {
		const seen = switches[name as keyof DataPersonality];
		expect(seen).toBeDefined();
		if (typeof seen === 'string') return;
		const values = seen.map(([value]) => value);
		const all: readonly unknown[] = Object.hasOwn(variants, name)
			? variants[name as keyof typeof variants]
			: [defaultDataPersonality[name as keyof DataPersonality]];
		expect(values).toEqual(expect.arrayContaining([...all]));
		expect(new Set(seen.map(([, ...finding]) => JSON.stringify(finding))).size).toBe(values.length);
	});
});

describe('The probe of a newer app', () => {
	it.each(cases)('finds the switch $name = $value: $fact is $finding', async (each) => {
		let waitedMs = 0;
		const now = () => new Date(Date.now() + waitedMs);
		const emulator = await startProbedDataApp(each.changes, now);
		try {
			const wait = async (milliseconds: number) => {
				// Breaks alone let the app's time go on.
				if (milliseconds > 1000) waitedMs += milliseconds;
			};
			const { found } = await run({ access: dataAccessTo(emulator), wait, only: [each.fact] });
			expect(found[each.fact]).toBe(each.finding);
		} finally {
			await emulator.close();
		}
	});
});

describe('The model that the probe reads from', () => {
	/** @param model undefined: the probe chooses one */
	async function found(model: string | undefined, fact: string): Promise<string | undefined> {
		const emulator = await startProbedDataApp();
		try {
			const access = dataAccessTo(emulator);
			Object.assign(access.app, { model });
			return (await run({ access, only: [fact] })).found[fact];
		} finally {
			await emulator.close();
		}
	}

	it('may have a property that the user may not read', async () => {
		expect(await found('Customer', 'relation path')).toBe('applied');
	});

	it('is one with records where none is named', async () => {
		expect(await found(undefined, 'totalCount')).toBe('right 30');
	});

	it('has to be in the app', async () => {
		expect(await found('Nobody', 'totalCount')).toBe('(the app shows no such model)');
	});
});
