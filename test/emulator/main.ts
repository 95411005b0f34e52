/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console, @n8n/community-nodes/require-node-api-error */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { checkApp } from './app.ts';
import { checkDataApp } from './data/app.ts';
import type { DataEmulator } from './data/index.ts';
import { checkDataPersonality } from './data/personality.ts';
import { startEmulator } from './index.ts';
import { checkPersonality } from './personality.ts';

const usage =
	'Usage: main.ts --app <file.json> [--api classic|data] [--port <number>] [--personality <json>]';
const defaultPort = 4010;

/** A wrong command line, as opposed to a wrong app file or a port in use. */
class UsageError extends Error {}

/** An app that listens. */
interface Started {
	/** What a person has to know of it. */
	description: string;
	close(): Promise<void>;
}

/** One of the two APIs: what its switches and apps must look like, and how it starts. */
interface Api {
	checkPersonality(value: unknown): unknown;
	checkApp(value: unknown): unknown;
	start(app: unknown, personality: unknown, port: number): Promise<Started>;
}

const apis: Readonly<Record<string, Api>> = {
	classic: {
		checkPersonality,
		checkApp,
		start: async (app, personality, port) => {
			const emulator = await startEmulator({
				...{ app: checkApp(app), personality: checkPersonality(personality), port },
			});
			return { close: async () => await emulator.close(), description: emulator.application };
		},
	},
	data: {
		checkPersonality: checkDataPersonality,
		checkApp: checkDataApp,
		start: async (app, personality, port) => {
			// The library for GraphQL takes longer to load than all the rest.
			const { startDataEmulator } = await import('./data/index.ts');
			const emulator = await startDataEmulator({
				...{ app: checkDataApp(app), personality: checkDataPersonality(personality), port },
			});
			return { close: async () => await emulator.close(), description: describe(emulator) };
		},
	},
};

/** The address, and what else goes into the credential. */
function describe({ application, applicationId, accounts }: DataEmulator): string {
	const [account] = accounts;
	const login =
		account === undefined
			? 'nobody can log in'
			: `authentication profile ${account.profile}, username ${account.username}, password ${account.password}`;
	return `${application} (application ID ${applicationId}, ${login})`;
}

interface CommandLine {
	appFile: string;
	port: number;
	api: Api;
	personality: unknown;
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

function readArguments(): Partial<Record<'api' | 'app' | 'port' | 'personality', string>> {
	const text = { type: 'string' } as const;
	try {
		return parseArgs({ options: { api: text, app: text, port: text, personality: text } }).values;
	} catch (error) {
		throw new UsageError(messageOf(error).split(/\. |\n/, 1)[0]);
	}
}

function parsePort(spelled: string): number {
	const port = /^\d{1,5}$/.test(spelled) ? Number(spelled) : Number.NaN;
	if (!(port <= 65_535)) throw new UsageError('--port must be a number from 0 to 65535');
	return port;
}

function parsePersonality(spelled: string, api: Api): unknown {
	let parsed: unknown;
	try {
		parsed = JSON.parse(spelled);
	} catch {
		throw new UsageError('--personality is not valid JSON');
	}
	try {
		return api.checkPersonality(parsed);
	} catch (error) {
		throw new UsageError(messageOf(error));
	}
}

function parseApi(spelled: string): Api {
	const api = Object.hasOwn(apis, spelled) ? apis[spelled] : undefined;
	if (api === undefined) throw new UsageError('--api must be classic or data');
	return api;
}

function readCommandLine(): CommandLine {
	const { app, port = String(defaultPort), personality = '{}', api = 'classic' } = readArguments();
	if (app === undefined || app === '') throw new UsageError('--app is missing');
	const chosen = parseApi(api);
	return {
		...{ appFile: app, port: parsePort(port), api: chosen },
		personality: parsePersonality(personality, chosen),
	};
}

async function readApp(file: string, api: Api): Promise<unknown> {
	const content = await readFile(file, 'utf8').catch(() => {
		throw new Error(`Cannot read ${file}`);
	});
	let parsed: unknown;
	try {
		parsed = JSON.parse(content);
	} catch {
		throw new Error(`${file} is not valid JSON`);
	}
	try {
		return api.checkApp(parsed);
	} catch (error) {
		throw new Error(`${file}: ${messageOf(error)}`);
	}
}

async function main(): Promise<void> {
	const { appFile, port, personality, api } = readCommandLine();
	const emulator = await api.start(await readApp(appFile, api), personality, port);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => {
			void emulator.close();
		});
	}
	console.log(`Emulated Betty Blocks app listening on ${emulator.description}`);
}

main().catch((error: unknown) => {
	console.error(messageOf(error));
	if (error instanceof UsageError) console.error(usage);
	process.exitCode = error instanceof UsageError ? 2 : 1;
});
