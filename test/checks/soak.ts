/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions, no-console */
// npm run soak [-- <times> [<seed>]]: the tests of random cases, with so many times as many cases as
// in `npm test` (ten unless told), and other ones. A failure prints its seed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const [, , times = '10', seed] = process.argv;
if (![times, seed ?? '1'].every((number) => /^-?[1-9]\d*$/.test(number)) || Number(times) < 1) {
	console.error('Usage: npm run soak [-- <times> [<seed>]]: whole numbers, for example 10 and 42');
	process.exit(2);
}

const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
	.filter((file) => /^(unit|integration)\b.*\.test\.ts$/.test(file))
	.map((file) => join('test', file))
	.filter((file) =>
		/^import .*support\/runs';$|support\/personalities';$/m.test(
			readFileSync(join(root, file), 'utf8'),
		),
	);

const folder = mkdtempSync(join(tmpdir(), 'soak-'));
const counts = join(folder, 'counts');
writeFileSync(counts, '');
const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
const limit = String(Number(times) * 120_000);
const child = spawn(
	process.execPath,
	[...jest, '--testTimeout', limit, '--runTestsByPath', ...tests],
	{
		cwd: root,
		stdio: 'inherit',
		env: {
			...process.env,
			SOAK_TIMES: times,
			SOAK_COUNTS: counts,
			...(seed !== undefined && { SOAK_SEED: seed }),
		},
	},
);
const [code] = (await once(child, 'exit')) as [number | null];
const numbers = readFileSync(counts, 'utf8').trim().split('\n').map(Number);
const total = numbers.reduce((sum, count) => sum + count, 0).toLocaleString('en-US');
console.log(
	code === 0
		? `${total} random cases in ${tests.length} files held`
		: `Not all of ${total} random cases in ${tests.length} files held`,
);
rmSync(folder, { recursive: true, force: true });
process.exitCode = code ?? 1;
