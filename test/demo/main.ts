/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/require-node-api-error, no-console */
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { installPackage, type InstalledPackage } from '../n8n/communityPackage.ts';
import { startN8n, type N8nServer } from '../n8n/server.ts';
import { versionIn } from '../n8n/version.ts';
import { ensureN8n } from '../setup/install.mjs';
import { root } from '../setup/npm.mjs';
import { companyStage } from './company.ts';
import { openDesk, type Desk, type Shown } from './desk.ts';
import { newerCompanyStage } from './newerCompany.ts';
import { readOptions, usualPort, type DemoOptions } from './options.ts';
import { ownAppStage } from './ownApp.ts';
import { buildAndPack, checkTools } from './pack.ts';
import { choosePort } from './port.ts';
import { done, note, step } from './screen.ts';
import type { Stage } from './stage.ts';

/** What has to be ended, whichever way the demo ends. */
interface Running {
	stage?: Stage;
	n8n?: Promise<N8nServer>;
	/** Whether all has worked and n8n only stays open to be looked at. */
	isOpen?: boolean;
}

/** The options with the port that n8n is going to listen on. */
type Settled = DemoOptions & { port: number };

async function withPort(options: DemoOptions): Promise<Settled> {
	const port = await choosePort(options.port, usualPort);
	if (options.port === undefined && port !== usualPort) {
		note(`Port ${usualPort} is in use, so n8n will listen on port ${port}.`);
	}
	return { ...options, port };
}

async function makePackage(folder: string): Promise<InstalledPackage> {
	step('The package');
	const tarball = await buildAndPack(join(folder, 'package'));
	const installed = await installPackage(folder, tarball);
	done(`${installed.name} ${installed.version} is built, packed and installed in n8n's folder`);
	return installed;
}

async function openApp(options: DemoOptions): Promise<Stage> {
	step('The app');
	if (options.app !== undefined) return ownAppStage(root, options, options.app);
	return await (options.api === 'data' ? newerCompanyStage : companyStage)(root);
}

function invite({ n8n, owner }: Desk, { workflow, execution }: Shown, hints: string[]): void {
	step('Your turn');
	note(`Open      ${n8n.url}/workflow/${workflow.id}/executions/${execution.id}`);
	note(`Sign in   ${owner.email}`);
	note(`          ${owner.password}`);
	if (hints.length > 0) note('\nYou can also try these in the app:');
	for (const hint of hints) note(hint);
	note('\nPress Ctrl-C to stop n8n and the demo.');
}

async function demo(options: Settled, running: Running, stop: AbortSignal): Promise<void> {
	await checkTools();
	await ensureN8n();
	const folder = folderOf(options);
	await rm(folder, { recursive: true, force: true });
	const installed = await makePackage(folder);
	const stage = await openApp(options);
	running.stage = stage;

	step(`n8n ${await versionIn(join(root, 'test', 'n8n'))}`);
	stop.throwIfAborted();
	running.n8n = startN8n({ folder, port: options.port, signal: stop });
	const desk = await openDesk(running.n8n, installed, stage.login);
	const shown = await stage.show(desk);
	if (options.once) return;

	running.isOpen = true;
	invite(desk, shown, stage.hints);
	await desk.n8n.ended;
	if (!stop.aborted) throw new Error(`n8n stopped unexpectedly. See its log: ${desk.n8n.logFile}`);
}

/**
 * A folder for each port: two demos at once do not share one. Linters and test runners pass over
 * node_modules, so n8n's own scripts do not get in their way.
 */
function folderOf({ port }: Settled): string {
	return join(root, 'test', 'n8n', 'node_modules', '.cache', 'demo', String(port));
}

async function cleanUp(options: Settled, { n8n, stage }: Running): Promise<void> {
	const server = await n8n?.catch(() => undefined);
	await server?.stop();
	await stage?.close();
	// The key of a real app does not stay behind, not even encrypted.
	if (options.app !== undefined) await rm(folderOf(options), { recursive: true, force: true });
}

/** Runs the demo until it ends or is told to stop; tells the exit code. */
async function perform(options: Settled, stop: AbortSignal): Promise<number> {
	const running: Running = {};
	try {
		await Promise.race([demo(options, running, stop), once(stop, 'abort')]);
	} catch (error) {
		if (!stop.aborted) throw error;
	} finally {
		if (running.n8n !== undefined) note('\nStopping n8n.');
		await cleanUp(options, running);
	}
	return stop.aborted && !running.isOpen ? 130 : 0;
}

async function main(): Promise<number> {
	const options = readOptions(process.argv.slice(2), process.env);
	const stop = new AbortController();
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		// Again and again: npm hands on a Ctrl-C to processes that the terminal has told already.
		process.on(signal, () => stop.abort());
	}
	return await perform(await withPort(options), stop.signal);
}

function reasonOf(error: unknown): string {
	const text = error instanceof Error ? error.message : String(error);
	const key = process.env.BETTY_BLOCKS_API_KEY?.trim();
	return key ? text.replaceAll(key, '(the API key)') : text;
}

try {
	process.exitCode = await main();
} catch (error) {
	console.error(`\n${reasonOf(error)}`);
	process.exitCode = 1;
}
process.exit();
