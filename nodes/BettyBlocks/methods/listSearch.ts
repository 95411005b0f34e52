import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { App, AppRecord, RecordQuery } from '../app/app';
import type { ActionInput, NamedAction } from '../app/parts';
import { readCondition } from '../app/query/conditions';
import { isMissing, unless, InputError } from '../app/errors';
import { kindOf } from '../app/values/kinds';
import { shownValue } from '../app/values/shown';
import { findProperty, type Model, type Property } from '../app/schema/models';
import { toRecordId, readUuid } from '../app/schema/ids';
import { mapperLabel } from '../app/schema/labels';
import { connect } from '../connect';
import { appModels, chosenModel, hasModel, inEditor } from './chosenModel';
import { inputsOfChosen, NONE_CHOSEN } from './resourceMapping';

/** Records that a list shows at once. */
const MAX_RECORDS = 50;

/** Names and IDs have no zone. */
const ZONE = 'UTC';

/** What records are usually called by, the best first; without the underscores and capitals. */
const USUAL_NAMES = [
	['name'],
	['fullname'],
	['firstname', 'lastname'],
	['title'],
	['subject'],
	['label'],
	['number'],
	['lastname'],
	['email'],
];

/** The models of the app, by name; the filter is part of a name, in any case. */
export async function searchModels(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const { models, app } = await inEditor(this, async () => await appModels(this, 'names'));
	// Where the builder shows a model is not documented. This opens the app, and keeps the model when a
	// person switches to By URL.
	const results = called(models, filter).map(({ id, name }) => ({
		name,
		value: id,
		...(readUuid(id) !== undefined && { url: `${app.origin}/#models/${id}` }),
	}));
	return { results };
}

/** Those that have the filter in their name, by name. */
function called<Named extends { name: string }>(all: Named[], filter: string): Named[] {
	const wanted = filter.trim().toLowerCase();
	return all
		.filter(({ name }) => name.toLowerCase().includes(wanted))
		.sort((a, b) => a.name.localeCompare(b.name));
}

/** @throws {InputError} saying why there are none */
async function publishedActions(context: ILoadOptionsFunctions): Promise<NamedAction[]> {
	const actions = await (await connect(context)).actions?.published();
	if (actions !== undefined && actions.length > 0) return actions;
	throw new InputError(
		actions === undefined ? "The app doesn't publish its actions" : 'The app has no actions yet',
		"Choose 'By ID' and enter the ID of the action",
	);
}

/** The actions of the app by name, where it publishes them. */
export async function searchActions(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const actions = await inEditor(this, async () => await publishedActions(this));
	return { results: called(actions, filter).map(({ id, name }) => ({ name, value: id })) };
}

/** The inputs that the ID of a record can go to, where the app publishes them. */
export async function searchInputs(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const inputs = await inEditor(this, async () => await inputsWhenFound(this));
	const results = called(inputs, filter).map((input) => ({
		name: mapperLabel({ ...input, id: input.name, options: {} }),
		value: input.name,
	}));
	return { results };
}

/** @throws {InputError} saying why there are none */
async function inputsWhenFound(context: ILoadOptionsFunctions): Promise<ActionInput[]> {
	const inputs = await inputsOfChosen(context, ['foundAction']);
	if (typeof inputs === 'object') return inputs;
	throw new InputError(
		inputs ?? NONE_CHOSEN,
		"Choose 'By Name' and enter the name of the input as it is in the action",
	);
}

/** The newest records of the chosen model, or those that have the filter in their name or as ID. */
export async function searchRecords(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	if (!hasModel(this)) return { results: [] };
	const { app, model, models } = await chosenModel(this);
	const named = namingProperties(model);
	const found = async () => await find(app, model, models, named, filter.trim());
	return {
		results: (await inEditor(this, found)).map((record) => ({
			name: [String(record.id), nameOf(record, named)].filter(Boolean).join(' · '),
			value: String(record.id),
		})),
	};
}

async function find(
	app: App,
	model: Model,
	models: Model[],
	named: Property[],
	filter: string,
): Promise<AppRecord[]> {
	const id = toRecordId(filter);
	if (id !== undefined) {
		const record = await unless(isMissing, app.records.get(model, id), undefined);
		return record === undefined ? [] : [record];
	}
	const newest = await newestOf(app, model);
	if (filter === '' || named.length === 0) return newest;
	const words = filter.toLowerCase().split(/\s+/);
	const longest = words.reduce((a, b) => (b.length > a.length ? b : a));
	const conditions = named.map(({ name: property }) =>
		readCondition(models, model, { property, operator: 'matches', value: longest }, ZONE),
	);
	const found = app.records.list({ ...firstOf(model), conditions, combinator: 'or' });
	// An app that can't filter shows those of the newest that fit.
	const candidates = await unless((error) => error instanceof InputError, found, newest);
	return candidates.filter((record) => {
		const name = nameOf(record, named).toLowerCase();
		return words.every((word) => name.includes(word));
	});
}

async function newestOf(app: App, model: Model): Promise<AppRecord[]> {
	const orderBy = findProperty(model, 'id');
	if (orderBy === undefined) return await app.records.list(firstOf(model));
	const newest = await app.changes({ model, orderBy, zone: ZONE }).newest(MAX_RECORDS);
	return newest.map(({ record }) => record);
}

function firstOf(model: Model): RecordQuery {
	return {
		model,
		conditions: [],
		combinator: 'and',
		sort: [],
		limit: MAX_RECORDS,
		pageSize: MAX_RECORDS,
		zone: ZONE,
		otherWays: '',
	};
}

/** The properties that people know a record by: one, or the parts of a name. */
function namingProperties({ properties }: Model): Property[] {
	const texts = properties.filter((property) => kindOf(property).fieldType === 'string');
	const called = (name: string) =>
		texts.find((property) => property.name.replaceAll('_', '').toLowerCase() === name);
	for (const names of USUAL_NAMES) {
		const found = names.map(called).filter((property) => property !== undefined);
		if (found.length === names.length) return found;
	}
	return texts.slice(0, 1);
}

function nameOf(record: AppRecord, named: Property[]): string {
	const parts = named.map((property) => String(shownValue(record, property) ?? '').trim());
	return parts.filter((part) => part !== '').join(' ');
}
