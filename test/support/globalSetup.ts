/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for all that n8n-core keeps in one run of the tests. */
export default function setUp(): void {
	process.env.TEST_FOLDER = mkdtempSync(join(tmpdir(), 'n8n-nodes-bettyblocks-'));
}
