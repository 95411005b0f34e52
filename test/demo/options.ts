/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import { parseArgs } from 'node:util';

import { help } from './help.mjs';

/** What n8n listens on by itself. */
export const usualPort = 5678;

/** What it takes to sign in to an app. */
export interface AppAccess {
	application: string;
	email: string;
	apiKey: string;
}

export interface DemoOptions {
	/** Which API the emulated app has. */
	api: 'classic' | 'data';
	once: boolean;
	/** Undefined: the usual one, or a free one. */
	port?: number;
	write: boolean;
	model?: string;
	/** The app of one's own; undefined for the emulated one. */
	app?: AppAccess;
}

interface Switches {
	once?: boolean;
	write?: boolean;
	api?: string;
	port?: string;
	model?: string;
}

function readSwitches(args: string[]): Switches {
	const flag = { type: 'boolean' } as const;
	const text = { type: 'string' } as const;
	try {
		return parseArgs({
			args,
			options: { once: flag, write: flag, api: text, port: text, model: text },
		}).values;
	} catch (error) {
		const reason = error instanceof Error ? error.message.split(/\. |\n/, 1)[0] : String(error);
		throw new Error(`${reason}\n\n${help}`);
	}
}

function readPort(spelled: string | undefined): number | undefined {
	if (spelled === undefined) return undefined;
	const port = /^\d{1,5}$/.test(spelled) ? Number(spelled) : Number.NaN;
	if (port >= 1 && port <= 65_535) return port;
	throw new Error('--port must be a number from 1 to 65535');
}

function readApi(spelled = 'classic'): DemoOptions['api'] {
	if (spelled === 'classic' || spelled === 'data') return spelled;
	throw new Error('--api must be classic or data');
}

function readApp(environment: NodeJS.ProcessEnv): AppAccess | undefined {
	const names = ['BETTY_BLOCKS_APPLICATION', 'BETTY_BLOCKS_EMAIL', 'BETTY_BLOCKS_API_KEY'] as const;
	const [application = '', email = '', apiKey = ''] = names.map((name) =>
		environment[name]?.trim(),
	);
	const missing = names.filter((_, index) => [application, email, apiKey][index] === '');
	if (missing.length === names.length) return undefined;
	if (missing.length === 0) return { application, email, apiKey };
	throw new Error(
		`To use your own app, ${missing.join(' and ')} must also be set. ` +
			'To use the emulated app, unset all three BETTY_BLOCKS_ variables.',
	);
}

/**
 * Reads the command line and the environment.
 * @throws Error that says what is wrong with them
 */
export function readOptions(args: string[], environment: NodeJS.ProcessEnv): DemoOptions {
	const switches = readSwitches(args);
	const { once = false, write = false, model } = switches;
	const api = readApi(switches.api);
	const app = readApp(environment);
	if (write && app !== undefined && model === undefined) {
		throw new Error('--write needs --model: the model in which it may create and delete a record');
	}
	if (app === undefined && (write || model !== undefined)) {
		throw new Error('--write and --model are for your own app. See --help.');
	}
	if (app !== undefined && api === 'data') {
		throw new Error(
			'With your own app, the demo only works for classic apps. ' +
				'To see an emulated newer app, unset the BETTY_BLOCKS_ variables.',
		);
	}
	return { api, once, write, model, app, port: readPort(switches.port) };
}
