/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console */
// Where the time of many creates goes in a real n8n: npm run benchmark:profile -- [heading] [items]
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { buildAndPack, checkTools } from '../demo/pack.ts';
import { freePort } from '../n8n/ports.ts';
import { ensureN8n } from '../setup/install.mjs';
import { withLock } from '../setup/lock.mjs';
import { root } from '../setup/npm.mjs';
import { startChild } from './children.ts';
import { Inspector } from './inspector.ts';
import { nodeParameters } from './nodeParameters.ts';
import { profilePage, sectionOf, type Profiled } from './profilePage.ts';
import { withSection } from './sections.ts';
import type { QuickApp } from './quickApp.ts';
import { bettyBlocksStep, RealN8n } from './realN8n.ts';

const LATENCY_MS = 20;

const WARM_UP_ITEMS = 200;

const page = join(root, 'test', 'benchmark', 'PROFILE.md');

async function profileCreates(items: number, folder: string): Promise<Profiled> {
	const tarball = await buildAndPack(join(folder, 'package'));
	const app = startChild<QuickApp>('quickApp.ts');
	try {
		const application = await app.call('listen');
		await app.call('set', { latencyMs: LATENCY_MS });
		const port = await freePort();
		const environment = { NODE_OPTIONS: `--inspect=127.0.0.1:${port}` };
		const n8nFolder = join(folder, 'n8n');
		const n8n = await RealN8n.start({ folder: n8nFolder, tarball, application, environment });
		try {
			return await profileIn(n8n, port, items);
		} finally {
			await n8n.stop();
		}
	} finally {
		await app.stop();
	}
}

async function profileIn(n8n: RealN8n, port: number, items: number): Promise<Profiled> {
	const steps = [bettyBlocksStep(nodeParameters('creates'))];
	await n8n.run(await n8n.save('Warm-up', WARM_UP_ITEMS, steps));
	const workflow = await n8n.save('Creates', items, steps);
	const inspector = await Inspector.open(port);
	try {
		let seconds = 0;
		const profile = await inspector.profile(async () => ({ seconds } = await n8n.run(workflow)));
		return { profile, seconds };
	} finally {
		inspector.close();
	}
}

async function main([heading = 'Now', spelled = '10000']: string[]): Promise<void> {
	if (!/^[1-9]\d*$/.test(spelled)) throw new Error('The number of items must be a whole number');
	await checkTools();
	await ensureN8n();
	const folder = await mkdtemp(join(tmpdir(), 'bettyblocks-profile-'));
	try {
		const profiled = await profileCreates(Number(spelled), folder);
		const section = await sectionOf(Number(spelled), profiled);
		console.log(section);
		const before = existsSync(page) ? await readFile(page, 'utf8') : profilePage;
		await writeFile(page, withSection(before, heading, section));
		// For the browser's developer tools; Git passes over it.
		await writeFile(join(root, '.n8n', 'creates.cpuprofile'), JSON.stringify(profiled.profile));
	} finally {
		await rm(folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

// Ends n8n as well, which has a process group of its own.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.once(signal, () => process.exit(130));
}

try {
	await withLock(
		join(root, '.n8n', 'e2e.lock'),
		() => undefined,
		async () => await main(process.argv.slice(2)),
	);
} catch (error) {
	console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 1;
}
