/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import type { IncomingMessage } from 'node:http';

import { json, Refusal } from './answers.ts';
import type { Body } from './environment.ts';
import { boundaryOf, MultipartReader } from './multipart.ts';
import { isParameters, nestPairs, parseParameters } from './parameters.ts';

const largestText = 64 * 1024 * 1024;
const largestRecordedMultipart = 64 * 1024;

/** A body as read, and as text for the record of requests. */
export interface ReadBody {
	body: Body;
	raw: string;
	/** What the record of requests shows as `body`. */
	shown: unknown;
}

const nothing: ReadBody = {
	body: { kind: 'none', parameters: {}, files: [] },
	raw: '',
	shown: null,
};

/**
 * Hands on every chunk. A body that cannot be used is still read to its end before the error is
 * thrown: a client that is sending would not read the answer.
 */
async function drain(
	request: IncomingMessage,
	take: (chunk: Buffer) => Promise<void> | void,
): Promise<void> {
	let problem: { error: unknown } | undefined;
	for await (const chunk of request) {
		if (problem !== undefined) continue;
		try {
			await take(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
		} catch (error) {
			problem = { error };
		}
	}
	if (problem !== undefined) throw problem.error;
}

async function readText(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	let size = 0;
	await drain(request, (chunk) => {
		size += chunk.length;
		if (size > largestText) throw new Refusal(json(413, { error: 'Body too large' }));
		chunks.push(chunk);
	});
	return Buffer.concat(chunks).toString('utf8');
}

async function readMultipart(
	request: IncomingMessage,
	boundary: string,
	folder: string,
): Promise<ReadBody> {
	const reader = new MultipartReader(boundary, folder);
	let head: Buffer[] = [];
	let size = 0;
	try {
		await drain(request, async (chunk) => {
			size += chunk.length;
			if (size <= largestRecordedMultipart) head.push(chunk);
			else head = [];
			await reader.push(chunk);
		});
		reader.end();
	} catch (error) {
		await reader.abandon();
		throw error;
	}
	const raw = size <= largestRecordedMultipart ? Buffer.concat(head).toString('utf8') : '';
	const files = reader.files.map(({ field, filename, contentType, size, sha256 }) => [
		field,
		{ filename, contentType, size, sha256 },
	]);
	const body: Body = {
		kind: 'multipart',
		parameters: nestPairs(reader.fields),
		files: reader.files,
	};
	return { body, raw, shown: { ...body.parameters, ...Object.fromEntries(files) } };
}

function parseJson(raw: string): ReadBody {
	try {
		const parsed: unknown = JSON.parse(raw);
		const parameters = isParameters(parsed) ? parsed : {};
		return { body: { kind: 'json', parameters, json: parsed, files: [] }, raw, shown: parsed };
	} catch {
		return { body: { kind: 'malformed', parameters: {}, files: [] }, raw, shown: raw };
	}
}

function parseForm(raw: string): ReadBody {
	const parameters = parseParameters(raw);
	return { body: { kind: 'form', parameters, files: [] }, raw, shown: parameters };
}

/**
 * Reads and parses a request's body by its content type; one without a type counts as a form.
 * @param sniffJson whether a form that starts with a brace is tried as JSON first
 * @throws ParameterError, MultipartError or Refusal for a body that cannot be taken apart
 */
export async function readBody(
	request: IncomingMessage,
	folder: string,
	sniffJson: boolean,
): Promise<ReadBody> {
	const contentType = request.headers['content-type'] ?? '';
	const mediaType = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
	const boundary = boundaryOf(contentType);
	if (mediaType === 'multipart/form-data' && boundary !== undefined) {
		return await readMultipart(request, boundary, folder);
	}
	const raw = await readText(request);
	if (raw === '') return nothing;
	if (/^application\/(.+\+)?json$/.test(mediaType)) return parseJson(raw);
	const form = mediaType === '' || mediaType === 'application/x-www-form-urlencoded';
	if (!form) return { body: { kind: 'text', parameters: {}, files: [] }, raw, shown: raw };
	return sniffJson && raw.startsWith('{') ? parseJson(raw) : parseForm(raw);
}
