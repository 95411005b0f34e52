// A lock between processes, made of a file that says who holds it.
import {
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const heartbeatMs = 5_000;
const silentTooLongMs = 60_000;
const pollMs = 500;

/**
 * Runs the task while no other process runs one under the same lock file.
 *
 * @template T
 * @param {string} file the lock file; its folder is made when missing
 * @param {(waitedMs: number) => void} onWait called every half second of waiting
 * @param {() => Promise<T>} task
 * @returns {Promise<T>} what the task returned
 */
export async function withLock(file, onWait, task) {
	mkdirSync(dirname(file), { recursive: true });
	const began = Date.now();
	while (!take(file)) {
		if (!removeStale(file)) {
			onWait(Date.now() - began);
			await sleep(pollMs);
		}
	}
	const heartbeat = setInterval(() => utimesSync(file, new Date(), new Date()), heartbeatMs);
	heartbeat.unref();
	try {
		return await task();
	} finally {
		clearInterval(heartbeat);
		rmSync(file, { force: true });
	}
}

function take(file) {
	try {
		const owner = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
		writeFileSync(file, JSON.stringify(owner), { flag: 'wx' });
		return true;
	} catch (error) {
		if (error.code === 'EEXIST') return false;
		throw error;
	}
}

/** Whether a lock was found whose holder is gone, and cleared away. */
function removeStale(file) {
	const judged = read(file);
	if (judged === undefined) return true;
	if (!isStale(file, judged)) return false;
	// Renaming succeeds for one process only; should it have caught a newer lock, that goes back.
	const aside = `${file}.${process.pid}`;
	try {
		renameSync(file, aside);
		if (read(aside) === judged) rmSync(aside, { force: true });
		else renameSync(aside, file);
	} catch (error) {
		if (error.code !== 'ENOENT') throw error;
	}
	return true;
}

function isStale(file, text) {
	if (Date.now() - modifiedAt(file) > silentTooLongMs) return true;
	try {
		const { pid, host } = JSON.parse(text);
		return host === hostname() && !isAlive(pid);
	} catch {
		return false; // being written at this moment
	}
}

function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error.code === 'EPERM';
	}
}

function read(file) {
	try {
		return readFileSync(file, 'utf8');
	} catch (error) {
		if (error.code === 'ENOENT') return undefined;
		throw error;
	}
}

function modifiedAt(file) {
	return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
}
