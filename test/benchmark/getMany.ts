// Reading long lists.
import { takeTurns, type Bench } from './bench.ts';
import { inFreshProcess } from './children.ts';
import type { Contestant, ContestantTasks } from './contestant.ts';
import { getManyParameters, httpRequestPages } from './nodeParameters.ts';
import { bettyBlocksStep, httpRequestStep, type Step } from './realN8n.ts';
import type { Goal, Rival, Row } from './rows.ts';
import { summary } from './statistics.ts';

const contestants = ['node', 'helper', 'axios'] as const satisfies readonly Contestant[];

interface Reading {
	seconds: number;
	requests: number;
	/** NaN where the system does not tell. */
	addedMb: number;
}

/** By the unit of the row. */
const OBSTACLES: Record<string, string> = {
	s: 'without latency, what a request costs more than with the helper (above) comes 200 times. Beside that, each record is looked at four times: whether it comes in order and once, whether a number has more digits than JavaScript keeps, which properties there are, and whether it has their shape.',
	'MB added':
		'each record becomes an item of n8n. The peak also holds what V8 has not cleared yet, and it enlarges its heap in steps: this node takes one step more at this size, as it makes a little more garbage.',
};

export async function getManyRows(bench: Bench): Promise<Row[]> {
	const { items } = bench.options;
	const [small, medium, large] = [items, items * 10, items * 100] as const;
	const onCore = new Map<number, Row[]>();
	const inN8n = new Map<number, Row[]>();
	for (const size of [small, medium, large]) {
		bench.say(`  ${nameOf(size)}`);
		await bench.app.call('set', { records: size });
		onCore.set(size, await rowsOnCore(size, size === large, bench));
		if (size !== large) inN8n.set(size, await rowsInN8n(size, bench));
	}
	await bench.app.call('set', { records: items });
	const sizes = [small, medium, large].flatMap((size) => [
		...(inN8n.get(size) ?? []),
		...(onCore.get(size) ?? []),
	]);
	return [...sizes, linear(onCore.get(medium), onCore.get(large), large)];
}

/** Whether ten times the records take ten times as long. */
function linear(medium: Row[] = [], large: Row[] = [], size: number): Row {
	const [before = Number.NaN, after = Number.NaN] = [medium, large].map(
		([time]) => time && summary(time.node).median,
	);
	return {
		work: nameOf(size),
		where: 'n8n-core',
		unit: '× the time a record at a tenth',
		node: [after / before / 10],
		goal: { atMost: 1.2 },
	};
}

const nameOf = (records: number) => `Get Many, ${records.toLocaleString('en-US')} records`;

/** Three lines of the table: time, requests, memory. */
function toRows<Other extends Rival>(
	records: number,
	where: string,
	{ node, ...others }: Record<Other | 'node', Reading[]>,
	goals: { time?: Goal; memory?: Goal } = {},
): Row[] {
	const row = (unit: string, pick: (reading: Reading) => number, goal?: Goal): Row => ({
		work: nameOf(records),
		where,
		unit,
		node: node.map(pick),
		rivals: Object.fromEntries(
			Object.entries<Reading[]>(others).map(([name, readings]) => [name, readings.map(pick)]),
		),
		...(goal && { goal, obstacle: OBSTACLES[unit] }),
	});
	const rows = [
		row('s', ({ seconds }) => seconds, goals.time),
		row('requests', ({ requests }) => requests),
		row('MB added', ({ addedMb }) => addedMb, goals.memory),
	];
	return rows.filter((each) => !each.node.some(Number.isNaN));
}

async function rowsOnCore(records: number, hasGoals: boolean, bench: Bench): Promise<Row[]> {
	const { app, application, options } = bench;
	const readings = await takeTurns(
		options.runs,
		contestants,
		async (contestant) =>
			await inFreshProcess<ContestantTasks, Reading>('contestant.ts', async (child) => {
				await app.call('clear');
				const measured = await child.call('getMany', { contestant, application, records });
				const { requests } = await app.call('counts');
				// The first request only loads what it takes to send one.
				return { ...measured, requests: requests - 1 };
			}),
	);
	const where = 'n8n-core, a fresh process';
	const goals = {
		time: { atMost: 1.15, times: 'helper' },
		memory: { atMost: 1.3, times: 'helper' },
	} as const;
	return toRows(records, where, readings, hasGoals ? goals : {});
}

async function rowsInN8n(records: number, bench: Bench): Promise<Row[]> {
	const { app, application, options } = bench;
	const n8n = await bench.n8n();
	const save = async (name: string, steps: Step[]) =>
		await n8n.save(`${nameOf(records)}, ${name}`, 1, steps);
	const workflows = {
		node: await save('node', [bettyBlocksStep(getManyParameters)]),
		httpRequest: await save('HTTP Request', httpRequestPages(application).map(httpRequestStep)),
	};
	const readings = await takeTurns(
		options.runs,
		['node', 'httpRequest'] as const,
		async (name): Promise<Reading> => {
			await app.call('clear');
			n8n.forgetPeak();
			const before = n8n.memory()?.now ?? Number.NaN;
			const { seconds, output } = await n8n.run(workflows[name]);
			if (output !== records) throw new Error(`${output} of ${records} records came`);
			const { requests } = await app.call('counts');
			return { seconds, requests, addedMb: (n8n.memory()?.peak ?? Number.NaN) - before };
		},
	);
	return toRows(records, 'n8n, defaults', readings);
}
