// What every part of the benchmark stands on.
import type { Child } from './children.ts';
import type { Options } from './options.ts';
import type { QuickApp } from './quickApp.ts';
import type { RealN8n } from './realN8n.ts';
import type { Row } from './rows.ts';

export interface Bench {
	options: Options;
	/** The app that all requests go to. */
	app: Child<QuickApp>;
	/** Its address. */
	application: string;
	/** Starts n8n when it is needed for the first time. */
	n8n: () => Promise<RealN8n>;
	/** The packed package. */
	tarball: string;
	/** For files that go when the benchmark ends. */
	folder: string;
	say: (text: string) => void;
}

export type Section = (bench: Bench) => Promise<Row[]>;

/**
 * Lets the contestants take turns, so that what else the machine does meanwhile hits all of them;
 * every other round runs backwards.
 * @returns what each of them gave, run by run
 */
export async function takeTurns<Name extends string, Value>(
	runs: number,
	names: readonly Name[],
	measure: (name: Name) => Promise<Value>,
): Promise<Record<Name, Value[]>> {
	const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
		Name,
		Value[]
	>;
	for (let run = 0; run < runs; run++) {
		const order = run % 2 === 0 ? names : names.toReversed();
		for (const name of order) results[name].push(await measure(name));
	}
	return results;
}
