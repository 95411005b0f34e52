/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { readExample } from '../demo/workflows.ts';
import { takePicture } from './support/browser.ts';
import { itKeepsKeysSecret, packagePrefix } from './support/n8n.ts';
import { useEditor } from './support/useEditor.ts';
import { useNewerCompany } from './support/useNewerCompany.ts';

const root = process.cwd();
const examples = readdirSync(join(root, 'examples')).map((file) => file.replace('.json', ''));

describe('Opening and closing the Betty Blocks nodes of an imported workflow', () => {
	const test = useEditor('opening-end', { permissions: ['clipboard-read', 'clipboard-write'] });
	const { n8n } = test;
	useNewerCompany(n8n);

	beforeEach(async () => await test.startOver());

	it.each(examples)('changes nothing in %s', async (name) => {
		const example = await readExample(root, name);
		const ours = example.nodes.filter(({ type }) => type.startsWith(packagePrefix));
		await test.editor.openNewWorkflow();
		await test.editor.importFile(join(root, 'examples', `${name}.json`));
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

	it('leaves nodes that name their model on the canvas, where it has a name', async () => {
		await test.editor.openNewWorkflow();
		await test.editor.importFile(join(root, 'examples', 'record-basics.json'));
		const shown = await test.editor.nodeOnCanvas('Get many companies').innerText();
		expect(shown).toContain('get many: companies');
		await test.editor.page.goto(`${n8n.server.url}/workflow/new`);
		await test.editor.importFile(join(root, 'examples', 'new-record-to-message.json'));
		const trigger = await test.editor.nodeOnCanvas('New company').innerText();
		expect(trigger).toContain('record created: companies');
	});

	itKeepsKeysSecret(n8n, 'demo-password-of-the-emulated-app');
});
