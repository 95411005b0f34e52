/* eslint-disable @n8n/community-nodes/no-restricted-imports */
// One upload of a large file, with our node or with `form-data` and axios.
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import axios from 'axios';
import FormData from 'form-data';
import type { IBinaryData, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { user, type Access } from './app.ts';
import { serveTasks } from './children.ts';
import { builtNode, executeContext, storeFile } from './core.ts';
import { measure, type Measured } from './memory.ts';

interface File {
	path: string;
	size: number;
	/** Where n8n keeps its files. */
	storage: string;
}

interface Upload extends File {
	way: 'node' | 'axios';
	application: string;
	access: Access;
	/** Of our node. */
	parameters: INodeParameters;
	/** The file in n8n's storage. */
	binary: IBinaryData;
	/** Whether this process has moved no data yet. */
	isFresh: boolean;
}

const PIECE = 1_000_000;

async function writeFile({ path, size }: File): Promise<void> {
	const file = createWriteStream(path);
	const piece = Buffer.alloc(PIECE, 'n8n and Betty Blocks ');
	for (let written = 0; written < size; written += piece.length) {
		if (!file.write(piece)) await once(file, 'drain');
	}
	file.end();
	await once(file, 'close');
}

function nodeUpload({ access, parameters, binary, size }: Upload): () => Promise<void> {
	const type = builtNode('BettyBlocks');
	const items: INodeExecutionData[] = [{ json: {}, binary: { data: binary } }];
	return async () => {
		const context = executeContext(type, access, parameters, items);
		const [output] = ((await type.execute?.call(context)) ?? []) as INodeExecutionData[][];
		if (output?.[0]?.json.fileSize !== size) throw new Error('The file is not as large as it was');
	};
}

function axiosUpload({ application, path, size }: Upload): () => Promise<void> {
	return async () => {
		const form = new FormData();
		form.append('file', createReadStream(path), { filename: 'large.bin', knownLength: size });
		await axios.post(`${application}/api/assets`, form, {
			auth: { username: user.email, password: user.apiKey },
			headers: { ...form.getHeaders(), 'Content-Length': form.getLengthSync() },
			maxBodyLength: Infinity,
			maxRedirects: 0,
			proxy: false,
		});
	};
}

const tasks = {
	/** Leaves a file on the disk and in n8n's store, so that neither counts as memory of an upload. */
	async store(file: File): Promise<IBinaryData> {
		await writeFile(file);
		return await storeFile(file.path, file.storage);
	},
	async upload(upload: Upload): Promise<Measured> {
		const scratch = `${upload.storage}-scratch`;
		if (!upload.isFresh) await storeFile(upload.path, scratch);
		await rm(scratch, { recursive: true, force: true });
		const ready = upload.way === 'node' ? nodeUpload : axiosUpload;
		// What is loaded with the first upload is no cost of a large one; this file is tiny.
		const path = import.meta.filename;
		const binary = await storeFile(path, upload.storage);
		await ready({ ...upload, path, binary, size: (await stat(path)).size })();
		return await measure(ready(upload));
	},
};

export type UploaderTasks = typeof tasks;

serveTasks(tasks);
