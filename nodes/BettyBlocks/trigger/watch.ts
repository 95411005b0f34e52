import { tryToParseDateTime, type IExecuteFunctions, type IPollFunctions } from 'n8n-workflow';
import { Client, CREDENTIAL_TYPE } from '../rest/client';
import type { Selection } from '../rest/records';
import { InputError } from '../app/inputError';
import {
	choiceParameter,
	modelParameter,
	positiveInteger,
	simplifyParameter,
} from '../resources/parameters';
import { uuidParameter, type NarrowingReader } from '../resources/narrowing';
import { modelPath, type ModelReference } from '../app/models';
import type { Settings } from './engine/settings';
import type { TriggerEvent } from './engine/source';
import { fingerprint } from './state';
import {
	DEFAULT_CREATED_PROPERTY,
	DEFAULT_MAX_RECORDS,
	DEFAULT_OVERLAP_MINUTES,
	DEFAULT_UPDATED_PROPERTY,
	eventField,
	startFromField,
} from './parameters';

const MINUTE_MS = 60_000;

/** What one trigger watches, as its parameters and its credential say. */
export interface Watch {
	client: Client;
	reference: ModelReference;
	selection: Selection;
	settings: Settings;
	/** Names or UUIDs, as entered. */
	created: string;
	updated: string;
	simplify: boolean;
	/** Tells this watch from any other: a place kept for another one means nothing here. */
	scope: string;
}

/**
 * Reads the parameters of the trigger.
 *
 * @throws {InputError} naming the parameter, when one makes no sense
 */
export async function readWatch(context: IPollFunctions): Promise<Watch> {
	const parameters = parameterReader(context);
	const text = (name: string, fallback: string) =>
		String(context.getNodeParameter(name, fallback)).trim() || fallback;
	const reference = modelParameter(parameters, 0);
	const selection = {
		viewId: uuidParameter(parameters, 'options.viewId', 'View', 'views', 0),
		filterId: uuidParameter(parameters, 'options.filterId', 'Filter', 'filters', 0),
	};
	const event = choiceParameter<TriggerEvent>(parameters, eventField, 0);
	const startFrom = choiceParameter<'now' | 'existing' | 'date'>(parameters, startFromField, 0);
	const created = text('options.createdProperty', DEFAULT_CREATED_PROPERTY);
	const updated = text('options.updatedProperty', DEFAULT_UPDATED_PROPERTY);
	const client = await Client.connect(context);
	const { email } = await context.getCredentials(CREDENTIAL_TYPE);
	return {
		client,
		reference,
		selection,
		settings: {
			event,
			start: startFrom === 'date' ? { since: startDate(context) } : startFrom,
			maxRecords: positiveInteger(
				'Max Records per Poll',
				context.getNodeParameter('options.maxRecords', DEFAULT_MAX_RECORDS),
			),
			overlapMs: overlapMinutes(context) * MINUTE_MS,
		},
		created,
		updated,
		simplify: simplifyParameter(parameters, 0),
		// A start date may be an expression that is another one at each poll, so it is left out.
		scope: fingerprint([
			client.origin,
			String(email).trim().toLowerCase(),
			modelPath(reference),
			selection.viewId ?? '',
			selection.filterId ?? '',
			event,
			startFrom,
			created,
			updated,
		]),
	};
}

/** The functions that read parameters are made for items; a poll has none. */
function parameterReader(context: IPollFunctions): NarrowingReader {
	const getNodeParameter = (name: string, _itemIndex: number, fallback?: unknown) =>
		context.getNodeParameter(name, fallback);
	return {
		getNodeParameter: getNodeParameter as IExecuteFunctions['getNodeParameter'],
		getNode: () => context.getNode(),
	};
}

function startDate(context: IPollFunctions): number {
	const entered: unknown = context.getNodeParameter('startDate', '');
	try {
		return tryToParseDateTime(entered, context.getTimezone()).toMillis();
	} catch {
		return refuseStartDate(entered);
	}
}

function refuseStartDate(entered: unknown): never {
	const isEmpty = entered === undefined || entered === null || entered === '';
	throw new InputError(
		isEmpty ? 'Start Date is empty' : `Start Date ${JSON.stringify(entered)} is no date`,
		'Choose a date, or set Start From to something else',
	);
}

function overlapMinutes(context: IPollFunctions): number {
	const entered: unknown = context.getNodeParameter(
		'options.overlapMinutes',
		DEFAULT_OVERLAP_MINUTES,
	);
	const minutes = typeof entered === 'string' && entered.trim() !== '' ? Number(entered) : entered;
	if (typeof minutes === 'number' && Number.isFinite(minutes) && minutes >= 0) return minutes;
	throw new InputError(
		`Overlap (Minutes) ${JSON.stringify(entered)} is no number from 0 on`,
		'Enter how many minutes back each poll looks again, as in 5',
	);
}
