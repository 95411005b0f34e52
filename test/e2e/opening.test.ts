/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { readExample } from '../demo/workflows.ts';
import { takePicture } from './support/browser.ts';
import { itKeepsKeysSecret, packagePrefix } from './support/n8n.ts';
import { useEditor } from './support/useEditor.ts';
import { useNewerCompany } from './support/useNewerCompany.ts';

const root = process.cwd();
const pathOf = (example: string) => join(root, 'examples', `${example}.json`);
const examples = readdirSync(join(root, 'examples')).map((file) => file.replace('.json', ''));

describe('Opening and closing the Betty Blocks nodes of an imported workflow', () => {
	const test = useEditor('opening-end', { permissions: ['clipboard-read', 'clipboard-write'] });
	const { n8n } = test;
	useNewerCompany(n8n);

	it.each(examples)('changes nothing in %s', async (name) => {
		const example = await readExample(root, name);
		const ours = example.nodes.filter(({ type }) => type.startsWith(packagePrefix));
		await test.inWorkflow(pathOf(name), async () => {
			const imported = await test.editor.copyAll();
			for (const node of ours) {
				await test.editor.openNode(node.name);
				await test.editor.parameter('api').waitFor();
				await test.editor.listsAreLoaded();
				const isNewer = node.parameters.api === 'data';
				expect(await test.editor.chosen('api')).toBe(
					isNewer ? 'Newer App (betty.app)' : 'Classic App (bettyblocks.com)',
				);
				await takePicture(test.editor.node, `opened-${name}`);
				await test.editor.closeNode();
			}
			const parametersIn = (nodes: typeof imported.nodes) =>
				nodes.map(({ name, parameters }) => ({ name, parameters }));
			const opened = await test.editor.copyAll();
			expect(parametersIn(opened.nodes)).toEqual(parametersIn(imported.nodes));
			for (const { name, credentials } of opened.nodes) {
				const api = ours.find((node) => node.name === name)?.parameters.api;
				const other = api === 'data' ? 'bettyBlocksApi' : 'bettyBlocksDataApi';
				expect(credentials ?? {}).not.toHaveProperty(other);
			}
		});
	});

	it.each([
		['record-basics', 'Get many companies', 'get many: companies'],
		['new-record-to-message', 'New company', 'record created: companies'],
	])('shows on the canvas of %s that "%s" is %s', async (name, node, subtitle) => {
		await test.inWorkflow(pathOf(name), async () => {
			expect(await test.editor.nodeOnCanvas(node).innerText()).toContain(subtitle);
		});
	});

	itKeepsKeysSecret(n8n, 'demo-password-of-the-emulated-app');
});
