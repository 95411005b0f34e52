/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (file: string) => readFileSync(join(process.cwd(), file), 'utf8');

/** The ratios of the rows about so many single records in a real n8n. */
function ratios(latencyMs: number): number[] {
	const start = new RegExp(`^\\| 1,000 (creates|updates|gets), ${latencyMs} ms +\\| n8n, defaults`);
	return read('test/benchmark/RESULTS.md')
		.split('\n')
		.filter((line) => start.test(line))
		.map((line) => Number(line.split('|').at(-3)));
}

describe('What the README says of speed', () => {
	it('is what the benchmark has shown', () => {
		expect(read('README.md')).toContain("in less than half the time of n8n's HTTP Request node");
		expect(ratios(20)).toHaveLength(3);
		for (const ratio of ratios(20)) expect(ratio).toBeLessThan(0.5);
	});
});
