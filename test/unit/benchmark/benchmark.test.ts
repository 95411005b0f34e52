import { byOwner, hotSpots, ownerOf } from '../../benchmark/hotSpots.ts';
import { readOptions } from '../../benchmark/options.ts';
import { withSection } from '../../benchmark/sections.ts';
import { cell, isMet, obstacles, table, type Row } from '../../benchmark/rows.ts';
import { ratio, summary } from '../../benchmark/statistics.ts';

const row: Row = {
	work: '1,000 creates',
	where: 'n8n',
	unit: 's',
	node: [1.2, 1, 1.1],
	rivals: { httpRequest: [2, 4, 3] },
	goal: { atMost: 0.5, times: 'httpRequest' },
};

describe('The numbers of several runs', () => {
	it('have the one in the middle for a median', () => {
		expect(summary([9, 1, 5])).toEqual({ median: 5, min: 1, max: 9 });
	});

	it('have the mean of the two in the middle when they are even in number', () => {
		expect(summary([4, 1, 2, 9]).median).toBe(3);
	});

	it('cannot be summed up when there are none', () => {
		expect(() => summary([])).toThrow(RangeError);
	});

	it('are compared by their medians', () => {
		expect(ratio([1, 2, 99], [4, 4, 4])).toBe(0.5);
		expect(ratio([1], [0])).toBeUndefined();
	});
});

describe('A cell of the table', () => {
	it.each([
		[[1.234], '1.23'],
		[[3, 1, 2], '2 (1–3)'],
		[[12.34, 12.36, 12.51], '12.4 (12.3–12.5)'],
		[[1234.5], '1,235'],
		[[], ''],
	])('shows %j as "%s"', (values, shown) => {
		expect(cell(values)).toBe(shown);
	});
});

describe('A goal', () => {
	it('is met when the ratio of the medians is small enough', () => {
		expect(isMet(row)).toBe(true);
		expect(isMet({ ...row, node: [1.51] })).toBe(false);
	});

	it('is met when the median itself is small enough', () => {
		expect(isMet({ ...row, goal: { atMost: 1.1 } })).toBe(true);
		expect(isMet({ ...row, goal: { atMost: 1 } })).toBe(false);
	});

	it('is met when the median is large enough', () => {
		expect(isMet({ ...row, goal: { atLeast: 1.1 } })).toBe(true);
		expect(isMet({ ...row, goal: { atLeast: 1.2 } })).toBe(false);
	});

	it('is neither met nor missed without what it compares with', () => {
		expect(isMet({ ...row, rivals: {} })).toBeUndefined();
		expect(isMet({ ...row, goal: undefined })).toBeUndefined();
	});
});

describe('What stands in the way', () => {
	it('is told once, with each work whose goal is not met', () => {
		const missed = { ...row, node: [2], obstacle: 'CPU.' };
		expect(obstacles([row, missed, { ...missed, work: '1,000 gets' }, missed])).toEqual([
			'1,000 creates (n8n); 1,000 gets (n8n): CPU.',
		]);
	});
});

describe('The table', () => {
	it('has a line for each row, in columns of equal width', () => {
		const lines = table([row, { ...row, node: [2] }]).split('\n');
		expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
		expect(lines[2]).toContain('| 1.1 (1–1.2) | 3 (2–4) ');
		expect(lines[2]).toContain('| 0.37  | ≤ 0.5 × HTTP Request node: met ');
		expect(lines[3]).toContain('| ≤ 0.5 × HTTP Request node: **not met** |');
	});
});

describe('The options of the benchmark', () => {
	it('write the results only when all is measured as usual', () => {
		expect(readOptions([]).output).toBe('test/benchmark/RESULTS.md');
		expect(readOptions(['--runs', '3']).output).toBeUndefined();
		expect(readOptions(['--runs', '3', '--output', 'x.md']).output).toBe('x.md');
	});

	it('write no results of a busy machine unless told where', () => {
		expect(readOptions(['--busy']).isBusy).toBe(true);
		expect(readOptions(['--busy']).output).toBeUndefined();
		expect(readOptions(['--busy', '--output', 'x.md']).output).toBe('x.md');
	});

	it('choose the parts to measure', () => {
		expect(readOptions(['--only', 'creates,getMany']).only).toEqual(['creates', 'getMany']);
		expect(() => readOptions(['--only', 'deletes'])).toThrow(/There is no part "deletes"/);
	});

	it('refuse what they do not know', () => {
		expect(() => readOptions(['--runs', 'many'])).toThrow(/--runs must be a whole number/);
		expect(() => readOptions(['--quick'])).toThrow(/Unknown option '--quick'/);
	});
});

describe('A CPU profile', () => {
	const frame = (id: number, functionName: string, url: string, children: number[] = []) => ({
		id,
		callFrame: { functionName, url, lineNumber: 9 },
		children,
	});
	const spots = hotSpots({
		nodes: [
			frame(1, '(idle)', ''),
			frame(2, 'resolve', 'file:///n8n/node_modules/n8n-workflow/dist/a.js', [4]),
			frame(3, '(garbage collector)', ''),
			frame(4, 'native', ''),
		],
		samples: [1, 2, 3, 2, 4],
		timeDeltas: [9_000, 1_000, 500, 1_000, 700],
	});

	it('is read as the time of each function itself, without the waiting, native code by its caller', () => {
		expect(spots).toEqual([
			{ owner: 'n8n-workflow', name: 'resolve n8n-workflow/dist/a.js:10', milliseconds: 2 },
			{ owner: 'n8n-workflow', name: 'native', milliseconds: 0.7 },
			{ owner: '(garbage collector)', name: '(garbage collector)', milliseconds: 0.5 },
		]);
	});

	it('is summed up by package, with this one in any case', () => {
		expect(byOwner(spots)).toEqual([
			['n8n-workflow', 2.7],
			['(garbage collector)', 0.5],
			['n8n-nodes-bettyblocks', 0],
		]);
	});

	it.each([
		['file:///a/node_modules/n8n/node_modules/axios/lib/x.js', 'axios'],
		['/a/node_modules/@n8n/di/dist/x.js', '@n8n/di'],
		['node:internal/timers', 'Node.js'],
		['file:///a/x.js', 'other scripts'],
	])('tells which package %s is of', (url, owner) => {
		expect(ownerOf(url)).toBe(owner);
	});
});

describe('A section of a page', () => {
	it('takes the place of the one with its heading, or comes last', () => {
		const page = withSection('# Page\n\nText.\n', 'Before', 'One');
		expect(page).toBe('# Page\n\nText.\n\n## Before\n\nOne\n');
		const both = withSection(page, 'After', 'Two');
		expect(both).toBe('# Page\n\nText.\n\n## Before\n\nOne\n\n## After\n\nTwo\n');
		expect(withSection(both, 'Before', '1')).toBe(
			'# Page\n\nText.\n\n## Before\n\n1\n\n## After\n\nTwo\n',
		);
	});
});
