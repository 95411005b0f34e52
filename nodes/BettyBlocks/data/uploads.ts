// Uploading a file: the app gives leave to put it into its storage, which is another host.
import type { UploadFile } from '../app/parts';
import { AppError, isRefusal, type ErrorFacts } from '../app/errors';
import { findFileProperty } from '../app/values/files';
import { isJsonObject } from '../app/values/json';
import type { Model } from '../app/schema/models';
import { onTheWayOr, proxyLogin } from '../http/faults';
import { isPage, isSuccess, isUnavailable, type HttpResponse } from '../http/response';
import { uploadBody } from '../http/requestBody';
import type { Client } from './client';

/** Leave to upload one file. */
interface Slot {
	url: URL;
	fields: Array<[name: string, value: string]>;
	reference: string;
}

/** What the slot is for, as the app is told. */
interface SlotRequest {
	model: string;
	property: string;
	type: string;
	name: string;
}

const slotQuestion = (selection: string): string =>
	`mutation ($model: String!, $property: String!, $type: String!, $name: String!) { generateFileUploadRequest(modelName: $model, propertyName: $property, contentType: $type, fileName: $name) { ${selection} } }`;

const GRANTED = '... on PresignedPostRequest { url fields reference }';
const REFUSED = '... on FileUploadError { message }';

/**
 * Uploads a file for a property. The storage gets neither the token nor a second try.
 *
 * @param named the name of a file property
 * @returns a reference, which an action takes for the file
 * @throws {InputError} when the model has no such property
 * @throws {AppError} when the app or its storage doesn't take the file
 */
export async function uploadForProperty(
	client: Client,
	file: UploadFile,
	model: Model,
	named: string,
): Promise<string> {
	const property = findFileProperty(model, named).name;
	const asked = { model: model.name, property, type: file.mimeType, name: file.name };
	const slot = await askForSlot(client, asked).catch(async (error: unknown) => {
		if (!isRefusal(error)) return await Promise.reject(error as Error);
		// Whether names are spelled as in the schema or as in the database is not documented.
		const snake = { ...asked, model: snakeCase(asked.model), property: snakeCase(property) };
		return await askForSlot(client, snake).catch(async () => await Promise.reject(error as Error));
	});
	await store(client, file, slot);
	return slot.reference;
}

async function askForSlot(client: Client, variables: SlotRequest): Promise<Slot> {
	const ask = async (selection: string) =>
		(
			await client.ask({
				query: slotQuestion(selection),
				variables: { ...variables },
				safety: 'safe',
				purpose: 'upload the file',
				refusedAdvice: 'Check the model, the property, and whether it takes files of this type',
			})
		).generateFileUploadRequest;
	const slot = toSlot(await ask(GRANTED));
	if (slot !== undefined) return slot;
	const refusal = await ask(REFUSED).catch(() => undefined);
	const said = isJsonObject(refusal) ? refusal.message : undefined;
	const reason = typeof said === 'string' ? `: ${said}` : '';
	throw new AppError({
		kind: 'failed',
		message: `The app didn't accept the file for "${variables.property}"${reason}`,
		advice: `Check whether the property takes files of the type ${variables.type}`,
	});
}

function toSlot(granted: unknown): Slot | undefined {
	if (!isJsonObject(granted)) return undefined;
	const { url, fields, reference } = granted;
	if (typeof url !== 'string' || !URL.canParse(url) || typeof reference !== 'string') {
		return undefined;
	}
	const given = isJsonObject(fields) ? Object.entries(fields) : [];
	return {
		url: new URL(url),
		fields: given.map(([name, value]) => [name, String(value ?? '')]),
		reference,
	};
}

async function store(client: Client, file: UploadFile, { url, fields }: Slot): Promise<void> {
	const advice = 'Ask whoever runs n8n whether it can reach this host';
	const peer = { name: 'storage of the app', host: url.host, advice };
	const { response } = await client.http.send({
		...{ method: 'POST', url: url.href, peer, kind: 'upload the file' },
		// Nothing refers to the file yet, wherever it is left.
		safety: 'safe',
		body: async () => await uploadBody(file, 'file', fields),
	});
	// A storage responds with nothing or XML: a page is that of a login or a proxy.
	if (isSuccess(response) && !isPage(response)) return;
	throw new AppError({ kind: 'failed', status: response.status, ...notStored(response, url) });
}

/** Why the storage didn't take a file, which has to do with the file only where the storage says so. */
function notStored(response: HttpResponse, { host }: URL): Pick<ErrorFacts, 'message' | 'advice'> {
	const { status, text } = response;
	const storage = `The storage of the app at ${host}`;
	if (status === 407) return proxyLogin(host);
	if (isUnavailable(response) || status === 429) {
		return {
			message: `${storage} isn't available right now (${status})`,
			advice: 'Try again in a minute',
		};
	}
	if (status < 400 || isPage(response)) {
		return {
			message: `${storage} responded (${status}), but not as a storage`,
			advice: onTheWayOr('check where it stores its files'),
		};
	}
	const said = /<Message>([^<]{1,200})<\/Message>/i.exec(text)?.[1];
	return {
		message: `${storage} didn't accept the file (${status})${said === undefined ? '' : `: ${said}`}`,
		advice: 'Try again, and check whether the property takes files of this type and size',
	};
}

function snakeCase(name: string): string {
	return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
