import type { Settled } from './fact.ts';

const widths = [34, 32, 52] as const;
const between = '  ';

function wrapped(text: string, width: number): string[] {
	const lines: string[] = [''];
	for (const word of text.split(' ')) {
		const line = lines.at(-1) ?? '';
		if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
		else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
	}
	return lines;
}

function row(cells: readonly [string, string, string]): string {
	const columns = cells.map((cell, index) => wrapped(cell, widths[index] ?? 0));
	const height = Math.max(...columns.map(({ length }) => length));
	return Array.from({ length: height }, (_none, line) =>
		columns
			.map((column, index) => (column[line] ?? '').padEnd(widths[index] ?? 0))
			.join(between)
			.trimEnd(),
	).join('\n');
}

/** Facts that weren't found out, by the reason. */
function unseen(settled: readonly Settled[]): string[] {
	const reasons = new Set(settled.flatMap(({ untold }) => untold ?? []));
	return [...reasons].map((reason) => {
		const names = settled.filter(({ untold }) => untold === reason).map(({ name }) => name);
		return `not seen, as ${reason}: ${names.join(', ')}`;
	});
}

function isSeen({ untold }: Settled): boolean {
	return untold === undefined;
}

/** The facts for a person at a terminal: what the app does, and what that means for the node. */
export function table(settled: readonly Settled[]): string {
	const rule = widths.map((width) => '─'.repeat(width)).join(between);
	const answers = { yes: 'Yes.', 'in part': 'In part.', no: 'No.' };
	const rows = settled
		.filter(isSeen)
		.map(({ fact, found, relies, node }) => row([fact, found, `${answers[relies]} ${node}`]));
	const head = row(['what', 'this app', 'does the node rely on it?']);
	const width = widths.reduce((sum: number, each) => sum + each, 0);
	const open = unseen(settled).map((line) => wrapped(line, width).join('\n'));
	return [head, rule, ...rows, '', ...open].join('\n');
}

/** The facts for an issue: nothing but names and findings of the probe's own. */
export function summary(head: string, settled: readonly Settled[]): string {
	const lines = settled.filter(isSeen).map(({ name, short }) => `${name}: ${short}`);
	return ['```', head, ...lines, ...unseen(settled), '```'].join('\n');
}
