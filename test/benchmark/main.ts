/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions, no-console */
// Measures the nodes next to other ways of doing the same work: npm run benchmark -- --help
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { buildAndPack, checkTools } from '../demo/pack.ts';
import { ensureN8n } from '../setup/install.mjs';
import { withLock } from '../setup/lock.mjs';
import { duration, root } from '../setup/npm.mjs';
import type { Bench, Section } from './bench.ts';
import { startChild } from './children.ts';
import { everydayRows } from './everyday.ts';
import { getManyRows } from './getMany.ts';
import { newerRows } from './newerRows.ts';
import { help, readOptions, type Options, type SectionName } from './options.ts';
import { pollRows } from './polls.ts';
import type { QuickApp } from './quickApp.ts';
import { RealN8n } from './realN8n.ts';
import { manyCreatesRows, recordRows } from './records.ts';
import { report } from './report.ts';
import type { Row } from './rows.ts';
import { sizeRows } from './size.ts';
import { uploadRows } from './uploads.ts';
import { works } from './work.ts';

const sections: Record<SectionName, Section> = {
	creates: async (bench) => await recordRows('creates', bench),
	updates: async (bench) => await recordRows('updates', bench),
	gets: async (bench) => await recordRows('gets', bench),
	upserts: async (bench) => await recordRows('upserts', bench),
	everyday: everydayRows,
	getMany: getManyRows,
	uploads: uploadRows,
	polls: pollRows,
	dataApi: newerRows,
	size: sizeRows,
	manyCreates: manyCreatesRows,
};

/** Ends what was started, last first, whichever way the benchmark ends. */
const cleanUps: Array<() => Promise<unknown>> = [];

async function cleanUp(): Promise<void> {
	for (let next = cleanUps.pop(); next !== undefined; next = cleanUps.pop()) await next();
}

/** Progress goes to standard error, so that standard output has the results alone. */
const say = (text: string) => console.error(text);

/** Starts two processes that use a core each until the benchmark ends. */
function keepBusy(): void {
	for (let index = 0; index < 2; index += 1) {
		const child = spawn(process.execPath, ['--eval', 'for (;;);'], { stdio: 'ignore' });
		cleanUps.push(async () => child.kill('SIGKILL'));
	}
}

async function openBench(options: Options): Promise<Bench> {
	const folder = await mkdtemp(join(tmpdir(), 'bettyblocks-benchmark-'));
	cleanUps.push(async () => await rm(folder, { recursive: true, force: true, maxRetries: 5 }));
	const tarball = await buildAndPack(join(folder, 'package'));
	if (options.isBusy) keepBusy();
	const app = startChild<QuickApp>('quickApp.ts');
	cleanUps.push(async () => await app.stop());
	const application = await app.call('listen');
	let starting: Promise<RealN8n> | undefined;
	const start = async () => {
		say('Starting n8n');
		const n8n = await RealN8n.start({ folder: join(folder, 'n8n'), tarball, application });
		cleanUps.push(async () => await n8n.stop());
		return n8n;
	};
	const n8n = async () => await (starting ??= start());
	return { options, app, application, n8n, tarball, folder, say };
}

/** @returns the share of one core that the app used meanwhile */
async function appShareDuring({ app }: Bench, work: () => Promise<void>): Promise<number> {
	const before = await app.call('counts');
	const from = performance.now();
	await work();
	const { cpuSeconds } = await app.call('counts');
	return (cpuSeconds - before.cpuSeconds) / ((performance.now() - from) / 1000);
}

async function measureAll(options: Options, args: string[]): Promise<void> {
	const bench = await openBench(options);
	const rows: Row[] = [];
	let appShare: number | undefined;
	for (const name of options.only) {
		const from = Date.now();
		say(`Measuring ${name}`);
		const share = await appShareDuring(bench, async () => {
			rows.push(...(await sections[name](bench)));
		});
		if (works.some((work) => work === name)) appShare = Math.max(appShare ?? 0, share);
		say(`Done with ${name} after ${duration(Date.now() - from)}`);
	}
	const busy = appShare === undefined ? {} : { appShare };
	const page = await report({ rows, runs: options.runs, isBusy: options.isBusy, args, ...busy });
	console.log(page);
	if (options.output !== undefined) await writeFile(resolve(root, options.output), page);
}

async function main(args: string[]): Promise<void> {
	const options = readOptions(args);
	if (options.help) {
		console.log(help);
		return;
	}
	await checkTools();
	await ensureN8n();
	// The end-to-end tests build the package in the same place.
	await withLock(
		join(root, '.n8n', 'e2e.lock'),
		() => undefined,
		async () => await measureAll(options, args),
	);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.once(signal, () => void cleanUp().finally(() => process.exit(130)));
}

try {
	await main(process.argv.slice(2));
} catch (error) {
	console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 1;
} finally {
	await cleanUp();
}
