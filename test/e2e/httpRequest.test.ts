import type { INodeParameters } from 'n8n-workflow';

import { takePicture } from './support/browser.ts';
import { itKeepsKeysSecret } from './support/n8n.ts';
import { chain, startHere } from './support/steps.ts';
import { useEditor } from './support/useEditor.ts';
import { useNewerCompany } from './support/useNewerCompany.ts';

describe("n8n's HTTP Request node, in the editor", () => {
	const test = useEditor('http-end');
	const { n8n } = test;
	const newer = useNewerCompany(n8n);

	/** Opens the node, which has these parameters and no credential yet. */
	async function openNode(name: string, parameters: INodeParameters): Promise<void> {
		const type = 'n8n-nodes-base.httpRequest';
		const step = { name, type, typeVersion: 4.2, parameters };
		const { id } = await n8n.client.createWorkflow(chain(name, [startHere, step]));
		await test.startOver();
		await test.editor.page.goto(`${n8n.server.url}/workflow/${id}`);
		await test.editor.openNode(name);
	}

	it('reads the models of a classic app with its credential', async () => {
		await openNode('Models', { url: `${n8n.app.access.application}/api/models` });
		await test.editor.choose('authentication', 'Predefined Credential Type');
		await test.editor.choosePredefined('Betty Blocks Classic API', 'Betty Blocks');
		await test.editor.execute();
		const names = (await test.editor.outputRows()).map(({ name }) => name);
		await takePicture(test.editor.node, 'http-classic');
		expect(names).toEqual(n8n.app.definition.models.map(({ name }) => name));
	});

	it('queries a newer app with its credential, after a login', async () => {
		const { application, applicationId } = newer.emulator;
		await openNode('Query', {
			method: 'POST',
			url: `${application}/api/runtime/${applicationId}`,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '{ "query": "{ allInvoice { results { number } } }" }',
		});
		await test.editor.choose('authentication', 'Predefined Credential Type');
		await test.editor.choosePredefined('Betty Blocks Data API', 'Newer app');
		await test.editor.execute();
		await test.editor.output.getByText('2026-0040').first().waitFor();
		await takePicture(test.editor.node, 'http-newer');
	});

	itKeepsKeysSecret(n8n, 'demo-password-of-the-emulated-app');
});
