/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import { nodeNamed, readExample } from '../demo/workflows.ts';
import { freePort } from '../n8n/ports.ts';
import { itKeepsKeysSecret, packagePrefix, useN8n } from './support/n8n.ts';

const wrongKey = 'not-the-key-of-this-app';

/** A server on this machine that is no app. */
async function serve(answer: RequestListener): Promise<{ url: string; close: () => void }> {
	const server = createServer(answer);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

describe('The credential in a real n8n', () => {
	const n8n = useN8n();

	/** Tests the credential with some of its fields replaced, before it is saved. */
	const test = async (changes: object = {}) =>
		await n8n.client.testCredential(n8n.credential, { ...n8n.app.access, ...changes });

	it('comes with a community package that n8n lists and has loaded', async () => {
		const [listed, ...others] = await n8n.client.communityPackages();
		expect(others).toEqual([]);
		expect(listed).toMatchObject({ packageName: packagePrefix.slice(0, -1) });
		expect(listed?.failedLoading ?? false).toBe(false);
	});

	it('works with the right application, email and key', async () => {
		expect(await test()).toEqual({ status: 'OK', message: 'Connection successful!' });
	});

	it('tells apart a wrong key, a wrong application, no API, and an app that is down', async () => {
		const website = await serve((_, response) => response.end('<html>Welcome</html>'));
		const nothing = await serve((_, response) => response.writeHead(404).end('Not found'));
		const results = {
			wrongKey: await test({ apiKey: wrongKey }),
			wrongApplication: await test({ application: nothing.url }),
			noApi: await test({ application: website.url }),
			down: await test({ application: `http://127.0.0.1:${await freePort()}` }),
		};
		website.close();
		nothing.close();
		const refused = (message: RegExp) => ({
			status: 'Error',
			message: expect.stringMatching(message),
		});
		expect(results).toEqual({
			wrongKey: refused(/email address or the API key is wrong/),
			wrongApplication: refused(/No Betty Blocks app was found/),
			noApi: refused(/No Betty Blocks API was found at this URL/),
			down: refused(/ECONNREFUSED/),
		});
	});

	it('fails a workflow with a wrong key, at the step, and says what to do', async () => {
		const credential = await n8n.client.createCredential('bettyBlocksApi', 'Wrong key', {
			...n8n.app.access,
			apiKey: wrongKey,
		});
		const example = await readExample(process.cwd(), 'read-records');
		const workflow = await n8n.save(example, credential);
		n8n.app.emulator.clearRequests();
		const { status, error } = await n8n.client.runWorkflow(workflow, 'Start here');
		expect({ status, ...error }).toMatchObject({
			status: 'error',
			message: "The app didn't accept the email address or the API key",
			description: expect.stringMatching(/credential/),
			node: { name: nodeNamed(example, 'Get many records').name },
		});
		expect(n8n.app.emulator.requests).toHaveLength(1);
	});

	itKeepsKeysSecret(n8n, wrongKey);
});
