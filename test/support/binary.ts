/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { BinaryDataConfig, BinaryDataService } from 'n8n-core';
import type { IBinaryData } from 'n8n-workflow';

/** n8n-core's own copy of its container: others may be installed, and know nothing of its services. */
const { Container } = createRequire(require.resolve('n8n-core'))('@n8n/di') as {
	Container: { get<Service>(service: new (...parameters: never[]) => Service): Service };
};

/** Where n8n keeps files: on the disk, or in memory as base64 (its mode `default`). */
export type BinaryMode = 'filesystem' | 'default';

/** Makes n8n keep files where the mode says, from now on. */
export async function setBinaryMode(mode: BinaryMode): Promise<void> {
	const config = Container.get(BinaryDataConfig);
	config.mode = mode;
	config.localStoragePath = join(process.env.N8N_USER_FOLDER ?? '', 'binary');
	await Container.get(BinaryDataService).init();
}

/** A file as an earlier step of the workflow leaves it. */
export async function storeBinary(
	content: Buffer | Readable,
	{ fileName, mimeType = 'application/pdf' }: { fileName?: string; mimeType?: string } = {},
): Promise<IBinaryData> {
	return await Container.get(BinaryDataService).store(
		{ type: 'execution', workflowId: 'workflow-under-test', executionId: '1' },
		content,
		{ data: '', mimeType, ...(fileName !== undefined && { fileName }) },
	);
}

/** The content of a file that a step put out. */
export async function bytesOf(binary: IBinaryData | undefined): Promise<Buffer> {
	if (binary === undefined) throw new Error('There is no file');
	return await Container.get(BinaryDataService).getAsBuffer(binary);
}
