/** Random histories run for up to a minute: they belong to `npm test`. */
const SLOW = /histories/;

/** What the rules of the pages and the folders hold is quick to check, whatever changed. */
const ALWAYS = ['test/unit/project/docs.test.ts', 'test/unit/project/structure.test.ts'];

/** Words that tell nothing about what a file is for. */
const COMMON = new Set(['test', 'ts', 'index', 'nodes', 'betty', 'blocks', 'node', 'app', 'rest']);

/** The words in a path: `resources/record/getAll.ts` has resources, record, get and all. */
const wordsOf = (path: string) =>
	path
		.split(/[/.]|(?=[A-Z])/)
		.map((word) => word.toLowerCase())
		.filter((word) => word !== '' && !COMMON.has(word));

/** Every integration test reaches every file, so it is chosen by the words that its name and the file's share. */
export function testsOf(changed: string[], related: string[], all: string[]): string[] {
	const sources = changed.filter((file) => /^(nodes|credentials)\//.test(file));
	const words = new Set(sources.flatMap(wordsOf));
	const isNamedAlike = (test: string) =>
		wordsOf(test.replace(/^.*\//, '')).some((word) => words.has(word));
	return all.filter(
		(test) =>
			changed.includes(test) ||
			ALWAYS.includes(test) ||
			(!SLOW.test(test) &&
				(test.startsWith('test/integration/') ? isNamedAlike(test) : related.includes(test))),
	);
}
