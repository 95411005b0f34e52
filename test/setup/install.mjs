// Installs what the project needs, once: its own tools, and real n8ns in folders of their own. Runs
// on Node 20 with nothing installed. As a program: node test/setup/install.mjs [project|n8n|oldest]
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import {
	childEnvironment,
	duration,
	npmCommand,
	outsideNode,
	projectNode,
	root,
	runLogged,
	SetupError,
} from './npm.mjs';

const oldestNode = 20;
const stateFolder = join(root, '.n8n', 'setup');

/**
 * Makes sure that the project's own tools, Node 24 among them, are installed as the lock file says.
 * Silent when they are.
 *
 * @returns {Promise<void>}
 * @throws {SetupError}
 */
export async function ensureProject() {
	await ensure({
		id: 'project',
		title: "the project's tools",
		installing: 'a minute or two, and 1.2 GB',
		building: 'a few seconds',
		folder: root,
		native: 'node',
		isBuilt: () => existsSync(projectNode),
		// npm ci removes the Node inside node_modules, so another one has to run it.
		node: outsideNode,
		env: () => childEnvironment([dirname(outsideNode())]),
	});
}

/**
 * Makes sure that the pinned n8n is installed in test/n8n as its lock file says. Needs the
 * project's own tools. Silent when it is.
 *
 * @returns {Promise<void>}
 * @throws {SetupError}
 */
export async function ensureN8n() {
	await ensure({
		id: 'n8n',
		title: 'the real n8n',
		installing: 'three to six minutes, and 2.9 GB',
		...n8nIn(join(root, 'test', 'n8n')),
	});
}

/**
 * Makes sure that the oldest n8n that the package is made for is installed in test/n8n-oldest, in
 * the same way.
 *
 * @returns {Promise<void>}
 * @throws {SetupError}
 */
export async function ensureOldestN8n() {
	await ensure({
		id: 'oldest',
		title: 'the oldest n8n that the package is made for',
		installing: 'two to four minutes, and 1.6 GB',
		...n8nIn(join(root, 'test', 'n8n-oldest')),
	});
}

/** What is the same for every n8n. */
function n8nIn(folder) {
	return {
		folder,
		building: 'a minute or two',
		native: 'sqlite3',
		isBuilt: () => isSqliteBuilt(join(folder, 'node_modules', 'sqlite3')),
		node: () => projectNode,
		env: () => ({ ...childEnvironment([dirname(projectNode)]), ...nodeHeaders() }),
	};
}

/**
 * @typedef {object} Installation
 * @property {string} id names its lock and its logs
 * @property {string} title for the messages
 * @property {string} installing what installing usually takes
 * @property {string} building what that script usually takes
 * @property {string} folder holds package.json and package-lock.json
 * @property {string} native the one package whose install script has to run
 * @property {() => boolean} isBuilt whether that script has run
 * @property {() => string} node the Node to run npm with
 * @property {() => NodeJS.ProcessEnv} env
 */

/** @param {Installation} installation */
async function ensure(installation) {
	if (isReady(installation)) return;
	checkNode();
	const { id, title } = installation;
	let saidAt = -Infinity;
	const onWait = (waitedMs) => {
		if (waitedMs - saidAt < 15_000) return;
		saidAt = waitedMs;
		say(`Waiting for another process that installs ${title} (${duration(waitedMs)})`);
	};
	await withLock(join(stateFolder, `${id}.lock`), onWait, async () => {
		if (!isReady(installation)) await install(installation);
	});
}

