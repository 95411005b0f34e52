// Creates, updates, gets and upserts of many items.
import { takeTurns, type Bench } from './bench.ts';
import { startChild, type Child } from './children.ts';
import type { Contestant, ContestantTasks } from './contestant.ts';
import { httpRequestParameters, nodeParameters } from './nodeParameters.ts';
import { bettyBlocksStep, httpRequestStep, type Step, type Timed } from './realN8n.ts';
import type { Goal, Row } from './rows.ts';
import { summary } from './statistics.ts';
import type { Work } from './work.ts';

const LATENCIES = [0, 20, 100];

/** With few in flight and a slow app, everybody waits for the same, and says nothing by it. */
const IN_FLIGHT: Record<number, number[]> = { 0: [5, 20], 20: [5, 20], 100: [20] };

const WARM_UP_ITEMS = 50;

const contestants = ['node', 'helper', 'axios'] as const satisfies readonly Contestant[];

export async function recordRows(work: Work, bench: Bench): Promise<Row[]> {
	const { app, options } = bench;
	await app.call('set', { records: options.items });
	const inN8n = await workflowsOf(work, bench);
	const children = contestants.map(
		(name) => [name, startChild<ContestantTasks>('contestant.ts')] as const,
	);
	try {
		const rows: Row[] = [];
		for (const latencyMs of LATENCIES) {
			bench.say(`  with ${latencyMs} ms`);
			await app.call('set', { latencyMs });
			rows.push(await rowInN8n(work, latencyMs, bench, inN8n));
			for (const inFlight of IN_FLIGHT[latencyMs] ?? []) {
				rows.push(await rowOnCore(work, { latencyMs, inFlight }, bench, new Map(children)));
			}
		}
		return rows;
	} finally {
		await app.call('set', { latencyMs: 0 });
		await Promise.all(children.map(async ([, child]) => await child.stop()));
	}
}

type Runs = Record<'node' | 'httpRequest', () => Promise<Timed>>;

/** Saves the workflows, and lets n8n run each with a few items first. */
async function workflowsOf(work: Work, { n8n, application, options }: Bench): Promise<Runs> {
	const server = await n8n();
	const save = async (name: string, steps: Step[]) => {
		await server.run(await server.save(`${work}, warm-up`, WARM_UP_ITEMS, steps));
		const workflow = await server.save(`${work} ${name}`, options.items, steps);
		return async () => await server.run(workflow);
	};
	const requests = httpRequestParameters(work, application).map(httpRequestStep);
	return {
		node: await save('node', [bettyBlocksStep(nodeParameters(work))]),
		httpRequest: await save('HTTP Request', requests),
	};
}

/** What is promised of a work in a real n8n. */
function goalInN8n(work: Work, latencyMs: number): Goal | undefined {
	if (latencyMs === 100 && work === 'creates') return { atMost: 0.8, times: 'httpRequest' };
	return latencyMs === 20 && work !== 'upserts' ? { atMost: 0.4, times: 'httpRequest' } : undefined;
}

async function rowInN8n(
	work: Work,
	latencyMs: number,
	{ app, options }: Bench,
	inN8n: Runs,
): Promise<Row> {
	const inFlight = { node: 0, httpRequest: 0 };
	const { node, httpRequest } = await takeTurns(
		options.runs,
		['node', 'httpRequest'] as const,
		async (name) => {
			await app.call('clear');
			const { seconds, output } = await inN8n[name]();
			if (output !== options.items) throw new Error(`${work}: ${output} items came out`);
			const { maxInFlight } = await app.call('counts');
			inFlight[name] = Math.max(inFlight[name], maxInFlight);
			return seconds;
		},
	);
	// Without latency the app answers each request before it takes the next.
	const seen = latencyMs === 0 ? '' : `, ${inFlight.node} and ${inFlight.httpRequest} in flight`;
	const goal = goalInN8n(work, latencyMs);
	return {
		work: `${options.items.toLocaleString('en-US')} ${work}, ${latencyMs} ms`,
		where: `n8n, defaults${seen}`,
		unit: 's',
		node,
		rivals: { httpRequest },
		...(goal && { goal }),
		obstacle:
			'CPU: at this speed n8n is busy all the time, whoever asks. [PROFILE.md](PROFILE.md) shows what with; most of it is what the HTTP client of n8n does for a request, a new connection each among it.',
	};
}

async function rowOnCore(
	work: Work,
	{ latencyMs, inFlight }: { latencyMs: number; inFlight: number },
	{ application, options }: Bench,
	children: Map<Contestant, Child<ContestantTasks>>,
): Promise<Row> {
	// Half as many do: what is shown is the time of one.
	const items = Math.ceil(options.items / 2);
	const run = async (contestant: Contestant, count: number) => {
		const task = { contestant, application, work, items: count, inFlight };
		const measured = await children.get(contestant)?.call('work', task);
		return ((measured?.seconds ?? Number.NaN) / count) * 1000;
	};
	for (const name of contestants) await run(name, WARM_UP_ITEMS);
	const { node, helper, axios } = await takeTurns(
		options.runs,
		contestants,
		async (name) => await run(name, items),
	);
	return {
		work: `${items.toLocaleString('en-US')} ${work}, ${latencyMs} ms`,
		where: `n8n-core, ${inFlight} in flight`,
		unit: 'ms an item',
		node,
		rivals: { helper, axios },
		goal: { atMost: latencyMs === 0 ? 1.2 : 1.1, times: 'helper' },
		obstacle:
			'CPU: beside the request, which the helper does as well, this node reads the parameters of an item, checks its values against the model, encodes them, sets a timeout for the whole response, hides secrets in it and pairs the output. It reads the response as a stream, since n8n sets no bound for one that is read whole, and the HTTP client of n8n puts a second stream around each. With so many in flight, or no latency, no waiting hides that. The share of the own code is in [PROFILE.md](PROFILE.md).',
	};
}

const MANY = 50;

const MANY_IN_FLIGHT = [5, 32];

/** Fifty times the items in one execution: memory may grow with them, but not with what is in flight. */
export async function manyCreatesRows({ application, options, say }: Bench): Promise<Row[]> {
	const items = options.items * MANY;
	const rows: Row[] = [];
	for (const inFlight of MANY_IN_FLIGHT) {
		const child = startChild<ContestantTasks>('contestant.ts');
		try {
			const task = { contestant: 'node', application, work: 'creates', inFlight } as const;
			await child.call('work', { ...task, items: WARM_UP_ITEMS });
			const { seconds, addedMb } = await child.call('work', { ...task, items });
			say(`${inFlight} in flight: ${seconds.toFixed(0)} s`);
			rows.push({
				work: `${items.toLocaleString('en-US')} creates in one execution, once`,
				where: `n8n-core, ${inFlight} in flight`,
				unit: 'MB added',
				node: [addedMb],
			});
		} finally {
			await child.stop();
		}
	}
	const [few = Number.NaN, many = Number.NaN] = rows.map(({ node }) => summary(node).median);
	const last = rows.at(-1);
	if (last === undefined) return rows;
	return [
		...rows,
		{
			...last,
			unit: `× of ${MANY_IN_FLIGHT[0]} in flight`,
			node: [many / few],
			goal: { atMost: 1.1 },
		},
	];
}
