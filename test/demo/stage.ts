import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { Desk, Shown } from './desk.ts';

/** What n8n keeps to sign in to an app. */
export interface Login {
	/** The type of the credential. */
	type: 'bettyBlocksApi' | 'bettyBlocksDataApi';
	data: ICredentialDataDecryptedObject & { application: string };
}

/** An app that the demo shows, and what it shows of it. */
export interface Stage {
	login: Login;
	/** Runs workflows; tells the one to open. */
	show(desk: Desk): Promise<Shown>;
	/** What else there is to try out, a line each. */
	hints: string[];
	close(): Promise<void>;
}
