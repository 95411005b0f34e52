/* eslint-disable @n8n/community-nodes/require-node-api-error */
import { type Parameters, isParameters } from '../parameters.ts';
import { storedRecord } from '../render.ts';
import type { Model, Row } from '../store.ts';
import { createRow, draftWrite, updateRow, type Draft } from '../writes.ts';
import type { DataActionDefinition, DataEffect } from './app.ts';
import type { DataContext, DataEnvironment } from './context.ts';
import { FieldError, type ErrorEntry } from './errors.ts';
import { fillIn, type Known } from './templates.ts';

/** Validation messages that an action fails with. */
class ActionFailure extends Error {
	readonly messages: string[];

	constructor(messages: string[]) {
		super(messages.join(', '));
		this.messages = messages;
	}
}

/** The action of that id, or undefined. */
export function findAction(
	id: string,
	{ data }: DataEnvironment,
): DataActionDefinition | undefined {
	return data.actions.find((action) => action.id === id);
}

/** Whether the sender of a request may run an action. */
export function mayRun(
	action: DataActionDefinition,
	{ access, environment }: DataContext,
): boolean {
	if (action.public === true) return true;
	const first = environment.data.authenticationProfiles[0]?.id;
	const profile = action.authenticationProfile ?? first;
	return access.claims !== undefined && access.claims.auth_profile === profile;
}

function humanised(name: string): string {
	const words = name.replaceAll('_', ' ');
	return words.charAt(0).toUpperCase() + words.slice(1);
}

const sentences: Readonly<Record<string, string>> = {
	is_required: "can't be blank",
	is_invalid: 'is invalid',
	is_not_included_in_the_list: 'is not included in the list',
	is_unknown: 'is not a property',
};

function refuseErrors({ errors }: Draft): void {
	const messages = Object.entries(errors).flatMap(([name, codes]) =>
		codes.map((code) => `${humanised(name)} ${sentences[code] ?? code}`),
	);
	if (messages.length > 0) throw new ActionFailure(messages);
}

function draftOf(
	model: Model,
	row: Row | undefined,
	template: Record<string, unknown>,
	known: Known,
	{ writing, files }: DataEnvironment,
): Draft {
	const filled = Object.entries(template).map(([name, value]) => [name, fillIn(value, known)]);
	const given = filled.filter(([, value]) => value !== undefined);
	const values = Object.fromEntries(given) as Parameters;
	const draft = draftWrite(model, row, values, writing);
	for (const { name, group } of model.properties) {
		if (group !== 'file' && group !== 'files') continue;
		const keys = [values[name] ?? []].flat();
		if (keys.some((key) => !files.knows(key))) draft.errors[name] = ['is_invalid'];
	}
	refuseErrors(draft);
	return draft;
}

function rowOf(model: Model, id: unknown): Row {
	const row = model.rows.get(Number(id));
	if (row === undefined) throw new ActionFailure([`${model.name} not found`]);
	return row;
}

function carryOut(effect: DataEffect, known: Known, environment: DataEnvironment): void {
	const { store, writing } = environment;
	for (const [verb, step] of Object.entries(effect)) {
		const model = store.modelForTests(step.model);
		if (model === undefined) continue;
		const row = 'id' in step ? rowOf(model, fillIn(step.id, known)) : undefined;
		if (row !== undefined && verb === 'delete') model.remove(row.id);
		if (!('values' in step)) continue;
		const draft = draftOf(model, row, step.values, known, environment);
		const written = row ?? createRow(model, draft, writing);
		if (row !== undefined) updateRow(model, row, draft, writing);
		known.record = storedRecord(model, written, writing);
	}
}

function checkVariables(action: DataActionDefinition, inputs: Parameters): void {
	const missing = (action.variables ?? []).filter(
		({ name, required }) => required === true && (inputs[name] ?? '') === '',
	);
	if (missing.length === 0) return;
	throw new ActionFailure(missing.map(({ name }) => `${humanised(name)} can't be blank`));
}

/**
 * Carries out an action; what ran before a failure stays done.
 * @throws ActionFailure with the validation messages it fails with
 */
async function perform(
	action: DataActionDefinition,
	inputs: Parameters,
	{ environment, access }: DataContext,
): Promise<Known> {
	const known: Known = { inputs, record: null, user: access.claims?.user_id ?? null };
	try {
		checkVariables(action, inputs);
		for (const effect of [action.effect ?? []].flat()) carryOut(effect, known, environment);
		if (action.errors !== undefined) throw new ActionFailure(action.errors);
	} finally {
		await environment.wait(action.delayMs ?? 0);
	}
	return known;
}

function failure(
	messages: string[],
	extensions: Parameters | undefined,
	{ personality }: DataEnvironment,
): FieldError {
	const text = messages.join(', ');
	const facts = { extensions, isAlone: personality.actionErrorPlace === 'alone' };
	switch (personality.actionError) {
		case 'list':
			return new FieldError(messages, facts);
		case 'nested':
			return new FieldError({ errors: messages }, facts);
		case 'http500':
			return new FieldError(text, {
				...facts,
				extensions: extensions ?? { statusCode: 500 },
				status: 500,
			});
		case 'timeout':
			return new FieldError('Request timed out', { ...facts, extensions: { statusCode: 408 } });
		default:
			return new FieldError(text, facts);
	}
}

function noOutput({ personality }: DataEnvironment): unknown {
	if (personality.actionEmpty === 'actionNull') return null;
	return personality.actionEmpty === 'emptyObject' ? {} : { results: null };
}

function refusal({ access }: DataContext): FieldError {
	if (access.claims === undefined) {
		return new FieldError('Request not authenticated', {
			extensions: { code: 'UNAUTHENTICATED' },
			needsLogin: true,
		});
	}
	return new FieldError('You are not allowed to run this action', {
		extensions: { code: 'FORBIDDEN', statusCode: 403 },
	});
}

/**
 * `action(id, input)`
 * @throws FieldError when there is no such action, it may not be run, or fails
 */
export async function runAction(
	id: string,
	input: unknown,
	context: DataContext,
): Promise<unknown> {
	const { environment } = context;
	const action = findAction(id, environment);
	if (action === undefined) {
		throw new FieldError('Action not found', { extensions: { statusCode: 404 } });
	}
	if (!mayRun(action, context)) throw refusal(context);
	try {
		const known = await perform(action, isParameters(input) ? input : {}, context);
		if (action.results === undefined) return noOutput(environment);
		return { results: fillIn(action.results, known) ?? null };
	} catch (error) {
		if (!(error instanceof ActionFailure)) throw error;
		throw failure(error.messages, action.errorExtensions, environment);
	}
}

/** What running an action by its endpoint came to. */
export type EndpointRun =
	| { errors: ErrorEntry[] }
	| { errors?: undefined; results: unknown; response: DataActionDefinition['response'] };

/** Runs an action whose endpoint was called; the request is its input `request`. */
export async function runEndpoint(
	action: DataActionDefinition,
	request: Parameters,
	context: DataContext,
): Promise<EndpointRun> {
	try {
		const known = await perform(action, { request }, context);
		const results = fillIn(action.results, known) ?? null;
		const response = fillIn(action.response, known) as DataActionDefinition['response'];
		return { results, response };
	} catch (error) {
		if (!(error instanceof ActionFailure)) throw error;
		return { errors: error.messages.map((message) => ({ message })) };
	}
}
