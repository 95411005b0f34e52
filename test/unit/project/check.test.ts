import { testsOf } from '../../checks/changed.ts';

const all = [
	'test/unit/project/docs.test.ts',
	'test/unit/project/structure.test.ts',
	'test/unit/rest/paging.test.ts',
	'test/unit/trigger/histories.test.ts',
	'test/integration/record/upsert.classic.test.ts',
	'test/integration/record/record.data.test.ts',
	'test/integration/trigger/histories.data.test.ts',
	'test/integration/trigger/trigger.classic.test.ts',
];
const always = ['test/unit/project/docs.test.ts', 'test/unit/project/structure.test.ts'];

describe('The tests of what changed', () => {
	it('are those of the pages and of the folders when no code changed', () => {
		expect(testsOf(['README.md'], [], all)).toEqual(always);
	});

	it('are the unit tests that import a changed file, and the integration tests with a name like it', () => {
		const related = all.filter((test) => !always.includes(test));
		expect(testsOf(['nodes/BettyBlocks/resources/record/upsert.ts'], related, all)).toEqual([
			...always,
			'test/unit/rest/paging.test.ts',
			'test/integration/record/upsert.classic.test.ts',
			'test/integration/record/record.data.test.ts',
		]);
	});

	it('are a changed test itself, also one that takes long', () => {
		expect(testsOf(['test/integration/trigger/histories.data.test.ts'], [], all)).toEqual([
			...always,
			'test/integration/trigger/histories.data.test.ts',
		]);
	});
});
