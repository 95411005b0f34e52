/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
// Programs of the benchmark that run in processes of their own, and take one task after another.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What such a program can do. */
export type Tasks = Record<string, (options: never) => unknown>;

type Outcome = { value: unknown } | { error: string };

export interface Child<Offered extends Tasks> {
	call<Name extends keyof Offered & string>(
		task: Name,
		...options: Parameters<Offered[Name]>
	): Promise<Awaited<ReturnType<Offered[Name]>>>;
	/** May be called again. */
	stop(): Promise<void>;
}

/** @param file of this folder, which calls `serveTasks` */
export function startChild<Offered extends Tasks>(file: string): Child<Offered> {
	const child = fork(join(import.meta.dirname, file), { execArgv: ['--no-warnings'] });
	const ended = once(child, 'exit');
	return {
		async call(task, ...[options]) {
			child.send({ task, options });
			const [outcome] = (await Promise.race([
				once(child, 'message'),
				ended.then(([code]) => [{ error: `${file} ended with ${String(code)}` }]),
			])) as [Outcome];
			if ('error' in outcome) throw new Error(`${task} in ${file}: ${outcome.error}`);
			return outcome.value as never;
		},
		async stop() {
			// It ends by itself then, and removes its files; so it does when this process ends.
			if (child.connected) child.disconnect();
			await ended;
		},
	};
}

/** Runs one task in a fresh process. */
export async function inFreshProcess<Offered extends Tasks, Value>(
	file: string,
	work: (child: Child<Offered>) => Promise<Value>,
): Promise<Value> {
	const child = startChild<Offered>(file);
	try {
		return await work(child);
	} finally {
		await child.stop();
	}
}

/** To be called by a program that `startChild` starts: does what it is asked to. */
export function serveTasks(tasks: Tasks): void {
	process.on('message', (message: { task: string; options: never }) => {
		void perform(tasks, message).then((outcome) => process.send?.(outcome));
	});
	process.on('disconnect', () => process.exit());
}

async function perform(
	tasks: Tasks,
	{ task, options }: { task: string; options: never },
): Promise<Outcome> {
	try {
		return { value: await tasks[task]?.(options) };
	} catch (error) {
		return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
	}
}
