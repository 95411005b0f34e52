/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BettyBlocks } from '../../../nodes/BettyBlocks/BettyBlocks.node';
import { BettyBlocksTrigger } from '../../../nodes/BettyBlocks/BettyBlocksTrigger.node';
import { OPERATORS, SHORTHANDS } from '../../../nodes/BettyBlocks/app/query/operators';
import { retryDelay, type Fault, type Safety } from '../../../nodes/BettyBlocks/http/retry';
import { offered } from '../../../nodes/BettyBlocks/node/operation';
import { APIS } from '../../../nodes/BettyBlocks/parameters/api';
import { resources } from '../../../nodes/BettyBlocks/resources';
import { displayNames } from '../../support/displayNames';
import { textsByFile } from '../../support/texts';

const root = join(__dirname, '../../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

const pages = [
	'README.md',
	'CHANGELOG.md',
	'.github/CONTRIBUTING.md',
	'.github/SECURITY.md',
	'test/emulator/README.md',
	...readdirSync(join(root, 'docs')).map((file) => `docs/${file}`),
];

/** The way in which GitHub makes an anchor of a heading. */
const anchorsOf = (text: string) =>
	[...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
		heading
			.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, '')
			.replaceAll(' ', '-'),
	);

const linksOf = (text: string) =>
	[...text.matchAll(/(?:\]\(|src="|srcset=")([^)"\s]+)/g)].map(([, link = '']) => link);

/** Reviewers read every text that a person may be shown in one file, and see each change of one. */
const TEXTS = 'test/unit/project/fixtures/messages.md';

const HEAD = `# All texts

Every text of the package that a person may be shown, by file; \`…\` stands for what is filled in. \`UPDATE_DOCS=1 npm run jest -- docs\` writes this file anew.
`;

const messagesPage = () =>
	[
		HEAD,
		...[...textsByFile(root)].map(
			([file, texts]) =>
				`## ${file}\n\n${texts.map((text) => `- ${text.replace(/\s+/g, ' ').trim()}`).join('\n')}\n`,
		),
	].join('\n');

/** The cells of the table in a page whose head begins with a text. */
function table(page: string, head: string): string[][] {
	const [, below = ''] = read(page).split(`\n| ${head} |`);
	const [, , ...rows] = (below.split('\n\n')[0] ?? '').split('\n');
	return rows.map((row) =>
		row
			.split('|')
			.slice(1, -1)
			.map((cell) => cell.trim()),
	);
}

describe('The README', () => {
	it('lists every operation, and which apps have it', () => {
		const operations = resources.flatMap((resource) => {
			const offers = APIS.map((api) => offered(resource, api).map(({ option }) => option.name));
			return [...new Set(offers.flat())].map((name) => [
				`${resource.option.name} ${name}`,
				...offers.map((names) => (names.includes(name) ? '✓' : '–')),
			]);
		});
		const rows = table('README.md', 'resource');
		const listed = rows.flatMap(([resource = '', names = '', ...apis]) =>
			names.split(', ').map((name) => [`${resource} ${name}`, ...apis.slice(0, APIS.length)]),
		);
		expect(listed.sort()).toEqual(operations.sort());
	});

	it('has at most 150 lines', () => {
		expect(read('README.md').split('\n').length).toBeLessThanOrEqual(150);
	});

	it('comes to installing in n8n before the demo', () => {
		const text = read('README.md');
		expect(text.indexOf('## Install')).toBeGreaterThan(0);
		expect(text.indexOf('## Install')).toBeLessThan(text.indexOf('npm run demo'));
	});

	it('names scripts that exist', () => {
		const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
		const named = pages.flatMap((page) =>
			[...read(page).matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name),
		);
		expect(named.filter((name) => !(name in scripts))).toEqual([]);
	});
});

describe('Links between the pages', () => {
	it.each(pages)('lead somewhere in %s', (page) => {
		const broken = linksOf(read(page)).filter((link) => {
			if (/^(https?:|mailto:)/.test(link)) return false;
			const [path = '', anchor] = link.split('#');
			const target = path === '' ? page : join(dirname(page), path);
			if (!existsSync(join(root, target))) return true;
			return anchor !== undefined && !anchorsOf(read(target)).includes(anchor);
		});
		expect(broken).toEqual([]);
	});
});

describe('CONTRIBUTING', () => {
	it('names files that are there', () => {
		const named = [
			...read('.github/CONTRIBUTING.md').matchAll(/`([\w./-]+\/[\w.-]+\.(?:ts|md))`/g),
		];
		const missing = named
			.map(([, file = '']) => file)
			.filter(
				(file) => !['', 'nodes/BettyBlocks'].some((base) => existsSync(join(root, base, file))),
			);
		expect(named.length).toBeGreaterThan(20);
		expect(missing).toEqual([]);
	});
});

describe('The table of what is repeated', () => {
	const codes: Record<string, string> = {
		'the connection breaks': 'ECONNRESET',
		'no response within the timeout': 'ECONNABORTED',
		"the app can't be reached": 'ECONNREFUSED',
		"the app's name isn't found": 'ENOTFOUND',
	};
	const rows = table('docs/items-and-retries.md', 'what comes back');

	/** What a row is about: statuses, with all between two of them, or the code of a fault. */
	function faultsOf(label: string): Fault[] {
		const code = codes[label];
		if (code !== undefined) return [{ code, mayHaveLeft: !label.startsWith('the app') }];
		return [...label.matchAll(/(\d{3})(?: to (\d{3}))?/g)].flatMap(([, from, to]) =>
			Array.from({ length: Number(to ?? from) - Number(from) + 1 }, (_, more) => ({
				status: Number(from) + more,
			})),
		);
	}

	function told(fault: Fault, safety: Safety): string {
		let repeats = 0;
		while (retryDelay(fault, safety, repeats, 0) !== undefined) repeats++;
		return repeats === 0 ? 'no' : repeats === 1 ? 'once' : `up to ${repeats} times`;
	}

	it('names every fault', () => {
		expect(rows.map(([label = '']) => faultsOf(label).length)).not.toContain(0);
		expect(rows.length).toBeGreaterThan(Object.keys(codes).length);
	});

	it.each(rows)('is true: %s', (label = '', ...cells) => {
		const safeties: Safety[] = ['safe', 'idempotent', 'unsafe'];
		for (const fault of faultsOf(label)) {
			expect(safeties.map((safety) => told(fault, safety))).toEqual(cells);
		}
	});
});

describe('The table of operators', () => {
	it('names each of them', () => {
		const named = table('docs/records.md', 'operator').flatMap(([names = '']) => names.split(', '));
		const labels = [...OPERATORS, ...SHORTHANDS].map(({ label }) => label);
		expect(named.sort()).toEqual(labels.sort());
	});
});

describe('Options that a page names', () => {
	const names = [new BettyBlocks(), new BettyBlocksTrigger()].flatMap(({ description }) =>
		displayNames(description.properties),
	);

	it.each(pages)('are there: %s', (page) => {
		const named = [...read(page).matchAll(/Options → ([^*|\n]+)/g)].flatMap(([, text = '']) =>
			text.trim().split(', '),
		);
		expect(named.filter((name) => !names.includes(name))).toEqual([]);
	});
});

describe('The page on records', () => {
	it('names the parameters that can not be an expression', () => {
		const types = [new BettyBlocks(), new BettyBlocksTrigger()].map(
			({ description }) => description,
		);
		const fixed = types
			.flatMap(({ properties }) => properties)
			// In a mapper, each field can.
			.filter(({ noDataExpression, type }) => noDataExpression === true && type === 'options')
			.map(({ displayName }) => displayName);
		const [, exceptions = ''] = /The exceptions are (.*)/.exec(read('docs/records.md')) ?? [];
		const named = [...exceptions.matchAll(/\*([^*]+)\*/g)].map(([, name]) => name);
		expect(named.sort()).toEqual([...new Set(fixed)].sort());
	});
});

describe('Messages that a page quotes', () => {
	const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	/** A text that is all but left open would be like any other. */
	const saysSomething = (text: string) => (text.match(/\p{L}+/gu)?.length ?? 0) > 1;
	const texts = [...textsByFile(root).values()].flat().filter(saysSomething);
	/** Either side may leave something open. */
	const isLike = (quoted: string) => (text: string) =>
		[
			[quoted, text],
			[text, quoted],
		].some(([open = '', other = '']) =>
			new RegExp(`^${escaped(open).replaceAll('…', '.*')}$`).test(other),
		);

	it.each(pages.filter((page) => /^(README|docs)/.test(page)))(
		'are those of the package: %s',
		(page) => {
			const quoted = [...read(page).matchAll(/`([^`\n]+)`/g)]
				.map(([, text = '']) => text.replace(/[.]$/, ''))
				.filter((text) => /^['"]?[A-Z…]/.test(text) && text.split(' ').length > 3);
			expect(quoted.filter((message) => !texts.some(isLike(message)))).toEqual([]);
		},
	);
});

describe('The list of all texts', () => {
	it('holds every text of the package', () => {
		if (process.env.UPDATE_DOCS === '1') writeFileSync(join(root, TEXTS), messagesPage());
		expect(read(TEXTS)).toBe(messagesPage());
	});
});
