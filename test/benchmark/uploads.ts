/* eslint-disable @n8n/community-nodes/no-restricted-imports */
// What an upload costs. "Moved the file before" is a process that stored the file itself, as n8n does
// with a file from an earlier step. "Fresh" is one that has moved no data yet: there V8 lets up to
// 64 MB of dead chunks pile up before it clears them, unless the memory is given back bit by bit.
import { join } from 'node:path';

import { accessTo } from './app.ts';
import { takeTurns, type Bench } from './bench.ts';
import { inFreshProcess } from './children.ts';
import type { Measured } from './memory.ts';
import type { Row } from './rows.ts';
import type { UploaderTasks } from './uploader.ts';

export const MB = 1_000_000;
/** For 1,000 items; a quick try has smaller files as well. */
const SIZES = [10 * MB, 300 * MB, 1_000 * MB];

/** MB; the memory of an upload of any size. */
export const MAX_MEMORY = 32;

export async function uploadRows({ application, folder, options }: Bench): Promise<Row[]> {
	const rows: Row[] = [];
	const access = accessTo(application);
	const parameters = { resource: 'asset', operation: 'upload' };
	for (const usual of SIZES) {
		const size = Math.ceil((usual / MB) * (options.items / 1_000)) * MB;
		const file = { path: join(folder, 'large.bin'), size, storage: join(folder, 'storage') };
		const binary = await inFreshProcess<UploaderTasks, never>(
			'uploader.ts',
			async (child) => (await child.call('store', file)) as never,
		);
		for (const isFresh of [false, true]) {
			const measured = await takeTurns(options.runs, ['node', 'axios'] as const, async (way) => {
				const upload = { ...file, way, application, access, parameters, binary, isFresh };
				return await inFreshProcess<UploaderTasks, Measured>(
					'uploader.ts',
					async (child) => await child.call('upload', upload),
				);
			});
			rows.push(...toRows(size, isFresh, measured));
		}
	}
	return rows;
}

function toRows(
	size: number,
	isFresh: boolean,
	{ node, axios }: Record<'node' | 'axios', Measured[]>,
): Row[] {
	const row = (unit: string, pick: (measured: Measured) => number): Row => ({
		work: `Upload of ${(size / MB).toLocaleString('en-US')} MB`,
		where: `n8n-core, ${isFresh ? 'a fresh process' : 'moved the file before'}`,
		unit,
		node: node.map(pick),
		rivals: { axios: axios.map(pick) },
	});
	return [
		{ ...row('s', ({ seconds }) => seconds), goal: { atMost: 1.1, times: 'axios' } },
		{ ...row('MB added', ({ addedMb }) => addedMb), goal: { atMost: MAX_MEMORY } },
	];
}
