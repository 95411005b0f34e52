/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import fc from 'fast-check';
import ts from 'typescript';
import { toNodeError } from '../../../nodes/BettyBlocks/node/nodeError';
import { responseError } from '../../../nodes/BettyBlocks/rest/responseErrors';
import { runs } from '../../support/runs';

const NODES = join(__dirname, '../../../nodes');

/** So much text that nobody would wait for a pattern whose steps grow with its square. */
const LENGTH = 60_000;

/** What patterns of these files meet is cut before. */
const CUT_TO: Record<string, number> = {
	'http/response.ts': 4_000,
	'data/graphqlResponse.ts': 2_000,
};

/** What stands in many patterns, on its own and with something that ends it. */
const PIECES = [
	...'aA01.-+ \n\t"\'\\/<>&%={[(,:;_@#e\0é',
	...['<a', '</', 'a.', '1.', '-a', 'a ', ' a', '" ', 'a,', '0:', '%2', '&a', '\\u', 'x=', '  \n'],
];

const node = {
	id: '1',
	name: 'Betty Blocks',
	type: 'n8n-nodes-bettyblocks.bettyBlocks',
	typeVersion: 1,
	position: [0, 0] as [number, number],
	parameters: {},
};

interface Pattern {
	file: string;
	source: string;
	flags: string;
}

function patternsIn(file: string): Pattern[] {
	const path = join(NODES, 'BettyBlocks', file);
	const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
	const found: Pattern[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isRegularExpressionLiteral(node)) {
			const end = node.text.lastIndexOf('/');
			found.push({ file, source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

const files = readdirSync(join(NODES, 'BettyBlocks'), { recursive: true, encoding: 'utf8' })
	.filter((name) => name.endsWith('.ts'))
	.map((name) => name.replaceAll('\\', '/'));

/** The words that a pattern looks for. */
function wordsIn(source: string): string[] {
	return source
		.replace(/\\[a-zA-Z](\{[^}]*\})?|\[[^\]]*\]|[()|*+?{}^$]/g, ' ')
		.replace(/\\(.)/g, '$1')
		.split(/\s+/)
		.filter((word) => word !== '' && word.length < 30);
}

function isLinear({ file, source, flags }: Pattern): boolean {
	const words = wordsIn(source);
	const length = CUT_TO[file] ?? LENGTH;
	const texts = ['', ...words.slice(0, 2)].flatMap((before) =>
		[...new Set([...PIECES, ...words])].map(
			(piece) => `${before}${piece.repeat(Math.ceil(length / piece.length))}\u2603!`,
		),
	);
	const tried = createContext({ texts, pattern: new RegExp(source, flags) });
	const script = new Script('for (const text of texts) text.replace(pattern, "")');
	try {
		// What is linear ends a hundred times as soon; what isn't might not end at all.
		script.runInContext(tried, { timeout: 10_000 });
		return true;
	} catch {
		return false;
	}
}

describe('A pattern', () => {
	it('never takes steps that grow with the square of the text it meets', () => {
		const patterns = files.flatMap(patternsIn);
		expect(patterns.length).toBeGreaterThan(100);
		expect(patterns.filter((pattern) => !isLinear(pattern))).toEqual([]);
	}, 300_000);

	it('whose steps do grow with it is found out', () => {
		expect(isLinear({ file: '', source: '\\s+$', flags: '' })).toBe(false);
		expect(isLinear({ file: '', source: '(a+)+b', flags: '' })).toBe(false);
	}, 60_000);
});

describe('A message', () => {
	const long = fc
		.tuple(fc.constantFrom('x', 'é ', '🙂', '"', '\n', '<b>', 'a.b '), fc.nat({ max: 400_000 }))
		.map(([piece, times]) => piece.repeat(times));
	const body = fc.oneof(
		long,
		long.map((said) => `<html><title>${said}</title><body>${said}</body></html>`),
		long.map((error) => JSON.stringify({ error })),
		long.map((message) => JSON.stringify({ message, code: message })),
		long.map((said) => JSON.stringify({ errors: { [said]: [said, { code: said }] } })),
		long.map((said) => JSON.stringify({ errors: Array.from({ length: 5 }, () => said) })),
		long.map((said) => JSON.stringify([said, { [said]: said }])),
		fc.nat({ max: 5_000 }).map((count) =>
			JSON.stringify({
				errors: Object.fromEntries(Array.from({ length: count }, (_, at) => [`p${at}`, ['bad']])),
			}),
		),
	);

	it('is bounded, however much an app says', () => {
		fc.assert(
			fc.property(body, fc.integer({ min: 300, max: 599 }), (text, status) => {
				const headers = {
					'content-type': 'text/plain',
					location: `https://${text.slice(0, 9e4)}/`,
				};
				const response = { status, headers, text, isText: true };
				const meaning = { purpose: 'create a record', notFound: 'no', notFoundAdvice: 'no' };
				const { message, description } = toNodeError(node, responseError(response, meaning));
				expect(message.length + String(description).length).toBeLessThan(3_000);
				expect(message.isWellFormed()).toBe(true);
			}),
			runs(150, 1),
		);
	});
});
