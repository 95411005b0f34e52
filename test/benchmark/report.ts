import { machine, versions } from './machine.ts';
import { isMet, obstacles, table, type Row } from './rows.ts';
import { pageSize } from './work.ts';

export interface Measured {
	rows: readonly Row[];
	runs: number;
	/** Whether two other processes used two cores. */
	isBusy: boolean;
	/** As it was entered after \`npm run benchmark\`. */
	args: readonly string[];
	/** The CPU that the app used while records were written and read, as a share of one core. */
	appShare?: number;
}

/** The page with the results. */
export async function report({ rows, runs, isBusy, args, appShare }: Measured): Promise<string> {
	const command = ['npm run benchmark', ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
	const verdicts = rows.map(isMet).filter((verdict) => verdict !== undefined);
	const share =
		appShare === undefined
			? ''
			: `, and used up to ${(appShare * 100).toFixed(0)} % of one while records were written and read`;
	const met = verdicts.filter(Boolean).length;
	return `# Benchmark

Made by \`${command}\` in one go on one machine. Do not edit: run it again.

- Machine: ${machine()}${isBusy ? '. Two other processes used a core each meanwhile' : ''}
- Versions: ${await versions()}
- ${met} of ${verdicts.length} goals met.

Each cell is the median of ${runs} runs (with the smallest and the largest), unless it says once. The contestants take turns, every other round backwards, after a warm-up. Milliseconds after the work are the latency of the app.

- **The app** is a server in a process of its own that answers from texts that are ready (\`quickApp.ts\`): the emulated app of the tests takes longer for an answer than some clients for their request, so it would be measured instead. It skips and sorts records as it is asked to. It shares the cores with the clients${share}.
- **n8n, defaults**: a real n8n, started for this, with this package installed. The time is what n8n notes for the nodes in question, without making the items or saving the execution. Values are expressions on the item. The HTTP Request node has the same credential and items; an upsert is two of them, one that finds the record and one that updates it, and every record exists. "In flight" is the most requests that the app saw at once.
- **n8n-core**: the engine alone, without n8n's database and sandbox for expressions. n8n's helper is \`httpRequestWithAuthentication\` with its usual options, and axios has its defaults; each has its values ready, as in a script. An execution of the node asks once for the models of the app, which is counted.
- **Everyday**: on n8n-core with all settings at their defaults, each run in a fresh process, in which nothing is known of the app. Its 32 in flight are the option *Concurrency*. Averages and halves are what the app saw.
- **Get Many** reads ${pageSize} records a page, everybody alike. This node also makes sure that none is missing. Memory is how far the peak of the process rose.
- **Uploads** go through n8n's store of files on the disk, and through \`form-data\` with axios.
- **The Data API** is that of the emulated app (\`test/emulator/data\`), for everybody alike: a real GraphQL server, which takes longer than the quick app. The token is there already. An execution of the node asks for the schema in two requests, which are counted.
- **Goal**: what the median, or its ratio to the median of another, is to be.

${table(rows)}
${waysBlocked(rows)}`;
}

function waysBlocked(rows: readonly Row[]): string {
	const lines = obstacles(rows).map((line) => `- ${line}\n`);
	return lines.length === 0
		? ''
		: `\n## What stands in the way of the goals not met\n\n${lines.join('')}`;
}
