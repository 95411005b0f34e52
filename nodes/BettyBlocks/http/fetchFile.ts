import type { RemoteFile } from '../app/parts';
import { AppError, InputError, type ErrorFacts } from '../app/errors';
import { proxyLogin } from './faults';
import type { HttpClient } from './httpClient';
import { isRedirect, isSuccess, isUnavailable, typeOf, type FileResponse } from './response';
import { baseName } from './requestBody';

const MAX_REDIRECTS = 5;

const WEB = new Set(['http:', 'https:']);

/**
 * Fetches a file and hands it to `keep`, which reads it to its end.
 *
 * Redirects are followed, as apps may keep files elsewhere, and what holds for the first address holds
 * for each further one.
 *
 * @param address absolute, or a path of the app
 * @param fetch asks for the file at an address; without credentials unless given
 * @throws {InputError} when the address is none of the web
 * @throws {AppError} when the file does not come, or not to its end
 */
export async function fetchFile<Kept>(
	http: HttpClient,
	address: string,
	keep: (file: RemoteFile) => Promise<Kept>,
	fetch = async (url: URL) => await fetchOpenly(http, url),
): Promise<Kept> {
	const first = webAddress(address, http.target.origin);
	let url = first;
	let response = await fetch(url);
	for (let hops = 0; isRedirect(response); hops++) {
		if (hops === MAX_REDIRECTS) throw tooManyRedirects(first);
		url = webAddress(response.headers.location ?? '', url.href);
		response = await fetch(url);
	}
	try {
		return await keep({
			url: first.href,
			name: nameOf(response, first),
			mimeType: typeOf(response) || undefined,
			body: response.body,
		});
	} catch (error) {
		return await Promise.reject(http.fileError(url, response, error));
	} finally {
		response.body.destroy();
	}
}

/** @throws {AppError} for what is neither a success nor a redirect */
export async function fetchOpenly(http: HttpClient, url: URL): Promise<FileResponse> {
	const response = await http.fetchFile(url);
	if (isSuccess(response) || isRedirect(response)) return response;
	throw fileResponseError(response.status, url);
}

/** The error for a file that a server other than the app doesn't deliver. */
function fileResponseError(status: number, { host, pathname }: URL): AppError {
	return new AppError({ ...explainFileStatus(status, host, pathname), status });
}

function explainFileStatus(status: number, host: string, path: string): ErrorFacts {
	switch (status) {
		case 401:
		case 403:
			return {
				kind: 'failed',
				message: `The server at ${host} refused access to the file (${status})`,
				advice:
					"The URL may have expired: read the record again to get a new one. If the file needs a login, use a URL that needs none, as the credential is only sent to the app's own host",
			};
		case 407:
			return proxyLogin(host);
		case 404:
		case 410:
			return {
				kind: 'missing',
				message: `The server at ${host} has no file at ${path}`,
				advice: 'It may have been deleted, or the URL may be wrong',
			};
	}
	const isPassing = status === 429 || isUnavailable({ status });
	return {
		kind: isPassing ? 'passing' : 'failed',
		message: `The server at ${host} responded with ${status} to the request to download the file`,
		advice: isPassing ? 'Try again in a minute' : 'Check the URL',
	};
}

/** @param base what a relative address is relative to */
function webAddress(address: string, base: string): URL {
	const url = URL.canParse(address, base) ? new URL(address, base) : undefined;
	if (url !== undefined && address.trim() !== '' && WEB.has(url.protocol)) return url;
	throw new InputError(
		`${JSON.stringify(address)} isn't the URL of a file`,
		'Enter a URL that starts with https://, or the path of a file in the app',
	);
}

function tooManyRedirects({ host, pathname }: URL): InputError {
	return new InputError(
		`The file at ${host}${pathname} was not found: more than ${MAX_REDIRECTS} redirects followed each other`,
		'Open the URL in a browser, and use the URL that it leads to',
	);
}

/** What the server calls the file, or else what its address ends with. */
function nameOf({ headers }: FileResponse, { pathname }: URL): string {
	return baseName(namedIn(headers['content-disposition'] ?? '') || decoded(pathname));
}

/** Reads `filename*` and `filename` (RFC 6266); the former can hold any character. */
function namedIn(disposition: string): string | undefined {
	const extended = /;\s*filename\*\s*=\s*"?utf-8'[^']*'([^;"\s]+)/i.exec(disposition)?.[1];
	if (extended !== undefined) return decoded(extended);
	const [, quoted, bare] =
		/;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition) ?? [];
	return quoted === undefined ? bare : asUtf8(quoted.replace(/\\(.)/g, '$1'));
}

/** Headers are read as Latin-1, though many servers write UTF-8. */
function asUtf8(text: string): string {
	const bytes = Buffer.from(text, 'latin1');
	const utf8 = bytes.toString('utf8');
	return /[^\0-\xff]/.test(text) || utf8.includes('\ufffd') ? text : utf8;
}

function decoded(text: string): string {
	return text.replace(/(%[0-9a-f]{2})+/gi, (bytes) =>
		Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'),
	);
}
