/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
// npm run check [-- <commit>]: the types, and the tests of what changed since the commit. Without
// one: of what isn't committed yet, or of the last commit when all is.
import { execFileSync, spawn } from 'node:child_process';
import { join, relative, resolve, sep } from 'node:path';
import { testsOf } from './changed.ts';

const root = resolve(import.meta.dirname, '../..');
const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];

const lines = (text: string) => text.split('\n').filter((line) => line !== '');

const git = (...args: string[]) =>
	lines(execFileSync('git', args, { cwd: root, encoding: 'utf8' }));

function changedSince(commit: string): string[] {
	const committed = git('diff', '--name-only', '--diff-filter=d', '--relative', commit);
	return [...new Set([...committed, ...git('ls-files', '--others', '--exclude-standard')])];
}

function listTests(...args: string[]): string[] {
	const output = execFileSync(process.execPath, [...jest, '--listTests', ...args], {
		cwd: root,
		encoding: 'utf8',
	});
	return lines(output).map((file) => relative(root, file).split(sep).join('/'));
}

const run = (args: string[]) =>
	new Promise<boolean>((done) => {
		spawn(process.execPath, args, { cwd: root, stdio: 'inherit' }).once('exit', (code) => {
			done(code === 0);
		});
	});

/** What is known of files that did not change is kept, so that a second check takes less. */
const checkTypes = (project: string, name: string) =>
	run([
		'node_modules/typescript/bin/tsc',
		...['-p', project, '--noEmit', '--incremental'],
		...['--tsBuildInfoFile', join('node_modules/.cache', `${name}.tsbuildinfo`)],
	]);

const uncommitted = changedSince('HEAD');
const [, , commit = uncommitted.length > 0 ? 'HEAD' : 'HEAD~1'] = process.argv;
const changed = changedSince(commit);
const types = Promise.all([checkTypes('.', 'nodes'), checkTypes('test', 'test')]);
const code = changed.filter((file) => /\.ts$/.test(file));
const related = code.length > 0 ? listTests('--findRelatedTests', ...code) : [];
const tests = testsOf(changed, related, listTests());
const passed = await run([...jest, '--runTestsByPath', ...tests]);
if (!passed || !(await types).every(Boolean)) process.exitCode = 1;
