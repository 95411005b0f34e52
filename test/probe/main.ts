/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console */
import { readFile } from 'node:fs/promises';

import { classicAccess, dataAccess, readSwitches } from './options.ts';
import { askPerson } from './prompt.ts';
import { summary, table } from './report.ts';
import { announcement, namesOf, probe, type ProbeOptions } from './run.ts';

/** The exit code after Ctrl-C. */
const interrupted = 130;

async function readAccess(args: string[]): Promise<Omit<ProbeOptions, 'stop' | 'say'>> {
	const switches = readSwitches(args);
	const { api, write, only } = switches;
	const unknown = only?.filter((name) => !namesOf(api).includes(name)) ?? [];
	if (unknown.length > 0) throw new Error(`--only names no fact: ${unknown.join(', ')}`);
	const access: ProbeOptions['access'] =
		api === 'data'
			? { api, app: await dataAccess(switches, process.env, askPerson) }
			: { api, app: await classicAccess(switches, process.env, askPerson) };
	return { access, write, only };
}

async function versionOfPackage(): Promise<string> {
	const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
	const { name, version } = JSON.parse(text) as { name: string; version: string };
	return `${name} ${version}`;
}

async function main(): Promise<number> {
	const options = await readAccess(process.argv.slice(2));
	const stop = new AbortController();
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		// Again and again: npm hands on a Ctrl-C to processes that the terminal has told already.
		process.on(signal, () => stop.abort());
	}
	console.log(`${announcement(options)}\n`);
	const { settled, sent } = await probe({ ...options, stop: stop.signal, say: console.log });
	if (settled.every(({ untold }) => untold !== undefined)) {
		console.error(`Nothing was found out: ${settled[0]?.untold}.`);
		return stop.signal.aborted ? interrupted : 1;
	}
	console.log(table(settled));
	const { api } = options.access;
	const head = `${await versionOfPackage()}, Node.js ${process.versions.node}, ${api} API, ${sent} requests`;
	console.log(`\nTo paste into an issue:\n\n${summary(head, settled)}`);
	return stop.signal.aborted ? interrupted : 0;
}

try {
	process.exitCode = await main();
} catch (error) {
	console.error(error instanceof Error ? error.message : String(error));
	process.exitCode = 1;
}
