/* eslint-disable @n8n/community-nodes/no-restricted-imports */
// How long it takes to load both nodes in a process that has n8n-workflow already, as n8n has.
import { createRequire } from 'node:module';

import { serveTasks } from './children.ts';

const require = createRequire(import.meta.url);

const tasks = {
	/** @returns milliseconds */
	load(): number {
		require('n8n-workflow');
		const from = performance.now();
		for (const name of ['BettyBlocks', 'BettyBlocksTrigger']) {
			require(`../../dist/nodes/BettyBlocks/${name}.node.js`);
		}
		return performance.now() - from;
	},
};

export type LoaderTasks = typeof tasks;

serveTasks(tasks);
