// Runs an npm script or a program of the project on the project's own Node 24, after setting up
// what is missing: node test/setup/run.mjs <npm script | file.ts | file.mjs> [arguments…]
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ensureProject, reportFailure } from './install.mjs';
import { childEnvironment, npmCommand, projectNode, root, SetupError } from './npm.mjs';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

function commandFor([target, ...args]) {
	if (!target)
		throw new SetupError('Usage: node test/setup/run.mjs <npm script | file> [arguments…]');
	if (/\.(ts|mts|mjs|js)$/.test(target)) {
		return { command: projectNode, args: [resolve(root, target), ...args] };
	}
	checkScript(target);
	const npm = npmCommand(projectNode);
	return { command: npm.command, args: [...npm.args, 'run', '--silent', target, '--', ...args] };
}

/** npm itself would say nothing: --silent takes its banner away, and its messages with it. */
function checkScript(name) {
	const { scripts = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	if (name in scripts) return;
	throw new SetupError(
		`There is no npm script "${name}". There are: ${Object.keys(scripts).join(', ')}`,
	);
}

function run({ command, args }) {
	const child = spawn(command, args, {
		cwd: root,
		env: childEnvironment([join(root, 'node_modules', '.bin'), dirname(projectNode)]),
		stdio: 'inherit',
	});
	const forward = (signal) => child.kill(signal);
	for (const signal of signals) process.on(signal, forward);
	child.once('error', (error) => {
		reportFailure(new SetupError(`${command} could not be started: ${error.message}`));
	});
	child.once('exit', (code, signal) => {
		for (const name of signals) process.off(name, forward);
		// Ending by the same signal lets a shell see what happened to the child.
		if (signal) process.kill(process.pid, signal);
		else process.exitCode = code ?? 1;
	});
}

try {
	const command = process.argv.slice(2);
	await ensureProject();
	run(commandFor(command));
} catch (error) {
	reportFailure(error);
}
