/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

import type { UploadedFile } from './environment.ts';

/** A multipart body that does not keep to its own boundary or headers. */
export class MultipartError extends Error {}

interface Part {
	write(piece: Buffer): Promise<void>;
	end(): Promise<void>;
	/** Lets go of what the part holds open when the rest never comes. */
	abandon(): Promise<void>;
}

const longestHeaders = 16 * 1024;
const longestField = 1024 * 1024;
const headersEnd = '\r\n\r\n';

/** The boundary in a multipart content type. */
export function boundaryOf(contentType: string): string | undefined {
	const match = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
	return match?.[1] ?? match?.[2];
}

function parameterOf(disposition: string, name: string): string | undefined {
	const extended = new RegExp(`;\\s*${name}\\*=UTF-8''([^;\\s]+)`, 'i').exec(disposition)?.[1];
	if (extended !== undefined) return decodeURIComponent(extended);
	const match = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]*))`, 'i').exec(
		disposition,
	);
	const value = match?.[1] ?? match?.[2];
	return value
		?.replace(/\\(["\\])/g, '$1')
		.replace(/%22/g, '"')
		.replace(/%0D|%0A/gi, ' ');
}

function parseHeaders(block: string): Map<string, string> {
	const lines = block.split('\r\n').filter((line) => line.includes(':'));
	return new Map(
		lines.map((line) => {
			const colon = line.indexOf(':');
			return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
		}),
	);
}

/**
 * Takes a multipart body apart while it arrives: fields stay in memory, files go to the disk, so
 * that an upload of any size needs little memory and one pass.
 */
export class MultipartReader {
	readonly fields: Array<[string, string]> = [];
	readonly files: UploadedFile[] = [];
	/** The names of fields and files, in the order of their parts. */
	readonly order: string[] = [];
	private readonly delimiter: Buffer;
	private readonly folder: string;
	private pending: Buffer = Buffer.from('\r\n');
	private state: 'data' | 'headers' | 'done' = 'data';
	private part: Part | undefined;

	constructor(boundary: string, folder: string) {
		this.delimiter = Buffer.from(`\r\n--${boundary}`);
		this.folder = folder;
	}

	/** Takes the next piece of the body. */
	async push(chunk: Buffer): Promise<void> {
		if (this.state === 'done') return;
		this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
		while (await this.advance());
	}

	/** @throws MultipartError when the body ended before its closing boundary */
	end(): void {
		if (this.state === 'done') return;
		throw new MultipartError('The multipart body ends too early');
	}

	/** Gives up on a body that is broken or whose sender went away. */
	async abandon(): Promise<void> {
		await this.part?.abandon();
	}

	private async advance(): Promise<boolean> {
		if (this.state === 'done') return false;
		return this.state === 'headers' ? this.readHeaders() : await this.readData();
	}

	private readHeaders(): boolean {
		const end = this.pending.indexOf(headersEnd);
		if (end < 0) {
			if (this.pending.length > longestHeaders) throw new MultipartError('Part headers too long');
			return false;
		}
		this.part = this.open(parseHeaders(this.pending.toString('utf8', 0, end)));
		// The line break before the next boundary may be the one that ends the headers.
		this.pending = this.pending.subarray(end + headersEnd.length);
		this.state = 'data';
		return true;
	}

	private async readData(): Promise<boolean> {
		const end = this.pending.indexOf(this.delimiter);
		if (end < 0) {
			await this.keepTail();
			return false;
		}
		const after = end + this.delimiter.length;
		if (this.pending.length < after + 2) return false;
		await this.part?.write(this.pending.subarray(0, end));
		await this.part?.end();
		this.part = undefined;
		const closing = this.pending.toString('latin1', after, after + 2);
		if (closing !== '--' && closing !== '\r\n') throw new MultipartError('Invalid boundary line');
		this.state = closing === '--' ? 'done' : 'headers';
		this.pending = this.pending.subarray(after + 2);
		return true;
	}

	/** Hands on all but the bytes that may be the start of a boundary. */
	private async keepTail(): Promise<void> {
		const safe = this.pending.length - this.delimiter.length + 1;
		if (safe <= 0) return;
		const piece = this.pending.subarray(0, safe);
		this.pending = this.pending.subarray(safe);
		await this.part?.write(piece);
	}

	private open(headers: Map<string, string>): Part {
		const disposition = headers.get('content-disposition') ?? '';
		const field = parameterOf(disposition, 'name');
		if (field === undefined) throw new MultipartError('A part has no name');
		this.order.push(field);
		const filename = parameterOf(disposition, 'filename');
		if (filename === undefined) return this.openField(field);
		return this.openFile(
			field,
			filename,
			headers.get('content-type') ?? 'application/octet-stream',
		);
	}

	private openField(field: string): Part {
		const pieces: Buffer[] = [];
		let size = 0;
		return {
			write: async (piece) => {
				size += piece.length;
				if (size > longestField) throw new MultipartError(`Field "${field}" is too long`);
				pieces.push(piece);
			},
			end: async () => {
				this.fields.push([field, Buffer.concat(pieces).toString('utf8')]);
			},
			abandon: async () => {},
		};
	}

	private openFile(field: string, filename: string, contentType: string): Part {
		const path = join(this.folder, randomUUID());
		const stream = createWriteStream(path);
		const hash = createHash('sha256');
		let size = 0;
		return {
			write: async (piece) => {
				size += piece.length;
				hash.update(piece);
				if (!stream.write(piece)) await once(stream, 'drain');
			},
			end: async () => {
				stream.end();
				await finished(stream);
				const sha256 = hash.digest('hex');
				this.files.push({ field, filename, contentType, size, sha256, path });
			},
			abandon: async () => {
				stream.destroy();
				// The file may be created only now: remove it after the stream has closed.
				if (!stream.closed) await once(stream, 'close');
				await rm(path, { force: true });
			},
		};
	}
}
