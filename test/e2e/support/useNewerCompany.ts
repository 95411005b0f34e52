/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { startNewerCompany, type NewerCompanyApp } from '../../demo/newerCompany.ts';
import type { SavedCredential } from '../../n8n/client.ts';
import type { TestN8n } from './n8n.ts';

/** A newer app, and a credential for it in an n8n. */
export interface TestNewerCompany extends NewerCompanyApp {
	/** The one that was made last, which n8n gives to a node without any. */
	credential: SavedCredential;
}

/** Starts the small company as a newer app, for the tests of one file. */
export function useNewerCompany(n8n: TestN8n): TestNewerCompany {
	const newer = {} as TestNewerCompany;

	beforeAll(async () => {
		Object.assign(newer, await startNewerCompany(process.cwd()));
		const { type, data } = newer.login;
		newer.credential = await n8n.client.createCredential(type, 'Newer app', data);
	});
	afterAll(async () => await newer.emulator?.close());
	return newer;
}
