/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { sizeOf, toUploadFile } from '../../../nodes/BettyBlocks/node/binary';

const MEGABYTE = 1024 * 1024;
const helpers = {} as IExecuteFunctions['helpers'];
const inMemory = (data: string): IBinaryData => ({ data, mimeType: 'text/plain' });

describe('A file that n8n keeps in memory', () => {
	it('is decoded when it is sent, not while it waits', async () => {
		const data = Buffer.alloc(4 * MEGABYTE, 'x').toString('base64');
		const before = process.memoryUsage().arrayBuffers;
		const files = [];
		for (let count = 0; count < 25; count++)
			files.push(await toUploadFile(helpers, inMemory(data)));
		expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * MEGABYTE);
		expect(await files[0]?.open()).toHaveLength(4 * MEGABYTE);
	});

	it.each([
		['padded', 'YWI='],
		['without padding', 'YWI'],
		['in lines', 'YWJj\r\nZGVm\n'],
		['of bytes that other letters stand for', '-_-_'],
		['empty', ''],
	])('has the size that it is decoded to: %s', async (_what, data) => {
		const { length } = Buffer.from(data, 'base64');
		const { size } = await toUploadFile(helpers, inMemory(data));
		expect([size, await sizeOf(helpers, inMemory(data))]).toEqual([length, length]);
	});
});
