/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import { parseArgs } from 'node:util';

import { works } from './work.ts';

export const sectionNames = [
	...works,
	'everyday',
	'getMany',
	'uploads',
	'polls',
	'dataApi',
	'size',
	'manyCreates',
] as const;
export type SectionName = (typeof sectionNames)[number];

const defaults = { runs: 5, items: 1_000 };

export const help = `Measures the nodes next to other ways of doing the same work.

    npm run benchmark -- [options]

    --only <names>   these parts, with commas in between: ${sectionNames.join(', ')}
    --runs <number>  how often each is measured (default ${defaults.runs})
    --items <number> items, and records of the smallest list (default ${defaults.items})
    --busy           beside two processes that use two cores, as on a machine that has other work
    --output <file>  where the results go (default test/benchmark/RESULTS.md, when all is measured
                     with the other defaults)
    --help           show this text
`;

export interface Options {
	help: boolean;
	only: readonly SectionName[];
	runs: number;
	items: number;
	isBusy: boolean;
	/** Undefined: only the terminal shows them. */
	output?: string;
}

function readSwitches(args: string[]) {
	const text = { type: 'string' } as const;
	const flag = { type: 'boolean' } as const;
	const options = { only: text, runs: text, items: text, output: text, busy: flag, help: flag };
	try {
		return parseArgs({ args, options }).values;
	} catch (error) {
		const reason = error instanceof Error ? error.message.split(/\. |\n/, 1)[0] : String(error);
		throw new Error(`${reason}\n\n${help}`);
	}
}

function readNumber(name: string, spelled: string | undefined, usual: number): number {
	if (spelled === undefined) return usual;
	if (/^[1-9]\d{0,5}$/.test(spelled)) return Number(spelled);
	throw new Error(`--${name} must be a whole number from 1 on`);
}

function isSection(name: string): name is SectionName {
	return sectionNames.some((known) => known === name);
}

function readOnly(spelled: string | undefined): readonly SectionName[] {
	if (spelled === undefined) return sectionNames;
	const names = spelled.split(',').map((name) => name.trim());
	const unknown = names.find((name) => !isSection(name));
	if (unknown === undefined) return names.filter(isSection);
	throw new Error(`There is no part "${unknown}". There are: ${sectionNames.join(', ')}`);
}

/** @throws Error that says what is wrong with the command line */
export function readOptions(args: string[]): Options {
	const { help: isHelp = false, busy: isBusy = false, ...values } = readSwitches(args);
	const { only, runs, items, output } = values;
	const isWhole = !isBusy && [only, runs, items].every((value) => value === undefined);
	const file = output ?? (isWhole ? 'test/benchmark/RESULTS.md' : undefined);
	return {
		help: isHelp,
		only: readOnly(only),
		runs: readNumber('runs', runs, defaults.runs),
		items: readNumber('items', items, defaults.items),
		isBusy,
		...(file !== undefined && { output: file }),
	};
}
