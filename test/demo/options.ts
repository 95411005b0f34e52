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
	port?: string;
	model?: string;
}

function readSwitches(args: string[]): Switches {
	const flag = { type: 'boolean' } as const;
	const text = { type: 'string' } as const;
	try {
		return parseArgs({
			args,
			options: { help: flag, once: flag, write: flag, port: text, model: text },
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
	const { help: wantsHelp = false, once = false, write = false, port, model } = readSwitches(args);
	const app = wantsHelp ? undefined : readApp(environment);
	if (write && app !== undefined && model === undefined) {
		throw new Error('--write needs --model: which model may get a record that is deleted again?');
	}
	if (!wantsHelp && app === undefined && (write || model !== undefined)) {
		throw new Error('--write and --model are for an app of your own. See --help.');
	}
	return { help: wantsHelp, once, write, model, app, port: readPort(port) };
}
