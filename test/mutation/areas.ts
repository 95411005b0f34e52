// What is mutated, and the tests that must notice: the quick ones that mirror the room.

export interface Area {
	/** Below nodes/BettyBlocks. */
	files: string[];
	/** Below test. */
	tests: string[];
}

export const AREAS: Record<string, Area> = {
	conditions: {
		files: ['app/query/*.ts', 'data/where.ts', 'rest/list/filterForm.ts'],
		tests: [
			'unit/app/{abilities,conditions,filterCheck,operators,sorting}.test.ts',
			'unit/data/where.test.ts',
			'unit/rest/filterForm.test.ts',
		],
	},
	encoding: {
		files: ['rest/{form,actionForm,recordForm}.ts', 'http/{address,multipart,requestBody}.ts'],
		tests: [
			'unit/rest/{actionForm,form,recordForm}.test.ts',
			'unit/http/{address,multipart,requestBody}.test.ts',
		],
	},
	engine: {
		files: ['trigger/engine/*.ts'],
		tests: ['unit/trigger/{engine,ties}.test.ts'],
	},
	client: {
		files: [
			'http/{barriers,bodyText,escapes,faults,fetchFile,fileErrors,httpClient}.ts',
			'http/{readings,response,retry,secrets,streams,stretches,transport}.ts',
		],
		tests: ['unit/http/*.test.ts'],
	},
	paging: {
		files: ['rest/list/!(filterForm).ts', 'data/{list,sortedList}.ts'],
		tests: ['unit/rest/paging.test.ts', 'contract/*.test.ts'],
	},
	sequences: {
		files: ['node/{concurrently,concurrencyLimit,forEachItem}.ts'],
		tests: ['unit/node/{concurrently,concurrencyLimit,forEachItem}.test.ts'],
	},
};
