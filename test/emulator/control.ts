import { empty, html, json, text, type Answer } from './answers.ts';
import type { Body } from './environment.ts';
import { checkFault } from './faults.ts';
import { checkPersonality } from './personality.ts';
import type { Emulator } from './server.ts';

/** Where other processes reach what a test in the same process reaches through `Emulator`. */
export const controlPrefix = '/__emulator/';

/** The emulator as its control endpoints see it. */
export interface Controlled extends Emulator {
	listAssets(): unknown[];
}

type Control = (emulator: Controlled, body: Body) => Answer;

function done(carriedOut: void): Answer {
	void carriedOut;
	return empty(204);
}

const controls: Readonly<Record<string, Control>> = {
	'GET health': () => json(200, { ok: true }),
	'GET requests': (emulator) => json(200, emulator.requests),
	'DELETE requests': (emulator) => done(emulator.clearRequests()),
	'GET assets': (emulator) => json(200, emulator.listAssets()),
	'POST faults': (emulator, { json: fault }) => done(emulator.fault(checkFault(fault))),
	'PATCH personality': (emulator, { json: changes }) =>
		done(emulator.setPersonality(checkPersonality(changes))),
	'POST reset': (emulator) => done(emulator.reset()),
};

function listRows(emulator: Emulator, model: string): Answer {
	return json(200, emulator.records(decodeURIComponent(model)));
}

/** Answers a request below `/__emulator/`; a wrong one gets 400 with the reason as text. */
export function controlAnswer(
	emulator: Controlled,
	method: string,
	path: string,
	body: Body,
): Answer {
	const name = path.slice(controlPrefix.length).replace(/\/$/, '');
	const control = controls[`${method} ${name}`];
	try {
		if (control !== undefined) return control(emulator, body);
		const model = /^records\/([^/]+)$/.exec(name)?.[1];
		if (method === 'GET' && model !== undefined) return listRows(emulator, model);
	} catch (error) {
		return text(400, error instanceof Error ? error.message : String(error));
	}
	return html(404, 'Not Found');
}
