// What was measured, as the table shows it.
import { ratio, summary } from './statistics.ts';

/** Other ways of doing the same work. */
export type Rival = 'httpRequest' | 'helper' | 'axios';

/** What a row has to keep to. */
export type Goal =
	| { atMost: number; times: Rival }
	/** In the unit of the row. */
	| { atMost: number }
	| { atLeast: number };

/** One line of the table. */
export interface Row {
	work: string;
	/** Where, and with which settings. */
	where: string;
	/** What the numbers are: "s", "requests", "MB added". */
	unit: string;
	/** One number for each run. */
	node: number[];
	rivals?: Partial<Record<Rival, number[]>>;
	goal?: Goal;
	/** What stands in the way where the goal is not met. */
	obstacle?: string;
}

const RIVALS: Record<Rival, string> = {
	httpRequest: 'HTTP Request node',
	helper: "n8n's helper",
	axios: 'axios',
};

const HEAD = ['Work', 'Where', 'Unit', 'This node', ...Object.values(RIVALS), 'Ratio', 'Goal'];

/** Three digits that count, and no more than is needed of whole numbers. */
function number(value: number): string {
	const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
	return Number(value.toFixed(digits)).toLocaleString('en-US');
}

/** The median, with the smallest and the largest where they differ: "3.1 (2.9–3.4)". */
export function cell(values: readonly number[] | undefined): string {
	if (values === undefined || values.length === 0) return '';
	const { median, min, max } = summary(values);
	const spread = number(min) === number(max) ? '' : ` (${number(min)}–${number(max)})`;
	return `${number(median)}${spread}`;
}

/** What the row is compared with: that of the goal, or the closest there is. */
function rivalOf({ goal, rivals = {} }: Row): Rival | undefined {
	if (goal !== undefined && 'times' in goal) return goal.times;
	return (['helper', 'httpRequest', 'axios'] as const).find((each) => rivals[each] !== undefined);
}

function ratioOf(row: Row): number | undefined {
	const rival = rivalOf(row);
	const values = rival && row.rivals?.[rival];
	return values === undefined || values.length === 0 ? undefined : ratio(row.node, values);
}

/** Whether the medians keep what the goal says; undefined where there is no goal or no number. */
export function isMet(row: Row): boolean | undefined {
	const { goal, node } = row;
	if (goal === undefined) return undefined;
	if ('atLeast' in goal) return summary(node).median >= goal.atLeast;
	const measured = 'times' in goal ? ratioOf(row) : summary(node).median;
	return measured === undefined ? undefined : measured <= goal.atMost;
}

/** What stands in the way of the goals that are not met, each once, with the work that it is about. */
export function obstacles(rows: readonly Row[]): string[] {
	const missed = rows.filter((row) => isMet(row) === false);
	const reasons = [...new Set(missed.map(({ obstacle }) => obstacle))];
	return reasons.map((reason = 'Not known.') => {
		const works = missed.filter(({ obstacle = 'Not known.' }) => obstacle === reason);
		return `${[...new Set(works.map(({ work, where }) => `${work} (${where})`))].join('; ')}: ${reason}`;
	});
}

function limitOf(goal: Goal): string {
	if ('atLeast' in goal) return `≥ ${goal.atLeast}`;
	return 'times' in goal ? `≤ ${goal.atMost} × ${RIVALS[goal.times]}` : `≤ ${goal.atMost}`;
}

function goalOf(row: Row): string {
	const { goal } = row;
	if (goal === undefined) return '';
	const verdict = { true: 'met', false: '**not met**', undefined: 'not measured' };
	return `${limitOf(goal)}: ${verdict[`${isMet(row)}`]}`;
}

function cellsOf(row: Row): string[] {
	const { work, where, unit, node, rivals = {} } = row;
	const others = Object.keys(RIVALS).map((rival) => cell(rivals[rival as Rival]));
	return [work, where, unit, cell(node), ...others, ratioOf(row)?.toFixed(2) ?? '', goalOf(row)];
}

/** The rows as one Markdown table, in columns of equal width, so that a terminal shows it as well. */
export function table(rows: readonly Row[]): string {
	const lines = [HEAD, ...rows.map(cellsOf)];
	const widths = HEAD.map((_, column) =>
		Math.max(...lines.map((line) => line[column]?.length ?? 0)),
	);
	const toLine = (cells: string[]) =>
		`| ${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`;
	const rule = toLine(widths.map((width) => '-'.repeat(width)));
	const [head = '', ...body] = lines.map(toLine);
	return [head, rule, ...body].join('\n');
}
