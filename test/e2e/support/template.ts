import { N8nClient } from '../../n8n/client.ts';
import { installPackage, listPackage, nodeTypesOf } from '../../n8n/communityPackage.ts';
import { startN8n } from '../../n8n/server.ts';
import { owner } from './prepared.ts';

interface Template {
	/** Where n8n is installed. */
	installation: string;
	/** Is made. */
	folder: string;
	/** The packed package. */
	tarball: string;
}

/**
 * Installs the packed package in a fresh n8n, starts that once, so that its database is there, and
 * sets up its owner. A copy of the folder is a fresh n8n that starts in seconds.
 */
export async function makeTemplate({ installation, folder, tarball }: Template): Promise<void> {
	const installed = await installPackage(folder, tarball);
	const n8n = await startN8n({ folder, installation });
	try {
		const client = new N8nClient(n8n.url);
		await client.setUpOwner(owner);
		listPackage(folder, installed, nodeTypesOf(installed, await client.nodeTypes()));
	} finally {
		await n8n.stop();
	}
}
