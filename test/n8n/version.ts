/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The version of the n8n that is installed in a folder: "2.41.1".
 * @param installation holds its `node_modules`
 */
export async function versionIn(installation: string): Promise<string> {
	const file = join(installation, 'node_modules', 'n8n', 'package.json');
	const { version }: { version: string } = JSON.parse(await readFile(file, 'utf8'));
	return version;
}
