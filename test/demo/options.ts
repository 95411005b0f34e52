/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import { parseArgs } from 'node:util';

/** What n8n listens on by itself. */
export const usualPort = 5678;

export const help = `Shows the Betty Blocks nodes at work in a real n8n.

    npm run demo -- [options]

Without settings it runs against an emulated app with a small company in it. To use an app of
your own, set all of BETTY_BLOCKS_APPLICATION, BETTY_BLOCKS_EMAIL and BETTY_BLOCKS_API_KEY; the
demo then only reads from it.

    --once           end when the workflow has run; the exit code tells whether all went well
    --api <api>      the emulated app: classic (default), or data for an app of the newer generation
    --port <number>  where n8n listens (default ${usualPort}, or a free port when it is in use)
    --model <name>   app of your own: the model to use (default: the first in the app's list)
    --write          app of your own: also create, update and delete one record of that model
    --help           show this text
`;

/** What it takes to sign in to an app. */
export interface AppAccess {
	application: string;
	email: string;
	apiKey: string;
}

export interface DemoOptions {
	help: boolean;
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
	help?: boolean;
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
			options: { help: flag, once: flag, write: flag, api: text, port: text, model: text },
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
		`To use an app of your own, ${missing.join(' and ')} must be set as well. ` +
			'To use the emulated app, unset all three BETTY_BLOCKS_ variables.',
	);
}

/**
 * Reads the command line and the environment.
 * @throws Error that says what is wrong with them
 */
export function readOptions(args: string[], environment: NodeJS.ProcessEnv): DemoOptions {
	const switches = readSwitches(args);
	const { help: wantsHelp = false, once = false, write = false, model } = switches;
	const api = readApi(switches.api);
	const app = wantsHelp ? undefined : readApp(environment);
	if (write && app !== undefined && model === undefined) {
		throw new Error('--write needs --model: which model may get a record that is deleted again?');
	}
	if (!wantsHelp && app === undefined && (write || model !== undefined)) {
		throw new Error('--write and --model are for an app of your own. See --help.');
	}
	if (app !== undefined && api === 'data') {
		throw new Error(
			'The demo shows an app of your own by its classic API only. ' +
				'To see an emulated newer app, unset the BETTY_BLOCKS_ variables.',
		);
	}
	return { help: wantsHelp, api, once, write, model, app, port: readPort(switches.port) };
}
