import { empty, html, json, text, type Answer } from '../answers.ts';
import { fieldsAt } from '../checks.ts';
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

/** Reads and edits the store; undefined for a method that means nothing there. */
function recordAnswer(
	emulator: DataEmulator,
	method: string,
	model: string,
	id: string | undefined,
	body: unknown,
): Answer | undefined {
	if (id === undefined) {
		if (method === 'GET') return json(200, emulator.records(model));
		return method === 'POST' ? json(201, emulator.create(model, valuesIn(body))) : undefined;
	}
	if (method === 'DELETE') return done(emulator.delete(model, Number(id)));
	return method === 'PATCH'
		? json(200, emulator.update(model, Number(id), valuesIn(body)))
		: undefined;
}

function valuesIn(body: unknown): Record<string, unknown> {
	return fieldsAt(body, 'The body');
}

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
		const [, model, id] = /^records\/([^/]+)(?:\/(\d+))?$/.exec(name) ?? [];
		if (model !== undefined) {
			const answer = recordAnswer(emulator, method, decodeURIComponent(model), id, shown);
			if (answer !== undefined) return answer;
		}
	} catch (error) {
		return text(400, error instanceof Error ? error.message : String(error));
	}
	return html(404, 'Not Found');
}
