/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/require-node-api-error */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePort } from './ports.ts';

const startUpMs = 240_000;
const shutDownMs = 15_000;
const pollMs = 250;
const logTailLines = 20;

export interface StartOptions {
	/** Holds all that this n8n keeps: database, encryption key, community packages, log. */
	folder: string;
	/** Default: any free port. */
	port?: number;
	/** Where n8n is installed; default `test/n8n` below the working directory. */
	installation?: string;
	/** Environment variables on top of the quiet, offline ones. */
	environment?: Readonly<Record<string, string>>;
	/** Gives up starting. */
	signal?: AbortSignal;
}

/** A running n8n. */
export interface N8nServer {
	/** Without a slash at the end. */
	readonly url: string;
	readonly folder: string;
	readonly logFile: string;
	/** Resolves when the process has ended, for whatever reason. */
	readonly ended: Promise<void>;
	/** Ends it: politely, then by force. May be called again. */
	stop(): Promise<void>;
	/** Ends it as a power cut does. */
	kill(): Promise<void>;
}

/**
 * Settings of the person's own n8n must not reach this one, nor the key of their app; and under
 * jest's NODE_ENV n8n does not start.
 */
const foreign =
	/^(N8N_|DB_|QUEUE_|EXECUTIONS_|CREDENTIALS_|WEBHOOK_URL|WORKFLOWS_|BETTY_BLOCKS_|NODE_ENV$|JEST_)/i;

/** Nothing that calls home, nothing that asks the user questions first. */
const quiet = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_LOG_LEVEL: 'info',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
} as const;

async function environmentFor(options: StartOptions, port: number): Promise<NodeJS.ProcessEnv> {
	const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
	return {
		...Object.fromEntries(own),
		...quiet,
		N8N_USER_FOLDER: resolve(options.folder),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		// Browsers refuse a secure cookie on plain http.
		N8N_SECURE_COOKIE: 'false',
		...options.environment,
	};
}

function launch(
	options: StartOptions,
	environment: NodeJS.ProcessEnv,
	logFile: string,
): ChildProcess {
	const installation = resolve(options.installation ?? join('test', 'n8n'));
	const log = openSync(logFile, 'w');
	try {
		return spawn(
			process.execPath,
			[join(installation, 'node_modules', 'n8n', 'bin', 'n8n'), 'start'],
			{
				cwd: options.folder,
				env: environment,
				stdio: ['ignore', log, log],
				// A group of its own: Ctrl-C reaches us alone, and we can end what n8n has started.
				detached: process.platform !== 'win32',
				windowsHide: true,
			},
		);
	} finally {
		closeSync(log);
	}
}

async function answersJson(url: string): Promise<boolean> {
	try {
		const response = await fetch(url);
		const type = response.headers.get('content-type') ?? '';
		return response.ok && type.includes('json');
	} catch {
		return false;
	}
}

/** The health check answers before the database and the interface are there, so both are asked. */
async function isReady(url: string): Promise<boolean> {
	return (
		(await answersJson(`${url}/healthz/readiness`)) && (await answersJson(`${url}/rest/settings`))
	);
}

function tail(logFile: string): string {
	const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-logTailLines);
	return [...lines.map((line) => `    ${line}`), '', `All of it is in ${logFile}`].join('\n');
}

function hasEnded(child: ChildProcess): boolean {
	return child.exitCode !== null || child.signalCode !== null;
}

async function waitUntilReady(
	child: ChildProcess,
	url: string,
	logFile: string,
	signal?: AbortSignal,
): Promise<void> {
	const deadline = Date.now() + startUpMs;
	while (!(await isReady(url))) {
		signal?.throwIfAborted();
		if (hasEnded(child)) {
			throw new Error(`n8n ended while it started. Its log says:\n\n${tail(logFile)}`);
		}
		if (Date.now() > deadline) {
			throw new Error(
				`n8n was not ready after ${startUpMs / 1000} s. Its log says:\n\n${tail(logFile)}`,
			);
		}
		await sleep(pollMs);
	}
}

function kill(child: ChildProcess): void {
	if (child.pid === undefined) return;
	try {
		if (process.platform === 'win32') child.kill('SIGKILL');
		else process.kill(-child.pid, 'SIGKILL');
	} catch {
		// All of the group has ended already.
	}
}

async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
	if (!hasEnded(child)) child.kill('SIGTERM');
	await Promise.race([ended, sleep(shutDownMs, undefined, { ref: false })]);
	kill(child);
	await ended;
}

/**
 * Starts a real n8n in the folder, fresh or kept from an earlier start, and waits until it answers.
 * The first start in a folder takes up to a minute, because the database is built.
 * @throws Error with the end of n8n's log when it does not start
 */
export async function startN8n(options: StartOptions): Promise<N8nServer> {
	mkdirSync(options.folder, { recursive: true });
	const port = options.port ?? (await freePort());
	const url = `http://127.0.0.1:${port}`;
	const logFile = join(options.folder, 'n8n.log');
	const child = launch(options, await environmentFor(options, port), logFile);
	// Nothing else would end it when this process is ended from outside.
	const killNow = () => kill(child);
	process.once('exit', killNow);
	const ended = once(child, 'exit').then(
		() => void process.off('exit', killNow),
		() => void process.off('exit', killNow),
	);
	let stopping: Promise<void> | undefined;
	const stop = async () => await (stopping ??= end(child, ended));
	try {
		await waitUntilReady(child, url, logFile, options.signal);
	} catch (error) {
		await stop();
		throw error;
	}
	const killAtOnce = async () => {
		kill(child);
		await ended;
	};
	return { url, folder: options.folder, logFile, ended, stop, kill: killAtOnce };
}
