/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

import { empty, type Answer } from '../answers.ts';
import type { UploadedFile } from '../environment.ts';
import { type FaultQueue, withFault } from '../faults.ts';
import { boundaryOf, MultipartError, MultipartReader } from '../multipart.ts';
import { flatHeaders, listenOn, send, splitUrl, stop } from '../wire.ts';
import type { DataEnvironment } from './context.ts';

/** A request that reached the storage, which is another host than the app. */
export interface StorageRequest {
	method: string;
	rawUrl: string;
	headers: Record<string, string>;
	/** Whether it carried an `Authorization` header: the app's token has no business here. */
	hasToken: boolean;
	/** Names of the parts of a multipart body, in their order. */
	parts: string[];
	fields: Record<string, string>;
	file?: { field: string; filename: string; contentType: string; size: number; sha256: string };
	/** The status that was answered; absent when none was. */
	status?: number;
}

/** What the storage asks the emulator for. */
interface StorageOptions {
	folder: string;
	faults: FaultQueue;
	environment: () => DataEnvironment;
}

const bucketPath = '/bucket';

function xml(status: number, body: string): Answer {
	const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';
	return { status, headers: { 'content-type': 'application/xml' }, body: prolog + body };
}

function problem(status: number, code: string, message: string): Answer {
	return xml(status, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
}

/** The storage of files, on a port of its own: uploads by presigned forms, and downloads. */
export class Storage {
	readonly requests: StorageRequest[] = [];
	bucket = '';
	private readonly server: Server;
	private readonly options: StorageOptions;

	constructor(options: StorageOptions) {
		this.options = options;
		this.server = createServer((request, response) => {
			this.receive(request, response).catch(() => {
				// The client went away or the server closes: nobody is left to answer.
				response.destroy();
			});
		});
	}

	async listen(): Promise<void> {
		this.bucket = `http://127.0.0.1:${await listenOn(this.server, 0)}${bucketPath}`;
	}

	async close(): Promise<void> {
		await stop(this.server);
	}

	private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const method = request.method ?? 'GET';
		const entry: StorageRequest = {
			...{ method, rawUrl: request.url ?? '/', headers: flatHeaders(request.headers) },
			...{ hasToken: request.headers.authorization !== undefined, parts: [], fields: {} },
		};
		this.requests.push(entry);
		const environment = this.options.environment();
		const fault = this.options.faults.take(method, entry.rawUrl);
		const files = await this.read(request, entry);
		await environment.wait(environment.personality.latencyMs + (fault?.delayMs ?? 0));
		if (fault?.drop === 'before') {
			response.destroy();
			return;
		}
		const handle = async () => this.answer(entry, files, environment);
		const answer = fault ? await withFault(fault, handle) : await handle();
		if (fault?.drop === 'after') {
			response.destroy();
			return;
		}
		entry.status = answer.status;
		await send(answer, response, method);
	}

	/** Reads a body; the files of a multipart one lie on the disk afterwards. */
	private async read(
		request: IncomingMessage,
		entry: StorageRequest,
	): Promise<UploadedFile[] | undefined> {
		const boundary = boundaryOf(request.headers['content-type'] ?? '');
		const reader = boundary === undefined ? undefined : this.reader(boundary);
		let broken = false;
		for await (const chunk of request) {
			if (broken) continue;
			await reader?.push(Buffer.from(chunk as Uint8Array)).catch(async (error: unknown) => {
				if (!(error instanceof MultipartError)) throw error;
				broken = true;
				await reader.abandon();
			});
		}
		if (reader === undefined || broken) return undefined;
		entry.parts = reader.order;
		entry.fields = Object.fromEntries(reader.fields);
		const [file] = reader.files;
		if (file !== undefined) {
			const { field, filename, contentType, size, sha256 } = file;
			entry.file = { field, filename, contentType, size, sha256 };
		}
		return reader.files;
	}

	private reader(boundary: string): MultipartReader {
		return new MultipartReader(boundary, this.options.folder);
	}

	private async answer(
		entry: StorageRequest,
		files: UploadedFile[] | undefined,
		environment: DataEnvironment,
	): Promise<Answer> {
		const { path } = splitUrl(entry.rawUrl);
		if (entry.method === 'POST' && path === bucketPath) {
			const answer = this.upload(entry, files, environment);
			if (answer.status >= 400) await discard(files);
			return answer;
		}
		const isRead = entry.method === 'GET' || entry.method === 'HEAD';
		if (isRead && path.startsWith(`${bucketPath}/`)) {
			return download(keyIn(path), environment);
		}
		return problem(404, 'NoSuchBucket', 'The specified bucket does not exist');
	}

	/** As the storage of a cloud: every signed field first, the part `file` last. */
	private upload(
		{ parts, fields }: StorageRequest,
		files: UploadedFile[] | undefined,
		{ files: stored, personality, now }: DataEnvironment,
	): Answer {
		const file = files?.[0];
		if (file?.field !== 'file' || parts.at(-1) !== 'file') {
			return problem(400, 'InvalidArgument', 'POST requires exactly one file, as the last part');
		}
		const slot = stored.slotFor(new Map(Object.entries(fields)), now().getTime());
		if (slot === undefined || personality.storageAnswer === '403xml') {
			return problem(403, 'AccessDenied', 'Access Denied');
		}
		stored.keep(slot, file);
		if (personality.storageAnswer === 204) return empty(204);
		return xml(201, `<PostResponse><Key>${slot.reference}</Key></PostResponse>`);
	}
}

/** The key that a path names; one that is not percent-encoded right names no file. */
function keyIn(path: string): string {
	try {
		return decodeURIComponent(path.slice(bucketPath.length + 1));
	} catch {
		return '';
	}
}

async function discard(files: UploadedFile[] = []): Promise<void> {
	for (const { path } of files) await rm(path, { force: true });
}

function download(key: string, { files }: DataEnvironment): Answer {
	const file = files.find(key);
	if (file === undefined) return problem(404, 'NoSuchKey', 'The specified key does not exist.');
	const { contentType, size, path, content } = file;
	const headers = { 'content-type': contentType, 'content-length': String(size) };
	if (path !== undefined) return { status: 200, headers, body: '', file: { path, size } };
	return { status: 200, headers, body: '', bytes: content };
}
