/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import type { DataEmulator } from '../../emulator/data/index.ts';
import { dataIds } from '../../emulator/data/samples.ts';
import type { Emulator } from '../../emulator/index.ts';
import { summary, table } from '../../probe/report.ts';
import {
	API_KEY,
	classicAccessTo,
	dataAccessTo,
	EMAIL,
	PASSWORD,
	run,
	startProbedApp,
	startProbedDataApp,
} from '../../support/probedApp';

const node = resolve('node_modules/.bin/node');
const program = resolve('test/probe/main.ts');

/** Runs the program as a person would, with a terminal's environment and nothing to ask. */
async function runProgram(
	args: string[],
	environment: Record<string, string>,
	whileRunning: (kill: (signal: NodeJS.Signals) => void) => void = () => undefined,
): Promise<{ code: number | null; output: string }> {
	const child = spawn(node, [program, ...args], {
		env: { PATH: process.env.PATH, ...environment },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk: Buffer) => {
			output += chunk.toString();
			whileRunning((signal) => child.kill(signal));
		});
	}
	await once(child, 'close');
	return { code: child.exitCode, output };
}

/** Whatever a record shows, and names of models and properties that are no words of the probe's. */
function ownWords(records: object[], names: string[]): string[] {
	const values = records.flatMap((record) =>
		Object.values(record).map((value) => JSON.stringify(value)),
	);
	const texts = values
		.map((value) => value.replace(/^"|"$/g, ''))
		.filter((text) => text.length > 4 && !/^\d\d:\d\d/.test(text));
	return [...new Set([...texts, ...names])].filter((text) => !['false', 'null'].includes(text));
}

const told = (output: string, words: string[]) => words.filter((word) => output.includes(word));

describe('The output of the probe', () => {
	jest.setTimeout(120_000);
	let classic: Emulator;
	let newer: DataEmulator;
	beforeAll(async () => {
		[classic, newer] = await Promise.all([startProbedApp(), startProbedDataApp()]);
	});
	afterAll(async () => {
		await Promise.all([classic.close(), newer.close()]);
	});

	const classicEnvironment = () => ({
		BETTY_BLOCKS_APPLICATION: classic.application,
		BETTY_BLOCKS_EMAIL: EMAIL,
		BETTY_BLOCKS_API_KEY: API_KEY,
	});
	const newerEnvironment = () => ({
		BETTY_BLOCKS_APPLICATION: newer.runtimeUrl,
		BETTY_BLOCKS_AUTHENTICATION_PROFILE_ID: dataIds.staff,
		BETTY_BLOCKS_USERNAME: 'ann@example.com',
		BETTY_BLOCKS_PASSWORD: PASSWORD,
	});

	it('holds no secret and nothing of a classic app’s own', async () => {
		const words = ownWords(classic.records('Gadget'), ['Gadget', 'colour', 'seen_at']);
		const { settled, said } = await run({ access: classicAccessTo(classic), write: 'Gadget' });
		const output = [...said, table(settled), summary('', settled)].join('\n');
		expect(output).toContain('keptText: as sent');
		const key = Buffer.from(`${EMAIL}:${API_KEY}`).toString('base64');
		const secrets = [API_KEY, EMAIL, key, '127.0.0.1', `${classic.port}`];
		expect(told(output, [...secrets, ...words])).toEqual([]);
	});

	it('holds no secret and nothing of a newer app’s own', async () => {
		const words = ownWords(newer.records('Task'), ['Task', 'dueOn', 'startsAt', 'watchers']);
		const { settled, said } = await run({ access: dataAccessTo(newer) });
		const output = [...said, table(settled), summary('', settled)].join('\n');
		expect(output).toContain('ties: byId');
		const secrets = ['ann@example.com', dataIds.staff, newer.applicationId, 'eyJ', '127.0.0.1'];
		expect(told(output, [...secrets, ...words])).toEqual([]);
	});

	it.each([
		['classic', 'offset: ignored', classicEnvironment],
		['data', 'skip: supported', newerEnvironment],
	])('ends with a summary: --api %s', async (api, line, environment) => {
		const only = line.split(':', 1)[0] ?? '';
		const { code, output } = await runProgram(['--api', api, '--only', only], environment());
		expect(code).toBe(0);
		expect(output).toContain(line);
		expect(told(output, [API_KEY, EMAIL, `password ${PASSWORD}`, '127.0.0.1'])).toEqual([]);
	});

	it('says why nothing was found out', async () => {
		const wrong = { ...classicEnvironment(), BETTY_BLOCKS_API_KEY: 'a-wrong-key' };
		const { code, output } = await runProgram([], wrong);
		expect(code).toBe(1);
		expect(output).toContain('Nothing was found out: the app refuses the email or the API key.');
		expect(told(output, ['a-wrong-key', EMAIL, '127.0.0.1'])).toEqual([]);
	});

	it('names what is missing where there is nobody to ask', async () => {
		const environment = { ...classicEnvironment(), BETTY_BLOCKS_API_KEY: '' };
		const { code, output } = await runProgram([], environment);
		expect(code).toBe(1);
		expect(output).toContain('"API key" is missing.');
	});

	it('tells what it has found when it is stopped, and the record is deleted', async () => {
		classic.reset();
		const before = JSON.stringify(classic.records('Gadget'));
		/** Once, as a process that ends no longer listens to signals. */
		let ticker: NodeJS.Timeout | undefined;
		const whenWritten = (kill: (signal: NodeJS.Signals) => void) => {
			ticker ??= setInterval(() => {
				if (!classic.requests.some(({ method }) => method === 'PUT')) return;
				clearInterval(ticker);
				kill('SIGINT');
			}, 10);
		};
		const only = 'keptText,longText,json,validation';
		const args = ['--model', 'Gadget', '--write', 'Gadget', '--only', only];
		const { code } = await runProgram(args, classicEnvironment(), whenWritten);
		expect(code).toBe(130);
		expect(classic.requests.some(({ method }) => method === 'DELETE')).toBe(true);
		expect(JSON.stringify(classic.records('Gadget'))).toBe(before);
	});
});

describe('The help of the probe', () => {
	it('is shown where nothing is installed yet', () => {
		const folder = mkdtempSync(join(tmpdir(), 'probe-help-'));
		try {
			for (const file of ['start.mjs', 'help.mjs'])
				cpSync(join('test', 'probe', file), join(folder, file));
			const args = [join(folder, 'start.mjs'), '--help'];
			expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toMatch(
				/npm run probe --/,
			);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});
