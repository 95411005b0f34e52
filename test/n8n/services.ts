/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/require-node-api-error */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, constants, readdirSync } from 'node:fs';
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { IDataObject } from 'n8n-workflow';

import { freePort } from './ports.ts';
import { startProcess, type RunningProcess } from './process.ts';

const run = promisify(execFile);

const host = '127.0.0.1';
const debianPostgreSql = '/usr/lib/postgresql';
const postgreSqlTools = ['initdb', 'postgres', 'psql'];
const answerMs = 1_000;
const maxOutput = 256 * 1024 * 1024;

interface SystemUser {
	uid: number;
	gid: number;
}

/** How n8n finds a service. */
export interface Service extends RunningProcess {
	readonly port: number;
	readonly password: string;
}

/** A running PostgreSQL with one empty database. */
export interface PostgreSql extends Service {
	readonly user: string;
	readonly database: string;
	/** The rows of a SELECT. */
	query(select: string): Promise<IDataObject[]>;
}

function isThere(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

function debianFolders(): string[] {
	try {
		const newestFirst = readdirSync(debianPostgreSql).sort((a, b) => Number(b) - Number(a));
		return newestFirst.map((version) => join(debianPostgreSql, version, 'bin'));
	} catch {
		return [];
	}
}

/** The first folder that has all these programs. */
function folderWith(tools: readonly string[], more: readonly string[]): string | undefined {
	const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
	return [...path, ...more].find((folder) => tools.every((tool) => isThere(join(folder, tool))));
}

interface Found {
	/** The folder that has PostgreSQL's programs. */
	postgreSql: string;
	redisServer: string;
}

/**
 * Where the programs are: on the PATH, or where Debian's packages put them.
 * @throws Error that says what is missing and how to install it
 */
export function findServices(): Found {
	const postgreSql = folderWith(postgreSqlTools, debianFolders());
	const redis = folderWith(['redis-server'], []);
	if (postgreSql !== undefined && redis !== undefined) {
		return { postgreSql, redisServer: join(redis, 'redis-server') };
	}
	const missing = [
		...(postgreSql === undefined ? [`PostgreSQL (${postgreSqlTools.join(', ')})`] : []),
		...(redis === undefined ? ['Redis (redis-server)'] : []),
	];
	throw new Error(
		`n8n's queue mode needs ${missing.join(' and ')}, which was not found on the PATH. ` +
			'On Debian or Ubuntu: sudo apt-get install postgresql redis-server',
	);
}

/** The user to run PostgreSQL as, which refuses to be run by root; undefined: whoever we are. */
async function postgreSqlUser(): Promise<SystemUser | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	try {
		const [uid, gid] = await Promise.all([
			run('id', ['-u', 'postgres']),
			run('id', ['-g', 'postgres']),
		]);
		return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
	} catch {
		throw new Error(
			'PostgreSQL cannot be run by root, and there is no user "postgres" to run it as. ' +
				'Run this as an ordinary user, or install it: sudo apt-get install postgresql',
		);
	}
}

/** Nobody's settings, and messages that can be read. */
function plainEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
	return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', ...more };
}

const databaseName = 'n8n';
const databaseUser = 'n8n';

interface Cluster {
	tools: string;
	/** Of the cluster's own files. */
	folder: string;
	password: string;
	user: SystemUser | undefined;
}

async function makeCluster({ tools, folder, password, user }: Cluster): Promise<void> {
	const passwordFile = join(folder, 'password');
	await writeFile(passwordFile, password, { mode: 0o600 });
	if (user !== undefined) {
		for (const path of [folder, passwordFile]) await chown(path, user.uid, user.gid);
	}
	const login = ['--username', databaseUser, '--auth=scram-sha-256', '--pwfile', passwordFile];
	await run(
		join(tools, 'initdb'),
		['--pgdata', join(folder, 'data'), ...login, '--encoding=UTF8', '--locale=C', '--no-sync'],
		{ cwd: folder, env: plainEnvironment(), ...user },
	);
}

/** Runs psql; gives what it prints. */
type Psql = (database: string, sql: string) => Promise<string>;

