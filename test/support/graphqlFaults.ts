// What a newer app, or something before it, may respond with in GraphQL's form, mostly with status 200.
import { SAID, TELLING, type FaultCase } from './faultCases';
import { passOn, type Struck } from './faultyWay';

const respond =
	(body: object, { status = 200, headers = {} }: { status?: number; headers?: object } = {}) =>
	({ response }: Struck) =>
		passOn(response, {
			status,
			headers: { 'content-type': 'application/json', ...headers },
			body: Buffer.from(JSON.stringify(body)),
		});

const saying = (message: string, extensions?: object) => ({ errors: [{ message, extensions }] });

const inGraphql = (
	label: string,
	body: object,
	more: Partial<FaultCase> = {},
	headers: object = {},
): FaultCase => ({
	...{ label: `status 200 and ${label}`, arrives: 'no', isCommon: true },
	...{ act: respond(body, { headers }), ...more },
});

/** What the app has done stands beside an error of it. */
function besideData({ response, passed }: Struck): void {
	const body = JSON.parse(passed?.body.toString() ?? '{}') as object;
	respond({ ...body, ...saying(SAID) })({ response } as Struck);
}

const OVER_LIMIT = saying('Rate limit exceeded', { statusCode: 429 });

export const GRAPHQL_FAULTS: FaultCase[] = [
	inGraphql('an error that the login is not accepted', saying('Request not authenticated'), {
		isForAll: true,
	}),
	inGraphql('an error that it is not allowed', saying(SAID, { code: 'FORBIDDEN' })),
	inGraphql('an error that the app is closed', saying('redirect_to_login'), { isForAll: true }),
	inGraphql('an error that there are too many requests', OVER_LIMIT, { isForAll: true }),
	inGraphql(
		'an error that there are too many requests, asking for 5 seconds',
		OVER_LIMIT,
		{ asksToWait: 5, isForAll: true },
		{ 'retry-after': '5' },
	),
	inGraphql('an error that it took too long', saying('The query timed out'), { arrives: 'either' }),
	inGraphql('an error', saying(SAID), { isRefusal: true }),
	inGraphql(
		'an error, without data',
		{ data: null, ...saying(SAID) },
		{ arrives: 'yes', isRefusal: true },
	),
	inGraphql('an error beside the data', {}, { arrives: 'yes', act: besideData, isRefusal: true }),
	inGraphql('no data', { data: null }, { arrives: 'either' }),
	inGraphql('words of somebody else', { status: 'error', data: {} }, { arrives: 'either' }),
	...[...TELLING].map(
		(status): FaultCase => ({
			...{ label: "GraphQL's errors", status, isCommon: false, isRefusal: true },
			arrives: status >= 500 ? 'either' : 'no',
			act: respond(saying(SAID), { status }),
		}),
	),
];
