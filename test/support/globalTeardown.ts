/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { rmSync } from 'node:fs';

export default function tearDown(): void {
	const folder = process.env.TEST_FOLDER;
	// Windows may hold a file for a moment longer.
	if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
