import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { App, AppRecord, RecordQuery } from '../app/app';
import { readCondition } from '../app/conditions';
import { isMissing, unless } from '../app/errors';
import { InputError } from '../app/inputError';
import { kindOf } from '../app/kinds';
import { findProperty, type Model, type Property } from '../app/models';
import { toRecordId } from '../app/recordId';
import { readUuid } from '../app/uuid';
import { connect } from '../connect';
import { toNodeError } from '../node/nodeError';
import { appModels, chosenModel, hasModel } from './chosenModel';

/** Records that a list shows at once. */
const MAX_RECORDS = 50;

/** Names and IDs have no zone. */
const ZONE = 'UTC';

/** What records are usually called by. */
const USUAL_NAMES = ['name', 'title', 'subject', 'label', 'number', 'email'];

/** The models of the app, by name; the filter is part of a name, in any case. */
export async function searchModels(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const { models, app } = await appModels(this, 'names');
	const wanted = filter.trim().toLowerCase();
	return {
		results: models
			.filter(({ name }) => name.toLowerCase().includes(wanted))
			.sort((a, b) => a.name.localeCompare(b.name))
			// Where the builder shows a model is not documented. This opens the app, and keeps the model
			// when a person switches to By URL.
			.map(({ id, name }) => ({
				name,
				value: id,
				...(readUuid(id) !== undefined && { url: `${app.origin}/#models/${id}` }),
			})),
	};
}

/** The actions of the app by name, where it publishes them. */
export async function searchActions(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const app = await connect(this);
	const wanted = filter.trim().toLowerCase();
	const actions = (await app.actions()) ?? [];
	return {
		results: actions
			.filter(({ name }) => name.toLowerCase().includes(wanted))
			.sort((a, b) => a.name.localeCompare(b.name))
			.map(({ id, name }) => ({ name, value: id })),
	};
}

/** The newest records of the chosen model, or those that have the filter in their name or as ID. */
export async function searchRecords(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	if (!hasModel(this)) return { results: [] };
	const { app, model, models } = await chosenModel(this);
	const named = namingProperty(model);
	const nameOf = (record: AppRecord) => String((named && record[named.name]) ?? '').trim();
	try {
		const records = await find(app, model, models, named, filter.trim());
		return {
			results: records.map((record) => ({
				name: [String(record.id), nameOf(record)].filter(Boolean).join(' · '),
				value: String(record.id),
			})),
		};
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}

async function find(
	app: App,
	model: Model,
	models: Model[],
	named: Property | undefined,
	filter: string,
): Promise<AppRecord[]> {
	const id = toRecordId(filter);
	if (id !== undefined) {
		const record = await unless(isMissing, app.get(model, id), undefined);
		return record === undefined ? [] : [record];
	}
	const newest = await newestOf(app, model);
	if (filter === '' || named === undefined) return newest;
	const entered = { property: named.name, operator: 'matches', value: filter };
	const conditions = [readCondition(models, model, entered, ZONE)];
	const found = app.list({ ...firstOf(model), conditions });
	// An app that can't filter shows those of the newest that fit.
	const wanted = filter.toLowerCase();
	const fitting = newest.filter((row) => String(row[named.name]).toLowerCase().includes(wanted));
	return await unless((error) => error instanceof InputError, found, fitting);
}

async function newestOf(app: App, model: Model): Promise<AppRecord[]> {
	const orderBy = findProperty(model, 'id');
	if (orderBy === undefined) return await app.list(firstOf(model));
	const page = { limit: MAX_RECORDS, direction: 'desc' } as const;
	return (await app.changes({ model, orderBy }).read(page)) ?? [];
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

/** The property that people know a record by. */
function namingProperty({ properties }: Model): Property | undefined {
	const texts = properties.filter((property) => kindOf(property).fieldType === 'string');
	const usual = USUAL_NAMES.map((name) => texts.find((property) => property.name === name));
	return usual.find((property) => property !== undefined) ?? texts[0];
}
