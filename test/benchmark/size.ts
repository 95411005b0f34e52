/* eslint-disable @n8n/community-nodes/no-restricted-imports */
// What the package costs before it does anything.
import { stat } from 'node:fs/promises';

import type { Bench } from './bench.ts';
import { inFreshProcess } from './children.ts';
import type { LoaderTasks } from './loader.ts';
import type { Row } from './rows.ts';

export async function sizeRows({ options, tarball }: Bench): Promise<Row[]> {
	const times: number[] = [];
	for (let run = 0; run < options.runs; run++) {
		const time = await inFreshProcess<LoaderTasks, number>(
			'loader.ts',
			async (child) => await child.call('load'),
		);
		times.push(time);
	}
	const { size } = await stat(tarball);
	return [
		{
			work: 'Loading both nodes',
			where: 'after n8n-workflow, a fresh process',
			unit: 'ms',
			node: times,
			goal: { atMost: 10 },
			obstacle:
				'Node.js takes its time to find, read and compile each file, and the descriptions of both nodes are made of many, one subject each. The client, the trigger and the runner are loaded later, when they are used. One file for all would be quicker, and nobody could read it.',
		},
		{
			work: 'The package',
			where: 'npm pack',
			unit: 'kB',
			node: [size / 1000],
			goal: { atMost: 80 },
			obstacle:
				'it holds two APIs, and the code as it was written, but for comments. Minified it would be small enough, and nobody could read it.',
		},
	];
}
