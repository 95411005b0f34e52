/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/require-node-api-error */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
	closeSync,
	globSync,
	mkdirSync,
	openSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const startUpMs = 240_000;
const shutDownMs = 15_000;
const pollMs = 250;
const logTailLines = 20;

/** A program that runs until it is told to end. */
interface Program {
	/** For messages: "n8n". */
	name: string;
	command: string;
	args: readonly string[];
	/** The working directory. */
	folder: string;
	environment: NodeJS.ProcessEnv;
	/** Takes what the program says; a later start adds to it. */
	logFile: string;
	/** The system user that it runs as; default this one. */
	user?: { uid: number; gid: number };
	/** Asks it politely to end; default SIGTERM. */
	stopSignal?: NodeJS.Signals;
	isReady: () => Promise<boolean>;
	/** Gives up starting. */
	signal?: AbortSignal;
}

/** A program that is ready. */
export interface RunningProcess {
	readonly logFile: string;
	/** Resolves when the process has ended, for whatever reason. */
	readonly ended: Promise<void>;
	/** Ends it: politely, then by force. May be called again. */
	stop(): Promise<void>;
	/** Ends it at once, as a power cut would. */
	kill(): Promise<void>;
}

function launch(program: Program): ChildProcess {
	mkdirSync(dirname(program.logFile), { recursive: true });
	const log = openSync(program.logFile, 'a');
	try {
		return spawn(program.command, program.args, {
			cwd: program.folder,
			env: program.environment,
			stdio: ['ignore', log, log],
			...program.user,
			// A group of its own: Ctrl-C reaches us alone, and we can end what the program has started.
			detached: process.platform !== 'win32',
			windowsHide: true,
		});
	} finally {
		closeSync(log);
	}
}

function tail(logFile: string): string {
	const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-logTailLines);
	return [...lines.map((line) => `    ${line}`), '', `All of it is in ${logFile}`].join('\n');
}

function hasEnded(child: ChildProcess): boolean {
	return child.exitCode !== null || child.signalCode !== null;
}

async function waitUntilReady(child: ChildProcess, program: Program): Promise<void> {
	const { name, logFile, isReady, signal } = program;
	const deadline = Date.now() + startUpMs;
	while (!(await isReady())) {
		signal?.throwIfAborted();
		if (hasEnded(child)) {
			throw new Error(`${name} ended while it started. Its log says:\n\n${tail(logFile)}`);
		}
		if (Date.now() > deadline) {
			throw new Error(
				`${name} was not ready after ${startUpMs / 1000} s. Its log says:\n\n${tail(logFile)}`,
			);
		}
		await sleep(pollMs);
	}
}

function killGroup(pid: number): void {
	try {
		process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
	} catch {
		// All of the group has ended already.
	}
}

async function end(child: ChildProcess, signal: NodeJS.Signals, ended: Promise<void>) {
	if (!hasEnded(child)) child.kill(signal);
	await Promise.race([ended, sleep(shutDownMs, undefined, { ref: false })]);
	if (child.pid !== undefined) killGroup(child.pid);
	await ended;
}

/**
 * Sees to it that the program ends with this process. Where this process gets no chance to end it,
 * because a signal ends it, say, there is still the file with its id: see `endLeftOvers`.
 * @returns resolves when the program has ended
 */
async function watchOver(child: ChildProcess, pidFile: string): Promise<void> {
	const { pid } = child;
	if (pid === undefined) return;
	writeFileSync(pidFile, `${pid}\n`);
	const killNow = () => killGroup(pid);
	process.once('exit', killNow);
	await once(child, 'exit').catch(() => undefined);
	process.off('exit', killNow);
	rmSync(pidFile, { force: true });
}

/**
 * Starts a program and waits until it is ready.
 * @throws Error with the end of its log when it does not start
 */
export async function startProcess(program: Program): Promise<RunningProcess> {
	const { logFile, stopSignal = 'SIGTERM' } = program;
	const child = launch(program);
	await once(child, 'spawn');
	const ended = watchOver(child, logFile.replace(/\.log$/, '.pid'));
	let stopping: Promise<void> | undefined;
	const stop = async () => await (stopping ??= end(child, stopSignal, ended));
	const kill = async () => {
		if (child.pid !== undefined) killGroup(child.pid);
		await ended;
	};
	try {
		await waitUntilReady(child, program);
	} catch (error) {
		await stop();
		throw error;
	}
	return { logFile, ended, stop, kill };
}

/**
 * Ends the programs that a process of ours started with logs below the folder and did not end,
 * because it was ended itself a moment ago. Much later, their ids may belong to others.
 */
export function endLeftOvers(folder: string): void {
	const isPackage = (path: string) => path.endsWith('node_modules');
	for (const file of globSync('**/*.pid', { cwd: folder, exclude: isPackage })) {
		const path = join(folder, file);
		killGroup(Number(readFileSync(path, 'utf8')));
		rmSync(path, { force: true });
	}
}
