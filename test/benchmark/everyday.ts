// Many items in the conditions of every day: apps that are uneven, small or strict, several executions.
import type { Bench } from './bench.ts';
import { inFreshProcess } from './children.ts';
import type { ContestantTasks } from './contestant.ts';
import type { Counts, Settings } from './quickApp.ts';
import type { Goal, Row } from './rows.ts';
import type { Work } from './work.ts';

/** Executions of the node, in an n8n that knows nothing of the app yet. */
interface Load {
	app: Settings;
	work?: Work;
	executions: number[][];
	inSequence?: boolean;
	concurrency?: number;
	isRefused?: boolean;
}

type Seen = Counts & { seconds: number };

/** A line of the table: what it is about, and what counts of a run. */
interface Everyday extends Pick<Row, 'work' | 'unit' | 'obstacle'> {
	load: Load;
	/** What it is compared with, in turns. */
	beside?: Load;
	of: (seen: Seen, beside: Seen | undefined) => number;
	goal: Goal;
}

const idsUpTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const times = (count: number, ids: number[]) => Array.from({ length: count }, () => ids);

const seconds = ({ seconds: taken }: Seen) => taken;
const ratioOfSeconds = (seen: Seen, beside: Seen | undefined) =>
	seen.seconds / (beside?.seconds ?? Number.NaN);

/** The same work with 32 in flight all along is as quick as it gets without a flood. */
function uneven(answers: string, app: Settings, atMost: number): Everyday {
	const load: Load = { app: { latencyMs: 100, ...app }, executions: [idsUpTo(1_000)] };
	return {
		work: `1,000 creates, 100 ms, ${answers}`,
		unit: '× of 32 in flight',
		load,
		beside: { ...load, concurrency: 32 },
		of: ratioOfSeconds,
		goal: { atMost },
	};
}

function crowded(executions: number, workers: number): Everyday {
	return {
		work: `${executions} executions at once, 150 creates each, ${workers} worker${workers > 1 ? 's' : ''}, 40 ms`,
		unit: 'ms, half the responses',
		load: { app: { latencyMs: 40, workers }, executions: times(executions, idsUpTo(150)) },
		of: ({ halfTookMs }) => halfTookMs,
		goal: { atMost: 100 },
	};
}

function refused(work: Work, status: number): Everyday {
	const load: Load = { app: { latencyMs: 20 }, work, executions: [idsUpTo(300)] };
	return {
		work: `300 ${work}, 20 ms, each refused with ${status}`,
		unit: '× of those that succeed',
		load: { ...load, app: { ...load.app, refusal: status }, isRefused: true },
		beside: load,
		of: ratioOfSeconds,
		goal: { atMost: 1.2 },
	};
}

const everyday: readonly Everyday[] = [
	uneven('even', {}, 1.25),
	uneven('± 50 %', { jitter: 0.5 }, 1.35),
	uneven('± 90 %', { jitter: 0.9 }, 1.5),
	uneven('one in 20 five times as long', { slowOneIn: 20 }, 1.6),
	{
		work: '10 executions of 20 creates, one after the other, 100 ms',
		unit: 's',
		load: { app: { latencyMs: 100 }, executions: times(10, idsUpTo(20)), inSequence: true },
		of: seconds,
		goal: { atMost: 3 },
		obstacle:
			'26 rounds of 100 ms: each execution asks for the models first; until it is known how much the app takes at once, the first execution needs six rounds of creates and the second two, the others one each. The rest is CPU, in a process that has not compiled the code yet.',
	},
	crowded(2, 1),
	crowded(6, 4),
	refused('gets', 404),
	refused('creates', 422),
	{
		work: '10 updates of each of 30 records, sorted by record, 20 ms',
		unit: 's',
		load: {
			app: { latencyMs: 20 },
			work: 'updates',
			executions: [idsUpTo(30).flatMap((id) => new Array<number>(10).fill(id))],
		},
		of: seconds,
		goal: { atMost: 2.5 },
	},
	{
		work: '1,000 creates, 100 ms, an app that takes 4 at once and answers the others with 429',
		unit: 'in flight on average',
		load: { app: { latencyMs: 100, most: 4 }, executions: [idsUpTo(1_000)] },
		of: ({ meanInFlight }) => meanInFlight,
		goal: { atLeast: 3.5 },
	},
];

async function run(load: Load, { app, application }: Bench): Promise<Seen> {
	const { app: settings, work = 'creates', ...task } = load;
	return await inFreshProcess<ContestantTasks, Seen>('contestant.ts', async (child) => {
		// Loads the code; what is learned is of another app, by its name.
		const other = application.replace('127.0.0.1', 'localhost');
		await child.call('executions', { application: other, work, executions: [idsUpTo(5)] });
		await app.call('set', settings);
		await app.call('clear');
		try {
			const measured = await child.call('executions', { application, work, ...task });
			return { ...(await app.call('counts')), seconds: measured.seconds };
		} finally {
			await app.call('calm');
		}
	});
}

/** The rows of every day, in a fresh process each. */
export async function everydayRows(bench: Bench): Promise<Row[]> {
	await bench.app.call('set', { records: bench.options.items });
	const rows: Row[] = [];
	for (const { load, beside, of, ...row } of everyday) {
		bench.say(`  ${row.work}`);
		const node: number[] = [];
		for (let index = 0; index < bench.options.runs; index += 1) {
			const seen = await run(load, bench);
			node.push(of(seen, beside && (await run(beside, bench))));
		}
		rows.push({ ...row, where: 'n8n-core, defaults', node });
	}
	return rows;
}
