import { parseJson } from '../../../nodes/BettyBlocks/app/values/json';
import {
	isForbidden,
	isNotAuthenticated,
	isOverLimit,
	isTimeout,
	isUndeclared,
	isWhollyRefused,
	parseGraphql,
	type GraphqlError,
	type GraphqlResponse,
} from '../../../nodes/BettyBlocks/data/graphqlResponse';
import { isUsable } from '../../../nodes/BettyBlocks/data/token';
import { runtimeUrl } from '../../../nodes/BettyBlocks/data/runtimeUrl';

const parse = (body: unknown, status = 200, type = 'application/json; charset=utf-8') =>
	parseGraphql({
		status,
		headers: { 'content-type': type },
		text: typeof body === 'string' && parseJson(body) === undefined ? body : JSON.stringify(body),
	});
const lines = (message: unknown) => parse({ errors: [{ message }] })?.errors[0]?.lines;
const first = (entry: object) => parse({ errors: [entry] })?.errors[0] as GraphqlError;

describe('A response of the Data API', () => {
	it.each([
		["Name can't be blank", ["Name can't be blank"]],
		[
			['A', 'B'],
			['A', 'B'],
		],
		[{ errors: ['A', { message: 'B' }] }, ['A', 'B']],
		[{ message: { errors: ['A'] } }, ['A']],
		[{ name: ['is required'] }, ['name is required']],
		[null, []],
		[12, ['12']],
	])('that says %j says %j', (message, expected) => {
		expect(lines(message)).toEqual(expected);
	});

	it.each([
		['text', 'No such model', ['No such model']],
		['an object with a message', { message: 'No such model' }, ['No such model']],
		['an object with a detail', { detail: 'No such model' }, ['No such model']],
		['an object by property', { name: ['is taken'] }, ['name is taken']],
		['a list of texts', ['A', 'B'], ['A', 'B']],
		['true', true, ['true']],
		['a number', 7, ['7']],
	])('tells its errors as %s, with and without data', (_what, errors, expected) => {
		for (const body of [{ errors }, { errors, data: null }, { errors, data: { task: null } }]) {
			expect(parse(body)?.errors.flatMap((each) => each.lines)).toEqual(expected);
		}
	});

	it.each([
		...['<html>', '', '[]', '{}', '"text"', '{"data":null}', '{"errors":[]}', '{"data":[]}'],
		...['{"data":"text"}', '{"status":"error","data":{}}', '{"status":"fail","data":{"a":1}}'],
		...['{"success":false,"data":{"a":1}}', '{"error":"x","data":{"a":1}}', '{"data":{"a":1'],
	])('is no success when it is %s', (text) => {
		const headers = { 'content-type': 'application/json' };
		expect(parseGraphql({ status: 200, headers, text })).toBeUndefined();
	});

	it.each([
		[201, 'application/json', true],
		[200, 'application/graphql-response+json; charset=utf-8', true],
		[200, 'text/html', false],
		[200, 'text/plain; charset=utf-8', true],
		[200, 'application/xml', false],
		[302, 'application/json', false],
		[404, 'application/json', false],
		[500, 'application/json', false],
		[503, 'application/json', false],
	])('with status %i and %s is a success: %s', (status, type, isSuccess) => {
		expect(parse({ data: { a: 1 } }, status, type) !== undefined).toBe(isSuccess);
	});

	it('is told by its words, whatever its status and its type', () => {
		expect(parse({ errors: ['Refused'] }, 502, 'text/html')?.errors).toMatchObject([
			{ lines: ['Refused'] },
		]);
	});

	it('keeps data and errors apart, whatever the errors are', () => {
		expect(parse({ data: { a: 1 }, errors: ['x', null, 7] })).toEqual({
			data: { a: 1 },
			errors: [
				expect.objectContaining({ lines: ['x'] }),
				expect.objectContaining({ lines: ['null'] }),
				expect.objectContaining({ lines: ['7'] }),
			],
		});
	});

	it.each([
		{ message: 'x', extensions: { code: 'UNAUTHENTICATED' } },
		{ message: 'x', extensions: { code: 'unauthorized' } },
		{ message: 'x', extensions: { error: 'TOKEN_EXPIRED' } },
		{ message: 'x', extensions: { statusCode: 401 } },
		{ message: 'x', extensions: { statusCode: '401' } },
		{ message: 'jwt expired' },
		{ message: 'Invalid token.' },
		{ message: 'Request not authenticated' },
	])('means that the token is no good: %j', (entry) => {
		expect(isNotAuthenticated(first(entry))).toBe(true);
	});

	it.each([
		'The supplier says: jwt expired',
		'Field "token expired" is required',
		'No invalid token',
	])('means nothing about our token when it says: %s', (message) =>
		expect(isNotAuthenticated(first({ message }))).toBe(false),
	);

	it('turns a request away as a whole only without data and without a path', () => {
		const entry = { message: 'Request not authenticated' };
		const isWhole = (body: object) => isWhollyRefused(parse(body) as GraphqlResponse);
		expect(isWhole({ errors: [entry] })).toBe(true);
		expect(isWhole({ errors: entry })).toBe(true);
		expect(isWhole({ data: null, errors: [entry] })).toBe(false);
		expect(isWhole({ data: { action: null }, errors: [entry] })).toBe(false);
		expect(isWhole({ errors: [{ ...entry, path: ['action'] }] })).toBe(false);
		expect(isWhole({ errors: [entry, { ...entry, path: ['action'] }] })).toBe(false);
	});

	it('wants declared variables only before it has carried out anything', () => {
		const entry = { message: 'Variable "$id" is not defined.' };
		const wants = (body: object) => isUndeclared(parse(body) as GraphqlResponse);
		expect(wants({ errors: [entry] })).toBe(true);
		expect(wants({ errors: [{ message: 'Undefined variable $input' }] })).toBe(true);
		expect(wants({ errors: [{ message: 'variable "foo" is not defined' }] })).toBe(false);
		expect(wants({ errors: [{ message: 'Script: variable "id" is not defined' }] })).toBe(false);
		expect(wants({ data: null, errors: [entry] })).toBe(false);
		expect(wants({ data: { action: null }, errors: [{ ...entry, path: ['action'] }] })).toBe(false);
	});

	it('means that the limit is reached, or that something is forbidden', () => {
		expect(isOverLimit(first({ message: 'Rate limit exceeded' }))).toBe(true);
		expect(isOverLimit(first({ message: 'x', extensions: { code: '429' } }))).toBe(true);
		expect(isForbidden(first({ message: 'x', extensions: { statusCode: 403 } }))).toBe(true);
		expect(isOverLimit(first({ message: 'no such limit' }))).toBe(false);
	});

	it.each([
		['Request timed out', true],
		['canceling statement due to statement timeout', true],
		['Time-out', true],
		['Cannot query field "timeout" on type "Task".', false],
		["Cannot query field 'timedOut' on type 'Task'.", false],
		['Unknown argument "time-out"', false],
		['lastTimeoutAt is missing', false],
	])('means a time-out when it says %s: %s', (message, expected) => {
		expect(isTimeout(first({ message }))).toBe(expected);
	});
});

