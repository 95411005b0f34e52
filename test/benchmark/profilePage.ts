// A CPU profile as a page shows it.
import { byOwner, hotSpots, type CpuProfile } from './hotSpots.ts';
import { machine, versions } from './machine.ts';

const SHOWN = { owners: 14, functions: 30 };

/** The page before there is a section on it. */
export const profilePage = `# CPU profile

Creates in a real n8n at the defaults of the node, 20 ms server latency, every value an expression on the item. A part is written by \`npm run benchmark:profile -- <heading>\`. It shows the time that functions took themselves in the main thread of n8n, from the start of the execution until it was saved. Native code counts for whom it was called by: \`evalClosureSync\` is the sandbox for expressions, isolated-vm.
`;

export interface Profiled {
	profile: CpuProfile;
	/** Of the node, as n8n notes it. */
	seconds: number;
}

function tableOf(head: readonly string[], lines: ReadonlyArray<readonly string[]>): string {
	const toLine = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
	return [toLine(head), toLine(head.map(() => '---')), ...lines.map(toLine)].join('\n');
}

/** What a profile shows, by package and by function. */
export async function sectionOf(items: number, { profile, seconds }: Profiled): Promise<string> {
	const spots = hotSpots(profile);
	const busy = spots.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
	const cells = (milliseconds: number) => [
		(milliseconds / items).toFixed(3),
		`${((milliseconds / busy) * 100).toFixed(1)} %`,
	];
	const owners = byOwner(spots).slice(0, SHOWN.owners);
	const functions = spots.slice(0, SHOWN.functions);
	return `${items.toLocaleString('en-US')} items: ${seconds.toFixed(1)} s in the node, ${(busy / 1000).toFixed(1)} s of CPU in all.

- Machine: ${machine()}
- Versions: ${await versions()}

${tableOf(
	['package', 'ms an item', 'share'],
	owners.map(([owner, time]) => [owner, ...cells(time)]),
)}

${tableOf(
	['function', 'package', 'ms an item', 'share'],
	functions.map(({ name, owner, milliseconds }) => [`\`${name}\``, owner, ...cells(milliseconds)]),
)}
`;
}
