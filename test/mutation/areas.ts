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
		files: ['http/{bodyText,faults,fetchFile,httpClient,response,retry,streams,transport}.ts'],
		tests: [
			'unit/http/{bodyText,clientRequests,faults,fetchFile,httpClient,response,retry,stalls,streams,transport}.test.ts',
		],
	},
	secrets: {
		files: ['http/{escapes,origins,readings,secrets,stretches}.ts'],
		tests: ['unit/http/{escapes,readings,secrets,stretches}.test.ts'],
	},
	filtering: {
		files: ['rest/list/{filtered,impossible,proofs,saved,witness}.ts'],
		tests: ['unit/rest/list/{filtered,impossible,proofs}.test.ts'],
	},
	sorting: {
		files: ['rest/list/sorted.ts'],
		tests: ['unit/rest/list/sorted.test.ts'],
	},
	paging: {
		files: ['rest/list/{byId,goOn,maybePages,pages,paging,query}.ts'],
		tests: ['unit/rest/list/{pages,proven,query}.test.ts', 'unit/rest/paging.test.ts'],
	},
	lists: {
		files: ['data/{list,sortedList}.ts'],
		tests: ['unit/data/list.test.ts'],
	},
	sequences: {
		files: ['node/{concurrently,concurrencyLimit,forEachItem}.ts'],
		tests: ['unit/node/{concurrently,limitSteps,forEachItem}.test.ts'],
	},
};
