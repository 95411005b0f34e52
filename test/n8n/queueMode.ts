/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { installPackage } from './communityPackage.ts';
import type { RunningProcess } from './process.ts';
import { startN8n, startWorker, type N8nServer, type StartOptions } from './server.ts';
import { startPostgreSql, startRedis, type PostgreSql, type Service } from './services.ts';
import { until } from './until.ts';

const mainName = 'main';
const workerNames = ['worker-1', 'worker-2'] as const;
/** The fewest that n8n recommends. */
const concurrency = 5;

interface QueueModeOptions {
	/** Takes a folder for each process, with its log. */
	folder: string;
	/** Where n8n is installed. */
	installation: string;
	/** The packed package. */
	tarball: string;
}

/** The settings that main and workers share; the key comes along because their folders differ. */
function sharedEnvironment(database: PostgreSql, redis: Service): Record<string, string> {
	return {
		N8N_ENCRYPTION_KEY: randomBytes(16).toString('hex'),
		EXECUTIONS_MODE: 'queue',
		// Without it, what a person starts in the editor would run on the main process.
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(database.port),
		DB_POSTGRESDB_USER: database.user,
		DB_POSTGRESDB_PASSWORD: database.password,
		DB_POSTGRESDB_DATABASE: database.database,
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		QUEUE_BULL_REDIS_PASSWORD: redis.password,
	};
}

/** The executions that a worker has started, or finished, by its own log. */
export function executionsOf({ logFile }: N8nServer, what = 'started'): string[] {
	const lines = readFileSync(logFile, 'utf8').matchAll(/Worker (\w+) execution (\d+) /g);
	return [...lines].flatMap(([, did, id]) => (did === what && id !== undefined ? [id] : []));
}

/** An n8n in queue mode. */
export interface QueueMode {
	/** Has the interface and polls; executes nothing. */
	readonly main: N8nServer;
	readonly workers: readonly N8nServer[];
	readonly database: PostgreSql;
	/** Starts the main process again, after it was ended. */
	startMainAgain(): Promise<void>;
	/**
	 * Ends a worker as a power cut would, as soon as it is at work, and starts it again.
	 * @param lost is told the executions that it had not finished, before it starts again
	 */
	breakWorker(index: number, lost: (executions: string[]) => void): Promise<void>;
	/** Ends all of it; may be called again. */
	stop(): Promise<void>;
}

type Stoppable = Pick<RunningProcess, 'stop'>;

/** What has been started, to be stopped in the reverse order. */
class Started {
	private readonly all: Stoppable[] = [];

	async keep<T extends Stoppable>(starting: Promise<T>): Promise<T> {
		const started = await starting;
		this.all.push(started);
		return started;
	}

	/** Waits for every one of them, so that none is left when another one fails. */
	async keepAll<T extends Stoppable>(starting: ReadonlyArray<Promise<T>>): Promise<T[]> {
		await Promise.allSettled(starting.map(async (one) => await this.keep(one)));
		return await Promise.all(starting);
	}

	async stop(): Promise<void> {
		for (const started of this.all.splice(0).reverse()) await started.stop();
	}
}

/**
 * Starts n8n in queue mode: a main process and two workers over a PostgreSQL and a Redis of their
 * own. As on machines of their own, each process has its own folder with the package in it; in one
 * folder for all, they would mix up n8n's crash journals and event logs.
 * @throws Error when a part of it does not start; then nothing is left running
 */
export async function startQueueMode(options: QueueModeOptions): Promise<QueueMode> {
	const started = new Started();
	const folderOf = (name: string) => join(options.folder, name);
	try {
		const database = await started.keep(startPostgreSql(folderOf('postgresql')));
		const redis = await started.keep(startRedis(folderOf('redis')));
		const environment = sharedEnvironment(database, redis);
		const start = (name: string): StartOptions => ({
			folder: folderOf(name),
			installation: options.installation,
			environment,
		});
		/** Executions that ended with their worker. */
		const broken = new Set<string>();
		const startMain = async () => await started.keep(startN8n(start(mainName)));
		for (const name of [mainName, ...workerNames]) {
			await installPackage(folderOf(name), options.tarball);
		}
		// First, because it builds the database.
		let main = await startMain();
		const workers = await started.keepAll(
			workerNames.map(async (name) => await startWorker(start(name), concurrency)),
		);
		return {
			get main() {
				return main;
			},
			workers,
			database,
			startMainAgain: async () => {
				main = await startMain();
			},
			breakWorker: async (index, lost) => {
				const worker = workers[index];
				const name = workerNames[index];
				if (worker === undefined || name === undefined) throw new RangeError(`No worker ${index}`);
				const underWay = () => {
					const ended = new Set([...executionsOf(worker, 'finished'), ...broken]);
					return executionsOf(worker).filter((id) => !ended.has(id));
				};
				await until(`${name} to be at work`, underWay, ({ length }) => length > 0);
				await worker.kill();
				const executions = underWay();
				executions.forEach((id) => broken.add(id));
				lost(executions);
				workers[index] = await started.keep(startWorker(start(name), concurrency));
			},
			stop: async () => await started.stop(),
		};
	} catch (error) {
		await started.stop();
		throw error;
	}
}
