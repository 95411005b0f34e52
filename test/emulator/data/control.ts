import { empty, html, json, text } from '../answers.ts';
import type { Answer } from '../answers.ts';
import { checkFault } from '../faults.ts';
import type { TextBody } from './body.ts';
import { checkDataPersonality } from './personality.ts';
import type { DataEmulator } from './emulator.ts';

/** Where other processes reach what a test in the same process reaches through `DataEmulator`. */
export const controlPrefix = '/__emulator/';

type Control = (emulator: DataEmulator, body: unknown) => Answer;

function done(carriedOut: void): Answer {
	void carriedOut;
	return empty(204);
}

const controls: Readonly<Record<string, Control>> = {
	'GET health': () => json(200, { ok: true }),
	'GET requests': (emulator) => json(200, emulator.requests),
	'DELETE requests': (emulator) => done(emulator.clearRequests()),
	'GET storage-requests': (emulator) => json(200, emulator.storageRequests),
	'GET files': (emulator) => json(200, emulator.files()),
	'POST faults': (emulator, fault) => done(emulator.fault(checkFault(fault))),
	'POST revoke-tokens': (emulator) => done(emulator.revokeTokens()),
	'PATCH personality': (emulator, changes) =>
		done(emulator.setPersonality(checkDataPersonality(changes))),
	'POST reset': (emulator) => done(emulator.reset()),
};

/** Answers a request below `/__emulator/`; a wrong one gets 400 with the reason as text. */
export function controlAnswer(
	emulator: DataEmulator,
	method: string,
	path: string,
	{ shown }: TextBody,
): Answer {
	const name = path.slice(controlPrefix.length).replace(/\/$/, '');
	const control = controls[`${method} ${name}`];
	try {
		if (control !== undefined) return control(emulator, shown);
		const model = /^records\/([^/]+)$/.exec(name)?.[1];
		if (method === 'GET' && model !== undefined) {
			return json(200, emulator.records(decodeURIComponent(model)));
		}
	} catch (error) {
		return text(400, error instanceof Error ? error.message : String(error));
	}
	return html(404, 'Not Found');
}
