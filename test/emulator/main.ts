/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console, @n8n/community-nodes/require-node-api-error */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { checkApp } from './app.ts';
import { startEmulator } from './index.ts';
import { checkPersonality } from './personality.ts';
import type { Personality } from './personality.ts';

const usage = 'Usage: main.ts --app <file.json> [--port <number>] [--personality <json>]';
const defaultPort = 4010;

/** A wrong command line, as opposed to a wrong app file or a port in use. */
class UsageError extends Error {}

interface CommandLine {
	appFile: string;
	port: number;
	personality: Partial<Personality>;
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

function readArguments(): { app?: string; port?: string; personality?: string } {
	const text = { type: 'string' } as const;
	try {
		return parseArgs({ options: { app: text, port: text, personality: text } }).values;
	} catch (error) {
		throw new UsageError(messageOf(error).split(/\. |\n/, 1)[0]);
	}
}

function parsePort(spelled: string): number {
	const port = /^\d{1,5}$/.test(spelled) ? Number(spelled) : Number.NaN;
	if (!(port <= 65_535)) throw new UsageError('--port must be a number from 0 to 65535');
	return port;
}

function parsePersonality(spelled: string): Partial<Personality> {
	let parsed: unknown;
	try {
		parsed = JSON.parse(spelled);
	} catch {
		throw new UsageError('--personality is not valid JSON');
	}
	try {
		return checkPersonality(parsed);
	} catch (error) {
		throw new UsageError(messageOf(error));
	}
}

function readCommandLine(): CommandLine {
	const { app, port = String(defaultPort), personality = '{}' } = readArguments();
	if (app === undefined || app === '') throw new UsageError('--app is missing');
	return { appFile: app, port: parsePort(port), personality: parsePersonality(personality) };
}

async function readApp(file: string): Promise<ReturnType<typeof checkApp>> {
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
		return checkApp(parsed);
	} catch (error) {
		throw new Error(`${file}: ${messageOf(error)}`);
	}
}

async function main(): Promise<void> {
	const { appFile, port, personality } = readCommandLine();
	const emulator = await startEmulator({ app: await readApp(appFile), personality, port });
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => {
			void emulator.close();
		});
	}
	console.log(`Emulated Betty Blocks app listening on ${emulator.application}`);
}

main().catch((error: unknown) => {
	console.error(messageOf(error));
	if (error instanceof UsageError) console.error(usage);
	process.exitCode = error instanceof UsageError ? 2 : 1;
});
