/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { Readable } from 'node:stream';
import {
	AppClock,
	fileOfAction,
	isEmpty,
	isPage,
	isRedirect,
	isSuccess,
	isUnavailable,
	leakingRedirect,
	originOf,
	plainText,
	tooDeepError,
	typeOf,
	type HttpResponse,
} from '../../../nodes/BettyBlocks/http/response';

const response = (text: string, type?: string, status = 200): HttpResponse => ({
	status,
	headers: { 'content-type': type },
	text,
	isText: true,
});

describe('A status', () => {
	it.each([
		[199, false, false],
		[200, true, false],
		[204, true, false],
		[299, true, false],
		[300, false, false],
		[407, false, false],
		[408, false, true],
		[409, false, false],
		[499, false, false],
		[500, false, true],
		[524, false, true],
	])('of %d is a success: %s; may be over later: %s', (status, success, unavailable) => {
		expect([isSuccess({ status }), isUnavailable({ status })]).toEqual([success, unavailable]);
	});

	it.each([
		[301, '/a', true],
		[302, '/a', true],
		[303, '', true],
		[307, '/a', true],
		[308, '/a', true],
		[302, undefined, false],
		[200, '/a', false],
		[304, '/a', false],
	])('of %d that leads to %j is a redirect: %s', (status, location, expected) => {
		expect(isRedirect({ status, headers: { location }, body: Readable.from([]) })).toBe(expected);
	});
});

describe('A response', () => {
	it.each([
		['', true, true],
		[' \r\n', true, true],
		['{}', true, false],
		['', false, false],
	])('of %j, which is text (%s), is empty: %s', (text, isText, expected) => {
		expect(isEmpty({ ...response(text), isText })).toBe(expected);
	});

	it.each([
		['application/json', 'application/json'],
		[' Text/HTML ; charset=utf-8; x="a;b"', 'text/html'],
		['', ''],
		[undefined, ''],
	])('that calls itself %j is of the type %j', (header, expected) => {
		expect(typeOf({ headers: { 'content-type': header } })).toBe(expected);
	});

	it.each<[string, string | undefined]>([
		['<html>', undefined],
		['<HTML lang="en">', 'application/json'],
		['<!DOCTYPE html><p>', undefined],
		['<!doctype\n\thtml>', undefined],
		['\n <head>', undefined],
		['<body class="x">', undefined],
		['<title>Log in', undefined],
		['<meta charset="utf-8">', undefined],
		['<?xml version="1.0"?>\n<!DOCTYPE html>', undefined],
		['<!-- one - --> \n<!-- two --><html>', undefined],
		['<h1>Closed</h1>', 'text/html'],
		['Closed<br>', 'text/html; charset=utf-8'],
		['Closed <!-- x -->', 'application/xhtml+xml'],
		[`${'x'.repeat(1_990)}<b>`, 'text/html'],
	])('is a page when it is %j and calls itself %j', (text, type) => {
		expect(isPage(response(text, type))).toBe(true);
	});

	it.each<[string, string | undefined]>([
		['', 'text/html'],
		['{"a": "1 < 2"}', 'text/html'],
		['1 <2> 3', 'text/html'],
		['{"a": "<html>"}', 'application/json'],
		['x <html>', 'text/plain'],
		['<htmlx>', undefined],
		['<record><id>1</id></record>', 'application/xml'],
		['<?xml version="1.0"?><record>', undefined],
		['<!-- <html> --><record>', undefined],
		['<!-- never closed <html>', undefined],
		['<h1>Closed</h1>', undefined],
		[`${'x'.repeat(2_000)}<b>`, 'text/html'],
	])('is no page when it is %j and calls itself %j', (text, type) => {
		expect(isPage(response(text, type))).toBe(false);
	});

	it.each(['{"a":', '\n[', '['])('that begins with %j may be nested too deeply', (beginning) => {
		const text = `${beginning}${'['.repeat(501)}`;
		expect(tooDeepError(response(text, undefined, 422), 'read the record')).toMatchObject({
			kind: 'failed',
			status: 422,
			message: 'The response to the request to read the record is nested more than 500 levels deep',
			advice: 'A value in the app may contain itself: find it, and have the app return less of it',
		});
		expect(tooDeepError(response(`x${text}`), 'read the record')).toBeUndefined();
		expect(tooDeepError(response(`${beginning}[`), 'read the record')).toBeUndefined();
	});

	it('that is a file is no failure of the action that it came from', () => {
		expect(fileOfAction(response('', 'application/pdf; x=1', 201))).toMatchObject({
			kind: 'failed',
			outcome: 'done',
			status: 201,
			message:
				"The action ran, but it responded with a file (application/pdf), which can't be output",
		});
		expect(fileOfAction(response('')).message).toContain('a file (of no known type), which');
	});
});

describe('The words of a page', () => {
	it.each([
		['Not found', 'Not found'],
		['a < b\n  &amp; c > d', 'a < b\n  &amp; c > d'],
		['<h1>Not\n  found</h1>', ' Not found '],
		['<P>Not</P>', ' Not '],
		['<!-- x -->1', ' 1'],
		['<p>a&nbsp;&lt;b&gt;&nbsp;&amp;lt;&lt;', ' a <b> &lt;<'],
		['<body>1<script>let a = "<p>";</script>2', ' 12'],
		['<body>1<STYLE type="x">\np {}\n</STYLE >2', ' 12'],
		['<head><meta><title lang="en">Log\nin</title></head><body>Name', 'Log in Name'],
		['<head><title>Blocked</title></head>by policy', 'Blocked by policy'],
		['<head></head><body>Name', ' Name'],
		['<header>Name</header>', ' Name '],
		['<style>a</style>1<style>b</style>2', '12'],
	])('of %j are %j', (page, words) => {
		expect(plainText(page)).toBe(words);
	});

	it('are looked for at its beginning', () => {
		expect(plainText(`${'x'.repeat(3_999)}yz`)).toBe(`${'x'.repeat(3_999)}y`);
	});
});

describe('Where a redirect leads to', () => {
	it.each([
		['https://files.example.com:8443/a?key=1', 'https://files.example.com:8443'],
		['HTTP://files.example.com?key=1', 'HTTP://files.example.com'],
		['http://files.example.com#key', 'http://files.example.com'],
		['https://user:secret@files.example.com/', 'another address'],
		['/login', 'another address'],
		['/login?to=https://files.example.com', 'another address'],
		['', 'another address'],
		[undefined, 'another address'],
	])('is told of %j as %j', (location, expected) => {
		expect(originOf(location)).toBe(expected);
	});

	it('is not told where the URL has a secret', () => {
		expect(leakingRedirect('files.example.com')).toMatchObject({
			kind: 'failed',
			message:
				'files.example.com redirects to a URL that contains a secret of the credential, which was not followed',
			advice: 'Enter the URL where the file is',
		});
	});
});

describe('The clock of an app', () => {
	it('is not known before the app told the time', () => {
		const clock = new AppClock();
		expect(clock.now()).toBeUndefined();
		clock.set(undefined);
		clock.set('soon');
		expect(clock.now()).toBeUndefined();
	});

	it('goes on from what the app told last, whatever our own clock says', () => {
		const clock = new AppClock();
		jest.spyOn(Date, 'now').mockReturnValue(1_000_000);
		clock.set('Thu, 01 Jan 1970 00:00:05 GMT');
		clock.set('soon');
		expect(clock.now()).toBe(5_000);
		jest.spyOn(Date, 'now').mockReturnValue(1_002_000);
		expect(clock.now()).toBe(7_000);
		jest.restoreAllMocks();
	});
});
