/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync, readFileSync } from 'node:fs';
import { BettyBlocks } from '../../../nodes/BettyBlocks/BettyBlocks.node';
import { BettyBlocksTrigger } from '../../../nodes/BettyBlocks/BettyBlocksTrigger.node';
import { basename, dirname, join, relative, sep } from 'node:path';
import { displayNames } from '../../support/displayNames';
import { exportedNames, functionsIn } from '../../support/source';

const root = join(__dirname, '../../../nodes/BettyBlocks');

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.ts'))
	.map((file) => file.split(sep).join('/'));

/** The room of a file: a folder at the top, or the file itself. */
const roomOf = (file: string): string =>
	file.includes('/') ? (file.startsWith('trigger/engine/') ? 'engine' : file.split('/')[0]!) : file;

const imports = files.flatMap((file) => {
	const text = readFileSync(join(root, file), 'utf8');
	return [...text.matchAll(/(?:from|import\()\s*'(\.[^']*)'/g)].map(([, path = '']) => {
		const target = relative(root, join(root, dirname(file), path))
			.split(sep)
			.join('/');
		const found = [`${target}.ts`, `${target}/index.ts`].find((each) => files.includes(each));
		return { file, target: found ?? target };
	});
});

/** Which rooms a room may import from, besides itself. */
const ARROWS: Record<string, string[]> = {
	'BettyBlocks.node.ts': ['resources', 'methods', 'node'],
	'BettyBlocksTrigger.node.ts': ['trigger', 'methods'],
	resources: ['parameters', 'node', 'connect.ts', 'app'],
	trigger: ['engine', 'parameters', 'node', 'connect.ts', 'app'],
	methods: ['parameters', 'node', 'connect.ts', 'app'],
	node: ['parameters', 'connect.ts', 'app'],
	parameters: ['connect.ts', 'app'],
	'connect.ts': ['rest', 'data', 'http', 'app'],
	rest: ['http', 'app'],
	data: ['http', 'app'],
	http: ['app'],
	engine: ['app'],
	app: [],
};

describe('Imports of the package', () => {
	it('are found', () => {
		expect(imports.length).toBeGreaterThan(200);
		expect(imports.filter(({ target }) => !files.includes(target))).toEqual([]);
	});

	it('run one way: from the nodes through operations and parameters to the app', () => {
		const wrong = imports.filter(({ file, target }) => {
			const [from, to] = [roomOf(file), roomOf(target)];
			return from !== to && !ARROWS[from]?.includes(to);
		});
		expect(wrong).toEqual([]);
	});

	it('run in no circle', () => {
		const targets = new Map<string, string[]>();
		for (const { file, target } of imports) {
			targets.set(file, [...(targets.get(file) ?? []), target]);
		}
		const done = new Set<string>();
		const circles: string[][] = [];
		const walk = (file: string, path: string[]) => {
			if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file]);
			if (done.has(file) || path.includes(file)) return;
			for (const target of targets.get(file) ?? []) walk(target, [...path, file]);
			done.add(file);
		};
		for (const file of files) walk(file, []);
		expect(circles).toEqual([]);
	});

	it('bring no n8n into the engine of the trigger', () => {
		const engine = files.filter((file) => roomOf(file) === 'engine');
		expect(engine.length).toBeGreaterThan(8);
		for (const file of engine) {
			expect(readFileSync(join(root, file), 'utf8')).not.toMatch(/'n8n-|Date\.now\(/);
		}
	});
});

/** Functions that are longer for a reason. */
const LONG_FUNCTIONS = {
	toAddress: 'the editor runs its text in an expression, where nothing else of ours is known',
};

/** Files that are shorter for a reason. */
const SHORT_FILES = {
	'baseUrl.ts': 'the credential needs it, and nothing else of the room',
};

const linesOf = (file: string) =>
	readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length;

/** The same part of two APIs. */
const areTwins = (file: string, other: string) =>
	[roomOf(file), roomOf(other)].sort().join() === 'data,rest';

/** The same operation of two resources. */
const areOperations = (file: string, other: string) =>
	[file, other].every((each) => roomOf(each) === 'resources') && basename(file) === basename(other);

describe('Functions of the package', () => {
	it('have at most 40 lines, but for those with a reason', () => {
		const long = files.flatMap((file) =>
			functionsIn(readFileSync(join(root, file), 'utf8')).filter(({ lines }) => lines > 40),
		);
		expect(long.map(({ name }) => name).sort()).toEqual(Object.keys(LONG_FUNCTIONS));
	});
});

describe('Exported names', () => {
	it('are unique, but for the same part of two APIs and the same operation of two resources', () => {
		const exported = files.flatMap((file) =>
			exportedNames(readFileSync(join(root, file), 'utf8')).map((name) => ({ file, name })),
		);
		expect(exported.length).toBeGreaterThan(400);
		const shared = exported.filter(({ file, name }, index) =>
			exported
				.slice(0, index)
				.some(
					(other) =>
						other.name === name && !areTwins(file, other.file) && !areOperations(file, other.file),
				),
		);
		expect(shared).toEqual([]);
	});
});

describe('Files of the package', () => {
	it('have at least 20 lines, but for lists of operations and those with a reason', () => {
		const short = files.filter((file) => linesOf(file) < 20).map((file) => basename(file));
		expect(short.filter((name) => name !== 'index.ts').sort()).toEqual(Object.keys(SHORT_FILES));
	});

	it('have fewer than 300 lines', () => {
		expect(files.filter((file) => linesOf(file) >= 300)).toEqual([]);
	});

	it('have names of their own, but for the same operation of two resources and the same part of two APIs', () => {
		const named = files.filter(
			(file) => !['index.ts', 'get.ts', 'getAll.ts', 'execute.ts'].includes(basename(file)),
		);
		const doubles = named.filter((file, index) =>
			named
				.slice(0, index)
				.some((other) => basename(other) === basename(file) && !areTwins(file, other)),
		);
		expect(doubles).toEqual([]);
	});

	it('below the interface name no parameter of the nodes', () => {
		const names = [new BettyBlocks(), new BettyBlocksTrigger()].flatMap(({ description }) =>
			displayNames(description.properties),
		);
		expect(names).toContain('Page Size');
		const naming = files
			.filter((file) => ['rest', 'data', 'http', 'app'].includes(roomOf(file)))
			.flatMap((file) => {
				const text = readFileSync(join(root, file), 'utf8');
				return names.filter((name) => text.includes(`'${name}'`)).map((name) => ({ file, name }));
			});
		expect(naming).toEqual([]);
	});

	it('name kinds of properties in one place', () => {
		const naming = files.filter((file) =>
			/'(belongs_to|has_many|multi_file|date_time|string_expression)'/.test(
				readFileSync(join(root, file), 'utf8'),
			),
		);
		expect(naming).toEqual([]);
	});
});