function psqlAt(tools: string, port: number, password: string): Psql {
	const server = ['--host', host, '--port', String(port), '--username', databaseUser];
	const quiet = ['--no-psqlrc', '--quiet', '--no-align', '--tuples-only'];
	return async (database, sql) => {
		const psql = run(
			join(tools, 'psql'),
			[...server, ...quiet, '--set', 'ON_ERROR_STOP=1', '--dbname', database, '--file', '-'],
			{ env: plainEnvironment({ PGPASSWORD: password }), maxBuffer: maxOutput },
		);
		// Not as an argument: that may not be as long as what tests ask.
		psql.child.stdin?.on('error', () => undefined); // psql has ended; it says why
		psql.child.stdin?.end(`${sql};\n`);
		return (await psql).stdout;
	};
}

async function startCluster(
	{ tools, folder, user }: Cluster,
	port: number,
	psql: Psql,
	logFile: string,
): Promise<RunningProcess> {
	const settings = [
		`port=${port}`,
		`listen_addresses=${host}`,
		'unix_socket_directories=',
		// What these tests keep need not outlive a power cut.
		'fsync=off',
		'synchronous_commit=off',
		'full_page_writes=off',
	];
	return await startProcess({
		name: 'PostgreSQL',
		command: join(tools, 'postgres'),
		args: ['-D', join(folder, 'data'), ...settings.flatMap((setting) => ['-c', setting])],
		folder,
		environment: plainEnvironment(),
		logFile,
		user,
		stopSignal: 'SIGINT', // does not wait for its clients
		isReady: async () =>
			await psql('postgres', 'SELECT 1').then(
				() => true,
				() => false,
			),
	});
}

/**
 * Starts a fresh PostgreSQL on a free port of the loopback interface. It keeps its files in the
 * system's temporary folder, because the user that it runs as need not have access to ours; they
 * are gone when it has been stopped.
 * @param folder takes its log
 */
export async function startPostgreSql(folder: string): Promise<PostgreSql> {
	const { postgreSql: tools } = findServices();
	const password = randomBytes(16).toString('hex');
	const user = await postgreSqlUser();
	const port = await freePort();
	const files = await mkdtemp(join(tmpdir(), 'postgresql-'));
	const cluster = { tools, folder: files, password, user };
	const psql = psqlAt(tools, port, password);
	let running: RunningProcess | undefined;
	const stop = async () => {
		await running?.stop();
		await rm(files, { recursive: true, force: true });
	};
	try {
		await makeCluster(cluster);
		running = await startCluster(cluster, port, psql, join(folder, 'postgresql.log'));
		await psql('postgres', `CREATE DATABASE "${databaseName}"`);
	} catch (error) {
		await stop();
		throw error;
	}
	const query = async (select: string): Promise<IDataObject[]> => {
		const rows = `SELECT coalesce(json_agg(found), '[]') FROM (${select}) AS found`;
		return JSON.parse(await psql(databaseName, rows));
	};
	return { ...running, stop, port, password, user: databaseUser, database: databaseName, query };
}

/** Whether the Redis at this port takes the password and answers. */
async function redisAnswers(port: number, password: string): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = createConnection({ host, port, timeout: answerMs });
		const settle = (isReady: boolean) => {
			socket.destroy();
			resolve(isReady);
		};
		let answer = '';
		socket.setEncoding('utf8');
		socket.on('connect', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
		socket.on('data', (text: string) => {
			answer += text;
			if (answer.includes('+PONG')) settle(true);
		});
		for (const event of ['error', 'timeout', 'end'] as const) socket.on(event, () => settle(false));
	});
}

/**
 * Starts a fresh Redis on a free port of the loopback interface.
 * @param folder takes its log, and all that was ever written to it, as readable text
 */
export async function startRedis(folder: string): Promise<Service> {
	const { redisServer } = findServices();
	const password = randomBytes(16).toString('hex');
	const port = await freePort();
	await mkdir(folder, { recursive: true });
	const settings = [
		`bind ${host}`,
		`port ${port}`,
		`requirepass ${password}`,
		`dir "${folder}"`,
		'save ""',
		'appendonly yes',
		'aof-use-rdb-preamble no',
	];
	// In a file: the arguments of a process can be read by everybody.
	const settingsFile = join(folder, 'redis.conf');
	await writeFile(settingsFile, `${settings.join('\n')}\n`, { mode: 0o600 });
	const running = await startProcess({
		name: 'Redis',
		command: redisServer,
		args: [settingsFile],
		folder,
		environment: plainEnvironment(),
		logFile: join(folder, 'redis.log'),
		isReady: async () => await redisAnswers(port, password),
	});
	return { ...running, port, password };
}
