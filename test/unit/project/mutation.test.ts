/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AREAS } from '../../mutation/areas.ts';
import { judge, type Explanations, type Mutant } from '../../mutation/verdict.ts';

const root = join(__dirname, '../../..');

const mutant = (status: string, more: Partial<Mutant> = {}): Mutant => ({
	file: 'app/age.ts',
	status,
	code: '\tif (age > 17) return true;',
	original: 'age > 17',
	replacement: 'true',
	...more,
});

const EXPLAINED: Explanations = {
	'app/age.ts': { 'if (age > 17) return true;': { 'age > 17 → true': 'Nobody is younger' } },
};

describe('The mutants that no test notices', () => {
	it('lower the score, and those that cannot be run do not', () => {
		const statuses = ['Killed', 'Killed', 'Timeout', 'Survived', 'NoCoverage', 'CompileError'];
		const mutants = statuses.map((status) => mutant(status));
		expect(judge(mutants, {})).toMatchObject({ mutants: 5, killed: 2, timedOut: 1, score: 60 });
		expect(judge([], {}).score).toBe(100);
	});

	it('are named with their code, on one line, unless they are explained', () => {
		const spread = mutant('Survived', { code: '\tif (age > 17)\n\t\treturn true;' });
		const named = {
			[spread.file]: { 'if (age > 17) return true;': { 'age > 17 → true': 'Survived' } },
		};
		expect(judge([spread], {})).toMatchObject({ explained: 0, unexplained: named });
		expect(judge([spread], EXPLAINED)).toMatchObject({ explained: 1, unexplained: {}, score: 0 });
	});

	it('are explained in their own file, code and change only', () => {
		for (const other of [{ file: 'app/size.ts' }, { code: 'age > 17' }, { replacement: 'false' }]) {
			expect(judge([mutant('Survived', other)], EXPLAINED).explained).toBe(0);
		}
	});

	it('are stale in the explanations once a test notices them', () => {
		const stale = ['app/age.ts: age > 17 → true in if (age > 17) return true;'];
		expect(judge([mutant('Killed')], EXPLAINED).stale).toEqual(stale);
		expect(judge([mutant('Survived')], EXPLAINED).stale).toEqual([]);
		expect(judge([mutant('Killed', { file: 'app/size.ts' })], EXPLAINED).stale).toEqual([]);
	});

	it('count as noticed where the list of all texts notices them', () => {
		const text = { original: '`Nobody is ${age}`', replacement: '``' };
		const word = { original: "'asc'", replacement: '""' };
		const verdict = judge([mutant('Survived', text), mutant('Survived', word)], {});
		expect(verdict).toMatchObject({ listed: 1, score: 50 });
		expect(Object.values(verdict.unexplained)).toHaveLength(1);
	});
});

describe('The areas of mutation testing', () => {
	it.each(Object.entries(AREAS))('have files and tests: %s', (_name, { files, tests }) => {
		for (const file of files) {
			expect(globSync(file, { cwd: join(root, 'nodes/BettyBlocks') })).not.toEqual([]);
		}
		for (const test of tests) expect(globSync(test, { cwd: join(root, 'test') })).not.toEqual([]);
	});

	it('have the files that explanations are about', () => {
		const text = readFileSync(join(root, 'test/mutation/survivors.json'), 'utf8');
		const files = Object.keys(JSON.parse(text) as Explanations);
		expect(files.filter((file) => !existsSync(join(root, 'nodes/BettyBlocks', file)))).toEqual([]);
	});
});
