/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ICredentialType, INodeType } from 'n8n-workflow';
import manifest from '../../../package.json';

const root = resolve(dirname(expect.getState().testPath ?? ''), '../../..');
const dist = join(root, 'dist');

/** Loads a class of the built package as n8n does: by the name of its file. */
function load<Type>(path: string): Type {
	const name = (path.split('/').at(-1) ?? '').split('.')[0] ?? '';
	const exported = jest.requireActual<Record<string, new () => Type>>(join(root, path));
	const Class = exported[name];
	if (Class === undefined) throw new Error(`${path} does not export ${name}`);
	return new Class();
}

beforeAll(() => {
	if (!existsSync(dist)) throw new Error('The package is not built. Run: npm run build');
});

const ALLOWED = new Set(['n8n-workflow', 'node:crypto']);

describe('The built package', () => {
	it("requires nothing but what n8n's verification allows, and its own files", () => {
		const scripts = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) =>
			file.endsWith('.js'),
		);
		expect(scripts.length).toBeGreaterThan(20);
		const required = scripts.flatMap((file) =>
			[
				...readFileSync(join(dist, file), 'utf8').matchAll(
					/(?:require|import)\(\s*["'`]([^"'`]+)["'`]\s*\)/g,
				),
			].map(([, name = '']) => ({ file, name })),
		);
		const foreign = required.filter(
			({ name }) => !ALLOWED.has(name) && !name.startsWith('./') && !name.startsWith('../'),
		);
		expect(foreign).toEqual([]);
		for (const { file, name } of required.filter((entry) => entry.name.startsWith('.'))) {
			expect(require.resolve(resolve(dist, dirname(file), name)).startsWith(dist)).toBe(true);
		}
	});

	it('has no dependency that would be installed with it', () => {
		expect(manifest).not.toHaveProperty('dependencies');
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	});

	it('is published with dist, README and licence, and nothing else', () => {
		const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
			cwd: root,
			encoding: 'utf8',
			shell: process.platform === 'win32',
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		const [{ files }] = JSON.parse(output) as [{ files: Array<{ path: string }> }];
		const others = files.map(({ path }) => path).filter((path) => !path.startsWith('dist/'));
		expect(others.sort()).toEqual(['LICENSE.md', 'README.md', 'package.json']);
		expect(files.map(({ path }) => path)).toEqual(
			expect.arrayContaining([...manifest.n8n.nodes, ...manifest.n8n.credentials]),
		);
	});

	it.each(manifest.n8n.nodes)('%s loads, with its icons and its codex', (path) => {
		const { description } = load<INodeType>(path);
		const icon = description.icon as { light: string; dark: string };
		for (const file of [icon.light, icon.dark]) {
			expect(existsSync(resolve(root, dirname(path), file.replace(/^file:/, '')))).toBe(true);
		}
		const codex = JSON.parse(readFileSync(join(root, path.replace(/\.js$/, '.json')), 'utf8')) as {
			node: string;
			resources: object;
		};
		expect(codex.node).toBe(`${manifest.name}.${description.name}`);
		expect(codex.resources).toBeDefined();
	});

	it.each(manifest.n8n.credentials)('%s loads, with its icons', (path) => {
		const { icon } = load<ICredentialType>(path);
		const { light, dark } = icon as { light: string; dark: string };
		for (const file of [light, dark]) {
			expect(existsSync(resolve(root, dirname(path), file.replace(/^file:/, '')))).toBe(true);
		}
	});
});
