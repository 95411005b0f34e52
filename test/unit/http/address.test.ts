import { forOwnHost, toAddress } from '../../../nodes/BettyBlocks/http/address';

const CLASSIC = 'bettyblocks.com';
const NEWER = 'betty.app';

describe('The application of a credential', () => {
	it.each<[unknown, string, string]>([
		['my-app', CLASSIC, 'https://my-app.bettyblocks.com'],
		['my-app', NEWER, 'https://my-app.betty.app'],
		[' My-App ', CLASSIC, 'https://my-app.bettyblocks.com'],
		['a', CLASSIC, 'https://a.bettyblocks.com'],
		['app_1', CLASSIC, 'https://app_1.bettyblocks.com'],
		['4711', CLASSIC, 'https://4711.bettyblocks.com'],
		['bücher', CLASSIC, 'https://bücher.bettyblocks.com'],
		['my-app.edge.bettyblocks.com', CLASSIC, 'https://my-app.edge.bettyblocks.com'],
		['https://my-app.bettyblocks.com/a/b?c=d#e', CLASSIC, 'https://my-app.bettyblocks.com'],
		['app.example.org/http://x', CLASSIC, 'https://app.example.org'],
		['my-app.bettyblocks.com/a\nb', CLASSIC, 'https://my-app.bettyblocks.com'],
		['https://my-app.bettyblocks.com?x=/y', CLASSIC, 'https://my-app.bettyblocks.com'],
		['https://my-app.bettyblocks.com#/y', CLASSIC, 'https://my-app.bettyblocks.com'],
		['HTTPS://App.Example.ORG', CLASSIC, 'https://app.example.org'],
		['https://intranet', CLASSIC, 'https://intranet'],
		['app.example.org:8443', CLASSIC, 'https://app.example.org:8443'],
		['app.example.org:443', CLASSIC, 'https://app.example.org'],
		['app.example.org:80', CLASSIC, 'https://app.example.org:80'],
		['app.example.org:1', CLASSIC, 'https://app.example.org:1'],
		['app.example.org:65535', CLASSIC, 'https://app.example.org:65535'],
		['localhost:3000', CLASSIC, 'http://localhost:3000'],
		['localhost', CLASSIC, 'http://localhost'],
		['http://127.0.0.1:80', CLASSIC, 'http://127.0.0.1'],
		['https://127.0.0.1', CLASSIC, 'https://127.0.0.1'],
		['http://[::1]:3000', CLASSIC, 'http://[::1]:3000'],
		['192.168.0.1', CLASSIC, 'https://192.168.0.1'],
		['https://my-app.betty.app/api/runtime/0123', NEWER, 'https://my-app.betty.app'],
		['https://app.example.org/?x=/api/runtime/', CLASSIC, 'https://app.example.org'],
		['app.12a', CLASSIC, 'https://app.12a'],
		['app.a12', CLASSIC, 'https://app.a12'],
		['notbetty.app', CLASSIC, 'https://notbetty.app'],
		['notbettyblocks.com', NEWER, 'https://notbettyblocks.com'],
	])('%j is, for an app at %s, %s', (application, domain, address) => {
		expect(toAddress(application, domain)).toBe(address);
	});

	const odd =
		'The application must be an identifier or a URL. Enter it like my-app or https://my-app.bettyblocks.com';

	it.each<[unknown, string]>([
		...[undefined, null, '', ' '].map((empty): [unknown, string] => [
			empty,
			'The application is empty. Enter its identifier (my-app) or its URL (https://my-app.bettyblocks.com)',
		]),
		[
			'me@my-app.bettyblocks.com',
			'The application must not contain an email address or a password. Enter only its identifier or URL',
		],
		...[
			'my app',
			'-app',
			'app-',
			'my..app',
			'a.1',
			'a.12',
			'1.2.3.4.5',
			'1.2.3',
			'app:0',
			'app:65536',
			'app:x',
			'app:80:80',
			'x app',
			'app!',
			'https://',
			'[::2]',
			'+://app',
		].map((wrong): [string, string] => [wrong, odd]),
		[
			'http://my-app.bettyblocks.com',
			'Betty Blocks accepts https only. Enter the URL with https://',
		],
		[
			'ftp://my-app.bettyblocks.com',
			'The application must be an https URL. Enter it with https://',
		],
		['ftp://localhost', 'The application must be an https URL. Enter it with https://'],
		...['my-app.betty.app', 'betty.app', 'https://app.example.org/x/api/RUNTIME/1'].map(
			(newer): [string, string] => [
				newer,
				'This is the URL of a newer app. Choose Newer App in the node, and a Betty Blocks Data API credential',
			],
		),
	])('%j is refused for a classic app', (application, message) => {
		const read = () => toAddress(application, CLASSIC);
		expect(read).toThrow(expect.objectContaining({ message, name: 'ExpressionError' }) as Error);
	});

	it.each(['my-app.bettyblocks.com', 'bettyblocks.com'])('%j is refused for a newer app', (url) => {
		expect(() => toAddress(url, NEWER)).toThrow(
			'This is the URL of a classic app. Choose Classic App in the node, and a Betty Blocks Classic API credential',
		);
	});
});

describe('What authenticates a request', () => {
	const app = 'https://my-app.bettyblocks.com/api';
	const secret = { headers: { 'X-Key': 'secret' } };
	const safe = {
		...secret,
		disableFollowRedirect: true,
		followRedirect: false,
		followAllRedirects: false,
	};

	it.each([
		{ url: 'https://my-app.bettyblocks.com/api/models' },
		{ url: 'https://MY-APP.bettyblocks.com:443/' },
		{ url: '/api/models', baseURL: 'https://my-app.bettyblocks.com' },
		{ url: 'https://other.example', uri: 'https://my-app.bettyblocks.com/' },
	])('goes with %j, which is followed nowhere else', (request) => {
		expect(forOwnHost(request, app, secret)).toEqual({ ...request, ...safe });
	});

	it.each([
		{ url: 'https://my-app.bettyblocks.com.example/' },
		{ url: 'http://my-app.bettyblocks.com/' },
		{ url: 'https://my-app.bettyblocks.com:444/' },
		{ url: '/api/models', baseURL: 'https://other.example' },
		{ url: 'https://my-app.bettyblocks.com/', uri: 'https://other.example' },
		{ url: '/api/models' },
		{ url: '' },
	])('stays here with %j', (request) => {
		expect(forOwnHost(request, app, secret)).toBe(request);
	});
});