/** @param {Installation} installation */
async function install(installation) {
	const { title, folder, native } = installation;
	const began = Date.now();
	const isInstalled = isLockInstalled(folder);
	if (!isInstalled) {
		const what = `Installing ${title}`;
		// Should npm be killed half-way, nothing may say any more that all is there.
		for (const note of [stampFile(folder), npmNote(folder)]) rmSync(note, { force: true });
		say(`${what}, as the lock file says. This happens once and takes ${installation.installing}.`);
		await npm(installation, what, 'install', ['ci', '--ignore-scripts=true', '--include=dev']);
	}
	const isBuilt = installation.isBuilt();
	if (!isBuilt) {
		const what = `Preparing ${native} for this machine`;
		say(`${what}. This takes ${installation.building}.`);
		const args = ['rebuild', native, '--ignore-scripts=false', '--foreground-scripts'];
		await npm(installation, what, 'rebuild', args);
	}
	if (!installation.isBuilt()) {
		throw new SetupError(
			`${native} is still missing after its set-up. The output of that is in ` +
				`${logFile(installation, 'rebuild')}. There may be no build of it for ` +
				`${process.platform} ${process.arch}.`,
		);
	}
	writeFileSync(stampFile(folder), stamp(folder));
	if (!isInstalled || !isBuilt) say(`Done with ${title} after ${duration(Date.now() - began)}.`);
}

async function npm(installation, what, step, args) {
	const npm = npmCommand(installation.node());
	await runLogged({
		what,
		command: npm.command,
		// The log level is said because an `npm run --silent` around us would hide the errors.
		args: [...npm.args, ...args, '--no-audit', '--no-fund', '--no-progress', '--loglevel=warn'],
		cwd: installation.folder,
		env: installation.env(),
		logFile: logFile(installation, step),
		say,
	});
}

function isReady({ folder, isBuilt }) {
	const file = stampFile(folder);
	return existsSync(file) && readFileSync(file, 'utf8') === stamp(folder) && isBuilt();
}

/** What the installed tree depends on; kept inside it, so that it goes when the tree goes. */
function stamp(folder) {
	const lock = readFileSync(join(folder, 'package-lock.json'));
	const digest = createHash('sha256').update(lock).digest('hex');
	return `${digest} ${process.platform} ${process.arch}\n`;
}

function stampFile(folder) {
	return join(folder, 'node_modules', '.set-up');
}

/** Where npm writes, at the end of an install, what it has installed. */
function npmNote(folder) {
	return join(folder, 'node_modules', '.package-lock.json');
}

/** Whether npm itself has noted, at the end of an install, exactly what the lock file asks for. */
function isLockInstalled(folder) {
	const noted = npmNote(folder);
	if (!existsSync(noted)) return false;
	const wanted = packagesOf(join(folder, 'package-lock.json'));
	const installed = packagesOf(noted);
	const missing = Object.entries(wanted).some(
		([path, { version, optional }]) =>
			path !== '' && (path in installed ? installed[path].version !== version : !optional),
	);
	return !missing && Object.keys(installed).every((path) => path in wanted);
}

/** @returns {Record<string, { version?: string, optional?: boolean }>} */
function packagesOf(lockFile) {
	return JSON.parse(readFileSync(lockFile, 'utf8')).packages ?? {};
}

function isSqliteBuilt(folder) {
	return existsSync(join(folder, 'build', 'Release', 'node_sqlite3.node'));
}

/** Native code must be built against the headers of the Node that will load it. */
function nodeHeaders() {
	const builds = join(root, 'node_modules', 'node', 'node_modules');
	const build = existsSync(builds)
		? readdirSync(builds).find((name) => existsSync(join(builds, name, 'include', 'node')))
		: undefined;
	return build ? { npm_config_nodedir: join(builds, build) } : {};
}

function checkNode() {
	if (Number(process.versions.node.split('.')[0]) >= oldestNode) return;
	throw new SetupError(
		`This is Node.js ${process.versions.node}; the project needs Node.js ${oldestNode} or newer ` +
			'to set itself up. Install Node.js 24 (or 20) and try again.',
	);
}

function logFile({ id }, step) {
	return join(stateFolder, `${id}-${step}.log`);
}

/** On standard error: standard output belongs to the program that is started afterwards. */
function say(line) {
	console.error(line);
}

/**
 * Shows what went wrong in plain words, and sets the exit code.
 *
 * @param {unknown} error
 */
export function reportFailure(error) {
	console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = error instanceof SetupError ? error.exitCode : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	try {
		await ensureProject();
		if (process.argv[2] === 'n8n') await ensureN8n();
		if (process.argv[2] === 'oldest') await ensureOldestN8n();
	} catch (error) {
		reportFailure(error);
	}
}
