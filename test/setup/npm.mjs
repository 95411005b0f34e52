// Finds npm, and runs commands whose pages of output go to a log instead of the screen.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const onWindows = process.platform === 'win32';
const stillGoingMs = 15_000;
const patienceMs = 3_000;
const excerptLines = 25;

/** The project's root folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The Node that the project brings along: everything but the set-up itself runs on it. */
export const projectNode = join(
	root,
	'node_modules',
	'node',
	'bin',
	onWindows ? 'node.exe' : 'node',
);

/** Something the user can act on; its message is all that is shown. */
export class SetupError extends Error {
	/**
	 * @param {string} message
	 * @param {number} exitCode what the process should end with
	 */
	constructor(message, exitCode = 1) {
		super(message);
		this.name = 'SetupError';
		this.exitCode = exitCode;
	}
}

/**
 * A Node from outside the project's own node_modules: `npm ci` deletes that folder, and with it
 * the Node that npm scripts find first.
 *
 * @returns {string} its path
 */
export function outsideNode() {
	const name = onWindows ? 'node.exe' : 'node';
	const found = [
		process.execPath,
		process.env.npm_node_execpath,
		...pathFolders().map((folder) => join(folder, name)),
	].find((file) => file && existsSync(file) && !isInside(realpathSync(file)));
	if (found) return found;
	throw new SetupError('No Node.js was found on the PATH. Install Node.js 20 or 24 and try again.');
}

/**
 * The command that starts npm, without a shell on every platform where npm is a script of its own.
 *
 * @param {string} node the Node to run npm with
 * @returns {{ command: string, args: string[] }}
 */
export function npmCommand(node) {
	const own = process.env.npm_execpath;
	if (own && basename(own) === 'npm-cli.js' && existsSync(own)) {
		return { command: node, args: [own] };
	}
	for (const folder of pathFolders()) {
		const script = onWindows
			? join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js')
			: join(folder, 'npm');
		const program = join(folder, onWindows ? 'npm.exe' : 'npm');
		if (existsSync(script) && realpathSync(script).endsWith('npm-cli.js')) {
			return { command: node, args: [realpathSync(script)] };
		}
		if (existsSync(program)) return { command: program, args: [] };
	}
	throw new SetupError(
		'npm was not found on the PATH. It comes with Node.js: install Node.js 20 or 24 with npm, ' +
			'or add the folder that holds npm to the PATH, and try again.',
	);
}

/**
 * The environment for a child: the given folders come first on its PATH, and what an `npm run`
 * around us left behind about its own package is gone.
 *
 * @param {string[]} folders
 * @returns {NodeJS.ProcessEnv}
 */
export function childEnvironment(folders) {
	const kept = Object.entries(process.env).filter(
		([name]) =>
			!/^(npm_package_|npm_lifecycle_|npm_command$|npm_config_local_prefix$|path$)/i.test(name),
	);
	return { ...Object.fromEntries(kept), PATH: [...folders, ...pathFolders()].join(delimiter) };
}

/**
 * Runs a command with its output in a log file, and says every 15 seconds that it is going on.
 *
 * @param {object} job
 * @param {string} job.what what is being done, for the messages: "Installing n8n"
 * @param {string} job.command
 * @param {string[]} job.args
 * @param {string} job.cwd
 * @param {NodeJS.ProcessEnv} job.env
 * @param {string} job.logFile is started anew
 * @param {(line: string) => void} job.say takes the progress lines
 * @returns {Promise<void>}
 * @throws {SetupError} with the telling part of the log when the command fails, or with exit code 130 or 143
 *   when this process was told to stop meanwhile
 */
export async function runLogged(job) {
	mkdirSync(dirname(job.logFile), { recursive: true });
	const log = openSync(job.logFile, 'w');
	const began = Date.now();
	const ticker = setInterval(() => {
		job.say(`  … ${job.what} (${duration(Date.now() - began)} so far)`);
	}, stillGoingMs);
	try {
		const { code, stoppedBy } = await finished(job, log);
		if (stoppedBy)
			throw new SetupError(`${job.what} was stopped.`, stoppedBy === 'SIGINT' ? 130 : 143);
		if (code !== 0) throw new SetupError(failure(job, `ended with exit code ${code}`));
	} finally {
		clearInterval(ticker);
		closeSync(log);
	}
}

function finished(job, log) {
	return new Promise((resolve, reject) => {
		const child = spawn(job.command, job.args, {
			cwd: job.cwd,
			env: job.env,
			stdio: ['ignore', log, log],
			windowsHide: true,
		});
		let stoppedBy;
		let force;
		const stop = (signal) => {
			stoppedBy = signal;
			child.kill(signal);
			// npm finishes what it is at before it listens to a signal.
			force ??= setTimeout(() => child.kill('SIGKILL'), patienceMs);
		};
		const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
		for (const signal of signals) process.on(signal, stop);
		const done = () => {
			clearTimeout(force);
			for (const signal of signals) process.off(signal, stop);
		};
		child.once('error', (error) => {
			done();
			reject(new SetupError(`${job.what} could not be started: ${error.message}`));
		});
		child.once('close', (code, signal) => {
			done();
			resolve({ code: code ?? signal, stoppedBy });
		});
	});
}

function failure(job, how) {
	return [
		`${job.what} ${how}. Its output says:`,
		'',
		...excerpt(readFileSync(job.logFile, 'utf8')).map((line) => `    ${line}`),
		'',
		`All of it is in ${job.logFile}`,
	].join('\n');
}

/** npm gives the reason in its first error lines and often a page of usage after them. */
function excerpt(log) {
	const lines = log.trimEnd().split('\n');
	const reason = lines.findIndex((line) => /^npm (error|ERR!)/.test(line));
	return reason < 0 ? lines.slice(-excerptLines) : lines.slice(reason, reason + excerptLines);
}

/**
 * @param {number} ms
 * @returns {string} for people: "45 s", "2 min 5 s"
 */
export function duration(ms) {
	const seconds = Math.round(ms / 1000);
	return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function pathFolders() {
	const name = Object.keys(process.env).find((key) => key.toLowerCase() === 'path');
	return (process.env[name ?? 'PATH'] ?? '').split(delimiter).filter(Boolean);
}

function isInside(file) {
	return file.startsWith(join(realpathSync(root), 'node_modules') + sep);
}
