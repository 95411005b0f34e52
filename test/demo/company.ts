/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { startEmulator } from '../emulator/index.ts';
import type { AppDefinition, Emulator } from '../emulator/index.ts';
import type { AppAccess } from './options.ts';

/** The emulated app, and how to sign in to it. */
export interface CompanyApp {
	definition: AppDefinition;
	emulator: Emulator;
	access: AppAccess;
}

/** Starts an emulated app with a small company in it: customers, their people, their orders. */
export async function startCompany(root: string): Promise<CompanyApp> {
	const file = join(root, 'test', 'demo', 'company.json');
	const definition: AppDefinition = JSON.parse(await readFile(file, 'utf8'));
	const emulator = await startEmulator({ app: definition });
	const [{ email, apiKey } = { email: '', apiKey: '' }] = definition.users;
	return { definition, emulator, access: { application: emulator.application, email, apiKey } };
}

/** What the app holds, in words: "12 companies, 30 contacts, 24 orders". */
export function contentsOf({ models }: AppDefinition): string {
	return models.map(({ table, records }) => `${records?.length ?? 0} ${table}`).join(', ');
}
