import { randomUUID } from 'node:crypto';

import type { UploadedFile } from '../environment.ts';
import type { StoredFileDefinition } from './app.ts';

const slotLife = 3600;

/** Leave to upload one file. */
export interface UploadSlot {
	/** Every one of them has to come with the file. */
	fields: Record<string, string>;
	/** What an action gets, and the key of the file. */
	reference: string;
	expires: number;
}

/** A file that lies in the storage. */
export interface StoredFile {
	key: string;
	contentType: string;
	size: number;
	/** Where it lies on the disk; a file of the app file lies in `content` instead. */
	path?: string;
	content?: Buffer;
	sha256?: string;
}

function fromDefinition(file: StoredFileDefinition): StoredFile {
	const { key, contentType = 'application/octet-stream', text = '', base64 } = file;
	const content = base64 === undefined ? Buffer.from(text) : Buffer.from(base64, 'base64');
	return { key, contentType, size: content.length, content };
}

/** The files of the app, and leave to upload more. File properties hold keys, or whole URLs. */
export class StoredFiles {
	private readonly files: Map<string, StoredFile>;
	private readonly slots = new Map<string, UploadSlot>();
	/** Where files are served; where they are uploaded, too. */
	readonly bucket: string;

	constructor(definitions: readonly StoredFileDefinition[], bucket: string) {
		this.files = new Map(definitions.map((file) => [file.key, fromDefinition(file)]));
		this.bucket = bucket;
	}

	/** A file property's value as the API shows it. */
	describe(value: string) {
		const isUrl = /^https?:/.test(value);
		const key = value.split('/').map(encodeURIComponent).join('/');
		const url = isUrl ? value : `${this.bucket}/${key}`;
		const name = (isUrl ? value.split(/[?#]/, 1)[0] : value)?.split('/').at(-1) ?? '';
		const resized = [{ name: 'thumb', url: `${url}?size=thumb`, size: { width: 80, height: 60 } }];
		return { name, url, resized };
	}

	/** @param now in milliseconds since 1970 */
	openSlot(fileName: string, contentType: string, now: number): UploadSlot {
		const reference = `tmp/${this.slots.size + 1}/${fileName}`;
		const slot: UploadSlot = {
			fields: {
				...{ key: reference, 'Content-Type': contentType },
				...{ policy: randomUUID(), 'x-amz-signature': randomUUID() },
			},
			reference,
			expires: now + slotLife * 1000,
		};
		this.slots.set(reference, slot);
		return slot;
	}

	/** The slot that these fields are for; undefined when one is missing or wrong, or too late. */
	slotFor(fields: ReadonlyMap<string, string>, now: number): UploadSlot | undefined {
		const slot = this.slots.get(fields.get('key') ?? '');
		if (slot === undefined || now >= slot.expires) return undefined;
		const entries = Object.entries(slot.fields);
		return entries.every(([name, value]) => fields.get(name) === value) ? slot : undefined;
	}

	keep({ reference, fields }: UploadSlot, { path, size, sha256 }: UploadedFile): void {
		const contentType = fields['Content-Type'] ?? '';
		this.files.set(reference, { key: reference, contentType, size, path, sha256 });
	}

	find(key: string): StoredFile | undefined {
		return this.files.get(key);
	}

	/** Whether a file may be put on a record: it lies here, or somewhere else altogether. */
	knows(value: unknown): boolean {
		return typeof value === 'string' && (this.files.has(value) || /^https?:/.test(value));
	}

	/** What tests may know of the files. */
	list(): Array<Omit<StoredFile, 'path' | 'content'>> {
		return [...this.files.values()].map(({ key, contentType, size, sha256 }) => ({
			...{ key, contentType, size },
			...(sha256 === undefined ? {} : { sha256 }),
		}));
	}
}
