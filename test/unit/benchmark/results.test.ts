/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(dirname(expect.getState().testPath ?? ''), '../../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** The seconds that 1,000 creates took this node in a real n8n. */
function seconds(latencyMs: number): number {
	const row = new RegExp(`^\\| 1,000 creates, ${latencyMs} ms +\\| n8n, defaults.*$`, 'm');
	const [line = ''] = row.exec(read('test/benchmark/RESULTS.md')) ?? [];
	return parseFloat(line.split('|')[4] ?? '');
}

describe('What the README says of speed', () => {
	it('is what the benchmark has shown', () => {
		// Which of the two is quicker differs from run to run.
		const [least, most] = [seconds(20), seconds(100)].map(Math.round).sort((a, b) => a - b);
		expect(read('README.md')).toContain(
			`1,000 new records take about ${least} to ${most} seconds if your app responds within 20 to 100 ms`,
		);
	});
});
