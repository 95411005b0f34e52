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

/** The facts for a person at a terminal: what the app does, and what that means for the node. */
export function table(settled: readonly Settled[]): string {
	const rule = widths.map((width) => '─'.repeat(width)).join(between);
	const rows = settled.map(({ fact, found, relies, node }) =>
		row([
			fact,
			found,
			`${relies === 'no' ? 'No.' : relies === 'yes' ? 'Yes.' : 'In part.'} ${node}`,
		]),
	);
	return [row(['what', 'this app', 'does the node rely on it?']), rule, ...rows].join('\n');
}

/** The facts for an issue: nothing but names and findings of the probe's own. */
export function summary(head: string, settled: readonly Settled[]): string {
	const found = settled.filter(({ untold }) => untold === undefined);
	const lines = found.map(({ name, short }) => `${name}: ${short}`);
	const reasons = new Set(settled.flatMap(({ untold }) => untold ?? []));
	const open = [...reasons].map((reason) => {
		const names = settled.filter(({ untold }) => untold === reason).map(({ name }) => name);
		return `not seen, as ${reason}: ${names.join(', ')}`;
	});
	return ['```', head, ...lines, ...open, '```'].join('\n');
}
