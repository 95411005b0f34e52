/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import { parseArgs } from 'node:util';

import type { ClassicAccess } from './classic/app.ts';
import type { DataAccess } from './data/app.ts';
import { help } from './help.mjs';

export interface Switches {
	api: 'classic' | 'data';
	model?: string;
	view?: string;
	write?: string;
	only?: string[];
}

/** Asks a person for what the environment lacks; what is secret isn't shown while it is typed. */
export type Prompt = (question: string, isSecret: boolean) => Promise<string>;

const prefix = 'BETTY_BLOCKS_';
const secrets = ['API_KEY', 'PASSWORD'];

/** @throws Error that says what is wrong with the command line */
export function readSwitches(args: string[]): Switches {
	const text = { type: 'string' } as const;
	const options = { api: text, model: text, view: text, write: text, only: text };
	let values: Partial<Record<keyof typeof options, string>>;
	try {
		({ values } = parseArgs({ args, options }));
	} catch (error) {
		const reason = error instanceof Error ? error.message.split(/\. |\n/, 1)[0] : String(error);
		throw new Error(`${reason}\n\n${help}`);
	}
	const { api = 'classic', only, ...others } = values;
	if (api !== 'classic' && api !== 'data') throw new Error('--api must be classic or data');
	if (api === 'data' && (others.write ?? others.view) !== undefined) {
		throw new Error(
			'--write and --view are for classic apps. Nobody can write to a newer app from outside.',
		);
	}
	return { api, ...others, only: only?.split(',').map((name) => name.trim()) };
}

/** The values of the environment, and what a person has to be asked for. */
class Answers {
	private readonly environment: NodeJS.ProcessEnv;
	private readonly prompt: Prompt;

	constructor(environment: NodeJS.ProcessEnv, prompt: Prompt) {
		this.environment = environment;
		this.prompt = prompt;
	}

	async get(name: string, question: string): Promise<string> {
		const value = this.environment[prefix + name]?.trim();
		if (value) return value;
		const answer = (await this.prompt(question, secrets.includes(name))).trim();
		if (answer === '') throw new Error(`${prefix}${name} is missing`);
		return answer;
	}
}

/** @throws Error when it is no identifier, host or URL, or plain HTTP would carry a secret */
export function originOf(application: string, domain: string): string {
	const isIdentifier = /^[a-z0-9-]+$/i.test(application);
	const isLocal = /^(https?:\/\/)?(127\.0\.0\.1|localhost)(:|\/|$)/.test(application);
	const spelled = isIdentifier && !isLocal ? `${application}.${domain}` : application;
	const scheme = /^https?:\/\//.test(spelled) ? '' : isLocal ? 'http://' : 'https://';
	if (!URL.canParse(scheme + spelled)) {
		throw new Error('The application must be an identifier, a host or a URL');
	}
	const url = new URL(scheme + spelled);
	if (url.protocol === 'http:' && !isLocal) throw new Error('The application must use https');
	return url.origin;
}

/** What it takes to sign in to a classic app. */
export async function classicAccess(
	{ model, view }: Switches,
	environment: NodeJS.ProcessEnv,
	prompt: Prompt,
): Promise<ClassicAccess> {
	const answers = new Answers(environment, prompt);
	const application = await answers.get('APPLICATION', 'Application (identifier or URL): ');
	return {
		origin: originOf(application, 'bettyblocks.com'),
		email: await answers.get('EMAIL', 'Email: '),
		apiKey: await answers.get('API_KEY', 'API key (not shown): '),
		...{ model, view },
	};
}

/** What it takes to sign in to a newer app. */
export async function dataAccess(
	{ model }: Switches,
	environment: NodeJS.ProcessEnv,
	prompt: Prompt,
): Promise<DataAccess> {
	const answers = new Answers(environment, prompt);
	const application = await answers.get('APPLICATION', 'Application (runtime URL): ');
	const inUrl = /\/api\/runtime\/([0-9a-f-]+)/i.exec(application)?.[1];
	const id = inUrl ?? (await answers.get('APPLICATION_ID', 'Application ID: '));
	const access = {
		origin: originOf(application, 'betty.app'),
		applicationId: id.replaceAll('-', '').toLowerCase(),
		model,
	};
	if (environment[`${prefix}ACCESS`] === 'public') return access;
	const authenticationProfileId = await answers.get(
		'AUTHENTICATION_PROFILE_ID',
		'Authentication profile ID: ',
	);
	const username = await answers.get('USERNAME', 'Username: ');
	const password = await answers.get('PASSWORD', 'Password (not shown): ');
	return { ...access, login: { authenticationProfileId, username, password } };
}
