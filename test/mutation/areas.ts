// What is mutated, and the tests that must notice: the quick ones that mirror the room.

export interface Area {
	/** Below nodes/BettyBlocks. */
	files: string[];
	/** Below test. */
	tests: string[];
}

export const AREAS: Record<string, Area> = {
	conditions: {
		files: ['app/query/*.ts', 'data/where.ts'],
		tests: ['unit/app/{conditions,filterCheck,sorting,wanted}.test.ts', 'unit/data/where.test.ts'],
	},
	encoding: {
		files: ['rest/form.ts', 'http/{address,requestBody}.ts'],
		tests: [
			'unit/rest/{filterForm,form,recordForm}.test.ts',
			'unit/http/{address,requestBody}.test.ts',
		],
	},
	engine: {
		files: ['trigger/engine/*.ts'],
		tests: ['unit/trigger/engine/*.test.ts'],
	},
	client: {
		files: ['http/!(address|credentialTest|requestBody).ts'],
		tests: ['unit/http/*.test.ts'],
	},
	paging: {
		files: ['rest/list/*.ts', 'data/{list,sortedList}.ts'],
		tests: ['unit/rest/list/*.test.ts', 'unit/rest/paging.test.ts', 'unit/data/list.test.ts'],
	},
	sequences: {
		files: ['node/{concurrently,concurrencyLimit,forEachItem}.ts'],
		tests: ['unit/node/{concurrently,limitSteps,forEachItem}.test.ts'],
	},
};
