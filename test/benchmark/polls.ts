// What the trigger asks an app for, each minute.
import { accessTo } from './app.ts';
import type { Bench } from './bench.ts';
import { inFreshProcess } from './children.ts';
import type { ContestantTasks } from './contestant.ts';
import { pollParameters } from './nodeParameters.ts';
import type { Counts } from './quickApp.ts';
import type { Row } from './rows.ts';

const MINUTE = 60_000;

/** No number at which apps cut lists off: the trigger would look below it. */
const OLD_RECORDS = 120;

/** Polls until nothing can appear late any more: longer than the overlap of the trigger. */
const QUIET_MINUTES = 8;

type Polled = Counts & { seconds: number };

export async function pollRows(bench: Bench): Promise<Row[]> {
	const quiet: Polled[] = [];
	const busy: Polled[] = [];
	const fresh = bench.options.items * 10;
	for (let run = 0; run < bench.options.runs; run++) {
		const polled = await pollTwice(bench, fresh);
		quiet.push(polled.quiet);
		busy.push(polled.busy);
	}
	await bench.app.call('set', { records: bench.options.items, aheadMs: 0 });
	const name = `Poll with ${fresh.toLocaleString('en-US')} new records`;
	return [...toRows('Quiet poll', quiet, true), ...toRows(name, busy, false)];
}

/** Activates a trigger, polls when nothing has happened, and again when much has. */
async function pollTwice(
	{ app, application }: Bench,
	fresh: number,
): Promise<{ quiet: Polled; busy: Polled }> {
	return await inFreshProcess<ContestantTasks, { quiet: Polled; busy: Polled }>(
		'contestant.ts',
		async (child) => {
			const poll = async (expected: number): Promise<Polled> => {
				await app.call('clear');
				const { seconds, records } = await child.call('poll');
				if (records !== expected) throw new Error(`A poll gave ${records} records`);
				return { ...(await app.call('counts')), seconds };
			};
			await app.call('set', { records: 0, aheadMs: -60 * MINUTE });
			await app.call('set', { records: OLD_RECORDS, spreadMs: MINUTE });
			const parameters = pollParameters(fresh);
			let aheadMs = -50 * MINUTE;
			const nextMinute = async () => {
				aheadMs += MINUTE;
				await app.call('set', { aheadMs });
				await child.call('setClock', { aheadMs });
			};
			await nextMinute();
			await child.call('activate', { access: accessTo(application), parameters });
			for (let minute = 0; minute < QUIET_MINUTES; minute++) {
				await nextMinute();
				await poll(0);
			}
			await nextMinute();
			const quiet = await poll(0);
			await nextMinute();
			await app.call('set', { records: OLD_RECORDS + fresh, spreadMs: MINUTE / 2 });
			return { quiet, busy: await poll(fresh) };
		},
	);
}

function toRows(work: string, polled: Polled[], isQuiet: boolean): Row[] {
	const row = (unit: string, pick: (each: Polled) => number): Row => ({
		work,
		where: 'n8n-core',
		unit,
		node: polled.map(pick),
	});
	const one = isQuiet ? { goal: { atMost: 1 } } : {};
	return [
		{ ...row('requests', ({ requests }) => requests), ...one },
		{ ...row('rows', ({ rows }) => rows), ...one },
		row('kB', ({ bytes }) => bytes / 1000),
		row('ms', ({ seconds }) => seconds * 1000),
	];
}
