import {
	isForbidden,
	isNotAuthenticated,
	isOverLimit,
	isRefusedToken,
	readAnswer,
} from '../../nodes/BettyBlocks/data/answers';
import { isUsable } from '../../nodes/BettyBlocks/data/token';
import { runtimeUrl } from '../../nodes/BettyBlocks/data/runtimeUrl';

const read = (body: unknown) => readAnswer(JSON.stringify(body));
const lines = (message: unknown) => read({ errors: [{ message }] })?.errors[0]?.lines;

describe('An answer of the Data API', () => {
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

	it.each(['<html>', '', '[]', '{}', '"text"', '{"data":null}', '{"errors":[]}'])(
		'is none when it is %s',
		(text) => expect(readAnswer(text)).toBeUndefined(),
	);

	it('keeps data and errors apart, whatever the errors are', () => {
		expect(read({ data: { a: 1 }, errors: ['x', null, 7] })).toEqual({
			data: { a: 1 },
			errors: [
				expect.objectContaining({ lines: ['x'] }),
				expect.objectContaining({ lines: ['null'] }),
				expect.objectContaining({ lines: ['7'] }),
			],
		});
	});

	const first = (entry: object) => read({ errors: [entry] })?.errors[0] as never;

	it.each([
		{ message: 'x', extensions: { code: 'UNAUTHENTICATED' } },
		{ message: 'x', extensions: { code: 'unauthorized' } },
		{ message: 'x', extensions: { error: 'TOKEN_EXPIRED' } },
		{ message: 'x', extensions: { statusCode: 401 } },
		{ message: 'x', extensions: { statusCode: '401' } },
		{ message: 'jwt expired' },
		{ message: 'Invalid token' },
		{ message: 'Request not authenticated' },
	])('means that the token is no good: %j', (entry) => {
		expect(isNotAuthenticated(first(entry))).toBe(true);
		expect(isRefusedToken(read({ errors: [entry] }) as never)).toBe(true);
		expect(isRefusedToken(read({ data: { action: null }, errors: [entry] }) as never)).toBe(false);
		expect(isRefusedToken(read({ errors: [{ ...entry, path: ['action'] }] }) as never)).toBe(false);
	});

	it('means that the limit is reached, or that something is forbidden', () => {
		expect(isOverLimit(first({ message: 'Rate limit exceeded' }))).toBe(true);
		expect(isOverLimit(first({ message: 'x', extensions: { code: '429' } }))).toBe(true);
		expect(isForbidden(first({ message: 'x', extensions: { statusCode: 403 } }))).toBe(true);
		expect(isOverLimit(first({ message: 'no such limit' }))).toBe(false);
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
