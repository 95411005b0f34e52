/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { freePort } from './ports.ts';
import { startProcess, type RunningProcess } from './process.ts';

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
export interface N8nServer extends RunningProcess {
	/** Without a slash at the end. */
	readonly url: string;
	readonly folder: string;
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

async function environmentFor(options: StartOptions): Promise<NodeJS.ProcessEnv> {
	const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
	return {
		...Object.fromEntries(own),
		...quiet,
		N8N_USER_FOLDER: resolve(options.folder),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		// Browsers refuse a secure cookie on plain http.
		N8N_SECURE_COOKIE: 'false',
		...options.environment,
	};
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

/** Runs a command of n8n until it is stopped. */
async function startCommand(
	command: readonly string[],
	options: StartOptions,
	environment: Readonly<Record<string, string>>,
	isReady: () => Promise<boolean>,
): Promise<RunningProcess> {
	const { folder, signal } = options;
	mkdirSync(folder, { recursive: true });
	const installation = resolve(options.installation ?? join('test', 'n8n'));
	return await startProcess({
		name: 'n8n',
		command: process.execPath,
		args: [join(installation, 'node_modules', 'n8n', 'bin', 'n8n'), ...command],
		folder,
		environment: { ...(await environmentFor(options)), ...environment },
		logFile: join(folder, 'n8n.log'),
		isReady,
		signal,
	});
}

/**
 * Starts a real n8n in the folder, fresh or kept from an earlier start, and waits until it answers.
 * The first start in a folder takes up to a minute, because the database is built.
 * @throws Error with the end of n8n's log when it does not start
 */
export async function startN8n(options: StartOptions): Promise<N8nServer> {
	const port = options.port ?? (await freePort());
	const url = `http://127.0.0.1:${port}`;
	// The health check answers before the database and the interface are there, so both are asked.
	const isReady = async () =>
		(await answersJson(`${url}/healthz/readiness`)) && (await answersJson(`${url}/rest/settings`));
	const running = await startCommand(['start'], options, { N8N_PORT: String(port) }, isReady);
	return { ...running, url, folder: options.folder };
}

/**
 * Starts a worker, which executes what an n8n in queue mode puts into the queue. It has no
 * interface: its `url` has the health check alone.
 * @param concurrency how many executions it runs at once
 * @throws Error with the end of its log when it does not start
 */
export async function startWorker(options: StartOptions, concurrency: number): Promise<N8nServer> {
	const port = options.port ?? (await freePort());
	const url = `http://127.0.0.1:${port}`;
	const health = {
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
		N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
	};
	const isReady = async () => await answersJson(`${url}/healthz/readiness`);
	const command = ['worker', `--concurrency=${concurrency}`];
	const running = await startCommand(command, options, health, isReady);
	return { ...running, url, folder: options.folder };
}
