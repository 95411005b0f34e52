/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-hardcoded-secrets */
import type { Owner } from '../../n8n/client.ts';

/** What run.ts has made ready for the tests, handed over in environment variables. */
export interface Prepared {
	/** Where the n8n under test is installed. */
	installation: string;
	/** Its version: "2.41.1". */
	version: string;
	/** The packed package. */
	tarball: string;
	/** The folder of an n8n that was started once: it has the package, an owner, and nothing else. */
	template: string;
	/** Takes the folders of the tests; their logs stay there. */
	runs: string;
	/** Takes the pictures of the editor. */
	screenshots: string;
}

const variables: Readonly<Record<keyof Prepared, string>> = {
	installation: 'E2E_INSTALLATION',
	version: 'E2E_VERSION',
	tarball: 'E2E_TARBALL',
	template: 'E2E_TEMPLATE',
	runs: 'E2E_RUNS',
	screenshots: 'E2E_SCREENSHOTS',
};

/** Signs in to every n8n of the tests; n8n asks for a capital letter and a digit. */
export const owner: Owner = {
	email: 'owner@example.com',
	password: 'Owner-of-a-test-1',
	firstName: 'Betty',
	lastName: 'Tester',
};

/** The environment that hands it over. */
export function handOver(prepared: Prepared): Record<string, string> {
	return Object.fromEntries(
		Object.entries(prepared).map(([key, value]) => [variables[key as keyof Prepared], value]),
	);
}

/** @throws Error when the tests were started without run.ts */
export function prepared(): Prepared {
	const entries = Object.entries(variables).map(([key, name]) => {
		const value = process.env[name];
		if (value === undefined) throw new Error('Start these tests with: npm run test:e2e');
		return [key, value] as const;
	});
	return Object.fromEntries(entries) as unknown as Prepared;
}
