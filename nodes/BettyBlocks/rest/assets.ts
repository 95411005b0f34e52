import type { RemoteFile, UploadedAsset, UploadFile } from '../app/parts';
import { fileAddress } from '../app/values/shown';
import { parseJson } from '../app/values/json';
import type { HttpResponse } from '../http/response';
import { fetchFile } from '../http/fetchFile';
import { uploadBody } from '../http/requestBody';
import type { Client, ApiRequest } from './client';

/** What the part of the request is called, unless the app asks for another name. */
const DEFAULT_FIELD = 'file';

/**
 * Uploads a file (`POST /assets`, vendor's article), streamed where its content is a stream. Never
 * sent again once the app may have it.
 *
 * @throws {AppError} when the app does not take the file, or responds without its URL
 */
export async function uploadAsset(client: Client, file: UploadFile): Promise<UploadedAsset> {
	const request: ApiRequest = {
		method: 'POST',
		path: ['assets'],
		body: async () => await uploadBody(file, file.field ?? DEFAULT_FIELD),
		safety: 'unsafe',
		purpose: 'upload the file',
		kind: `upload ${magnitude(file.size)}`,
		notFound: "The app doesn't accept file uploads at the usual URL",
		notFoundAdvice: 'It may not offer uploads through its API',
	};
	const { response } = await client.plain(request);
	const said = parseJson(response.text) ?? response.text;
	const url =
		urlIn(said, response) ??
		client.refuse(request, response, "The response to the upload doesn't have the URL of the file");
	return { url: new URL(url, client.origin).href, response: said };
}

/** Files of one magnitude differ by a factor of two at most. */
function magnitude(bytes = 0): number {
	return Math.ceil(Math.log2(bytes + 1));
}

/**
 * Fetches a file and hands it to `keep`, which reads it to its end. The credentials go to the app's own
 * host only.
 *
 * @param address absolute, or a path of the app
 * @throws {InputError} when the address is none of the web
 * @throws {AppError} when the file does not come, or not to its end
 */
export async function downloadAsset<Kept>(
	client: Client,
	address: string,
	keep: (file: RemoteFile) => Promise<Kept>,
): Promise<Kept> {
	const fetch = async (url: URL) => await client.download(url);
	return await fetchFile(client.http, address, keep, fetch);
}

/** `{"url": …}`, a bare string or a `Location` header: which one an app sends is not documented. */
function urlIn(said: unknown, { headers }: HttpResponse): string | undefined {
	return [said, headers.location].map(fileAddress).find((address) => typeof address === 'string');
}
