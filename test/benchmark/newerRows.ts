/* eslint-disable @n8n/community-nodes/no-restricted-imports */
// The same over the Data API of newer apps.
import { join } from 'node:path';
import type { IBinaryData } from 'n8n-workflow';

import { takeTurns, type Bench } from './bench.ts';
import { inFreshProcess, startChild, type Child } from './children.ts';
import type { Measured } from './memory.ts';
import type { NewerApp } from './newerApp.ts';
import type { NewerContestant, NewerContestantTasks } from './newerContestant.ts';
import {
	newerPollParameters,
	newerUploadParameters,
	newerWorks,
	type NewerWork,
} from './newerWork.ts';
import type { Row } from './rows.ts';
import type { UploaderTasks } from './uploader.ts';
import { MAX_MEMORY, MB } from './uploads.ts';

const contestants = ['node', 'helper'] as const satisfies readonly NewerContestant[];

const LATENCY_MS = 20;
const WARM_UP_ITEMS = 20;
const MINUTE = 60_000;

/** Longer than the overlap of the trigger, so that nothing can appear late any more. */
const QUIET_MINUTES = 8;

type Contestants = Child<NewerContestantTasks>;

export async function newerRows(bench: Bench): Promise<Row[]> {
	const app = startChild<NewerApp>('newerApp.ts');
	try {
		const child = startChild<NewerContestantTasks>('newerContestant.ts');
		try {
			return [
				...(await workRows(app, child, bench)),
				...(await listRows(app, child, bench)),
				...(await quietPollRows(app, bench)),
				...(await uploadRows(app, bench)),
			];
		} finally {
			await child.stop();
		}
	} finally {
		await app.stop();
	}
}

async function workRows(
	app: Child<NewerApp>,
	child: Contestants,
	{ options: { items, runs } }: Bench,
): Promise<Row[]> {
	// One after the other takes its time, and what is shown is that of one.
	const count = Math.ceil(items / 5);
	const newer = await app.call('listen', { records: count });
	await app.call('set', { latencyMs: LATENCY_MS });
	const rows: Row[] = [];
	for (const work of newerWorks) {
		const run = async (contestant: NewerContestant, some: number) => {
			const { seconds } = await child.call('work', { contestant, newer, work, items: some });
			return (seconds / some) * 1000;
		};
		for (const name of contestants) await run(name, WARM_UP_ITEMS);
		const { node, helper } = await takeTurns(
			runs,
			contestants,
			async (name) => await run(name, count),
		);
		rows.push(workRow(work, count, { node, helper }));
	}
	return rows;
}

function workRow(
	work: NewerWork,
	count: number,
	{ node, helper }: Record<NewerContestant, number[]>,
): Row {
	return {
		work: `${count} ${work} over the Data API, ${LATENCY_MS} ms`,
		where: 'n8n-core, default: 1 in flight',
		unit: 'ms an item',
		node,
		rivals: { helper },
	};
}

async function listRows(
	app: Child<NewerApp>,
	child: Contestants,
	{ options: { items, runs } }: Bench,
): Promise<Row[]> {
	const records = items * 10;
	const newer = await app.call('listen', { records });
	const run = async (contestant: NewerContestant) => {
		await app.call('clear');
		const { seconds } = await child.call('getMany', { contestant, newer, records });
		return { seconds, requests: await app.call('requests') };
	};
	for (const name of contestants) await run(name);
	const readings = await takeTurns(runs, contestants, run);
	const row = (unit: string, pick: (reading: { seconds: number; requests: number }) => number) => ({
		work: `Get Many over the Data API, ${records.toLocaleString('en-US')} records`,
		where: 'n8n-core',
		unit,
		node: readings.node.map(pick),
		rivals: { helper: readings.helper.map(pick) },
	});
	return [row('s', ({ seconds }) => seconds), row('requests', ({ requests }) => requests)];
}

async function quietPollRows(app: Child<NewerApp>, { options }: Bench): Promise<Row[]> {
	const requests: number[] = [];
	const milliseconds: number[] = [];
	for (let run = 0; run < options.runs; run++) {
		const quiet = await quietPoll(app);
		requests.push(quiet.requests);
		milliseconds.push(quiet.seconds * 1000);
	}
	const row = { work: 'Quiet poll over the Data API', where: 'n8n-core' };
	return [
		{ ...row, unit: 'requests', node: requests, goal: { atMost: 1 } },
		{ ...row, unit: 'ms', node: milliseconds },
	];
}

async function quietPoll(app: Child<NewerApp>): Promise<{ requests: number; seconds: number }> {
	return await inFreshProcess<NewerContestantTasks, { requests: number; seconds: number }>(
		'newerContestant.ts',
		async (child) => {
			const { access } = await app.call('listen', { records: 120 });
			await child.call('activate', { access, parameters: newerPollParameters });
			for (let minute = 1; ; minute++) {
				const aheadMs = minute * MINUTE;
				await app.call('set', { aheadMs });
				await child.call('setClock', { aheadMs });
				await app.call('clear');
				const { seconds, records } = await child.call('poll');
				if (records > 0) throw new Error(`A quiet poll gave ${records} records`);
				if (minute > QUIET_MINUTES) return { seconds, requests: await app.call('requests') };
			}
		},
	);
}

/** One size will do: the bytes take the same way as in the classic API, to the storage instead. */
async function uploadRows(app: Child<NewerApp>, { folder, options }: Bench): Promise<Row[]> {
	const size = Math.ceil(300 * (options.items / 1_000)) * MB;
	const file = { path: join(folder, 'newer.bin'), size, storage: join(folder, 'newer-storage') };
	const binary = await inFreshProcess<UploaderTasks, IBinaryData>(
		'uploader.ts',
		async (child) => await child.call('store', file),
	);
	const { access } = await app.call('listen', { records: 1 });
	const upload = { ...file, binary, access, parameters: newerUploadParameters, application: '' };
	const measured: Measured[] = [];
	for (let run = 0; run < options.runs; run++) {
		measured.push(
			await inFreshProcess<UploaderTasks, Measured>(
				'uploader.ts',
				async (child) => await child.call('upload', { ...upload, way: 'node', isFresh: true }),
			),
		);
	}
	const row = {
		work: `Upload of ${size / MB} MB over the Data API`,
		where: 'n8n-core, a fresh process',
	};
	return [
		{ ...row, unit: 's', node: measured.map(({ seconds }) => seconds) },
		{
			...row,
			unit: 'MB added',
			node: measured.map(({ addedMb }) => addedMb),
			goal: { atMost: MAX_MEMORY },
		},
	];
}