describe('A token', () => {
	const now = Date.UTC(2026, 0, 1);
	const seconds = now / 1000;
	const owner = { applicationId: 'a'.repeat(32), authenticationProfileId: 'B'.repeat(32) };
	const token = (claims: object) =>
		['{}', JSON.stringify(claims), 's']
			.map((part) => Buffer.from(part).toString('base64url'))
			.join('.');
	const own = { app_uuid: 'a'.repeat(32), auth_profile: 'b'.repeat(32) };

	it.each([
		[true, { ...own, exp: seconds + 61 }],
		[false, { ...own, exp: seconds + 59 }],
		[false, { ...own, exp: seconds - 1 }],
		[true, { ...own, iat: seconds, exp: seconds + 30 }],
		[false, { ...own, iat: seconds - 20, exp: seconds + 10 }],
		[false, { ...own, app_uuid: 'c'.repeat(32), exp: seconds + 7200 }],
		[false, { ...own, auth_profile: 'c'.repeat(32), exp: seconds + 7200 }],
		[true, { exp: seconds + 7200 }],
		[true, {}],
	])('can be used: %s, with the claims %j', (usable, claims) => {
		expect(isUsable(token(claims), owner, now)).toBe(usable);
	});

	it('that is none at all is left to the app, but an empty one is no good', () => {
		expect(isUsable('opaque', owner, now)).toBe(true);
		expect(isUsable('', owner, now)).toBe(false);
	});
});

describe('The runtime address', () => {
	const id = '0123456789abcdef0123456789abcdef';
	const dashed = '01234567-89ab-cdef-0123-456789ABCDEF';

	it.each([
		['my-app', id, `https://my-app.betty.app/api/runtime/${id}`],
		['my-app.edge.betty.app', dashed, `https://my-app.edge.betty.app/api/runtime/${id}`],
		[
			`https://my-app.betty.app/api/runtime/${id}`,
			'',
			`https://my-app.betty.app/api/runtime/${id}`,
		],
		[`my-app.betty.app/api/runtime/${dashed}/`, id, `https://my-app.betty.app/api/runtime/${id}`],
		['http://localhost:4010', ` ${id} `, `http://localhost:4010/api/runtime/${id}`],
	])('of %s and %s is %s', (application, applicationId, url) => {
		expect(runtimeUrl(application, applicationId)).toBe(url);
	});

	it.each([
		['', id, /The application is empty.*betty\.app/],
		['my-app', '', /application ID is empty/],
		['my-app', 'abc', /must be a UUID/],
		['http://my-app.betty.app', id, /https only/],
		[`https://my-app.betty.app/api/runtime/${id}`, 'f'.repeat(32), /different apps/],
	])('of %s and %s is refused', (application, applicationId, reason) => {
		expect(() => runtimeUrl(application, applicationId)).toThrow(reason);
	});
});
