import type { WantedAround, WantedModels } from '../app/app';
import { AppError, isRefusal, unless, InputError } from '../app/errors';
import { findModel, findProperty, type Model, type ModelReference } from '../app/schema/models';
import { conditionsIn, type Filter } from '../app/query/filter';
import { isKnownKind, kindOf } from '../app/values/kinds';
import { lastOf } from '../app/schema/paths';
import type { Client } from './client';
import {
	comparisonsIn,
	entriesIn,
	fieldsIn,
	filterQuestion,
	ROOT_QUESTION,
	typesQuestion,
	type Entry,
	type FieldFacts,
} from './introspection';
import { nameOnly, toModel } from './schemaModel';
import { MAX_RELATIONS } from './selection';
import type { Comparisons } from './where';

/** A request may have no more fields at its root (vendor's article). */
const MAX_TYPES = 10;

const OWN_QUERY =
	"Your own queries don't need the schema: use the operation Execute of the resource Query";

const OTHER_WAYS = `The app may not show its schema. ${OWN_QUERY}`;

/** An app shows its schema to nobody without a token (vendor's documentation). */
const PUBLIC_ADVICE = `Choose 'Login' as the access in the credential: apps show their schema only to users who are logged in. ${OWN_QUERY}`;

const ALL = 'all';

/** What was asked of a schema so far. */
export interface SchemaFacts {
	entries: Map<typeof ALL, Promise<Entry[]>>;
	/** By name. */
	models: Map<string, Promise<Model>>;
	/** By the name of a model: which comparisons its filter has for each property. */
	comparisons: Map<string, Promise<Map<string, string[]>>>;
}

function noFacts(): SchemaFacts {
	return { entries: new Map(), models: new Map(), comparisons: new Map() };
}

/** A model changes seldom, and a poll a minute would ask for it a minute. */
const REMEMBERED_FOR_MS = 5 * 60_000;

const remembered = new Map<string, { until: number; facts: SchemaFacts }>();

/**
 * What was asked of an app's schema within the last minutes, by this process.
 *
 * @param account the app and its user, as roles see different things
 */
export function rememberedFacts(account: string): SchemaFacts {
	const now = Date.now();
	for (const [old, { until }] of remembered) if (until <= now) remembered.delete(old);
	const facts = remembered.get(account)?.facts ?? noFacts();
	if (!remembered.has(account)) remembered.set(account, { until: now + REMEMBERED_FOR_MS, facts });
	return facts;
}

/** What an app has, asked for piece by piece: the whole schema of a large app is about a megabyte. */
export class Schema {
	/**
	 * @param facts what an earlier run may have asked for
	 * @param run whether this run has asked for it itself
	 */
	constructor(
		private readonly client: Client,
		private readonly facts: SchemaFacts = noFacts(),
		private readonly run = { isCurrent: false },
	) {}

	/** The same schema, asked for in another way. */
	within(client: Client): Schema {
		return new Schema(client, this.facts, this.run);
	}

	/** Everything is asked for anew: what is known may be wrong by now. */
	forget(): void {
		for (const known of Object.values(this.facts)) known.clear();
	}

	/**
	 * Which comparisons an app has for the values of a type that we don't know.
	 *
	 * @returns by property; those that aren't there are known by their kinds
	 */
	async comparisonsFor(model: Model, filter: Filter): Promise<Comparisons> {
		const found: Comparisons = new Map();
		for (const { path } of conditionsIn(filter)) {
			const last = lastOf(path);
			if (isKnownKind(last)) continue;
			const owner = path.steps.at(-2)?.target ?? model.id;
			const known = (await this.comparisonsOf(owner)).get(last.name);
			if (known !== undefined && known.length > 0) found.set(last, known);
		}
		return found;
	}

	private async comparisonsOf(model: string): Promise<Map<string, string[]>> {
		const where = (await this.entries()).find(({ name }) => name === model)?.where;
		if (where === undefined) return new Map();
		const { query, variables } = filterQuestion(where);
		return await once(this.facts.comparisons, model, async () =>
			comparisonsIn(await unless(isRefusal, this.ask(query, variables), undefined)),
		);
	}

	/** What is known of a model's place in the schema. */
	async entryOf({ id }: Model): Promise<Entry> {
		const entry = (await this.entries()).find(({ name }) => name === id);
		if (entry !== undefined) return entry;
		throw new InputError(`The app has no model "${id}"`, 'Choose the model from the list');
	}

	/**
	 * @param needed paths of properties that the model has to have
	 * @returns undefined when there is no such model
	 */
	async find(reference: ModelReference, needed: string[] = []): Promise<Model | undefined> {
		return await this.unlessOutdated(
			async () => {
				const found = findModel((await this.entries()).map(nameOnly), reference);
				return found === undefined ? undefined : await this.load(found.name);
			},
			(model) =>
				model !== undefined &&
				needed.every((path) => findProperty(model, path.split('.')[0] ?? '')),
		);
	}

	/** Every model, and those that are wanted with their properties. */
	async all(wanted: WantedModels | undefined): Promise<Model[]> {
		const isAround = typeof wanted === 'object' && 'model' in wanted;
		if (isAround) {
			await this.unlessOutdated(
				async () => await this.loadAround(wanted),
				(isWhole) => isWhole,
			);
		}
		const entries = await this.entries();
		const names = entries.map(({ name }) => name);
		if (wanted === undefined) await this.loadAll(names);
		else if (typeof wanted === 'object' && 'first' in wanted) {
			await this.loadAll(names.slice(0, wanted.first));
		}
		return await Promise.all(
			entries.map(async (entry) => await (this.facts.models.get(entry.name) ?? nameOnly(entry))),
		);
	}

	/** What an earlier run asked for may be outdated: before something isn't there, it is asked for again. */
	private async unlessOutdated<Found>(
		look: () => Promise<Found>,
		isThere: (found: Found) => boolean,
	): Promise<Found> {
		const found = await look();
		if (this.run.isCurrent || isThere(found)) return found;
		this.forget();
		return await look();
	}

	private async entries(): Promise<Entry[]> {
		return await once(this.facts.entries, ALL, async () => await this.askForEntries());
	}

	private async askForEntries(): Promise<Entry[]> {
		this.run.isCurrent = true;
		const entries = entriesIn(await this.ask(ROOT_QUESTION));
		if (entries === undefined) {
			throw new AppError({
				kind: 'refused',
				message: "The app's response to the request to read the schema contains no schema",
				advice: OTHER_WAYS,
			});
		}
		if (entries.length > 0 || !this.client.isPublic) return entries;
		throw new InputError("Public access can't read the schema", PUBLIC_ADVICE);
	}

	/** @returns whether each path leads to properties that are there */
	private async loadAround({ model, paths }: WantedAround): Promise<boolean> {
		const first = await this.find(model, paths === 'relations' ? [] : paths);
		if (first === undefined) return false;
		if (paths === 'relations') {
			await this.loadAll(first.properties.flatMap(({ target }) => target ?? []));
			return true;
		}
		const steps = paths.map((path) => path.split('.').map((name) => name.trim()));
		// A model at the end of a path is needed as well: for its id.
		for (let depth = 1; depth <= MAX_RELATIONS + 1; depth++) {
			const targets = await Promise.all(
				steps.map(async (path) => await this.targetAt(first, path.slice(0, depth))),
			);
			await this.loadAll(targets.filter((target) => target !== undefined));
		}
		const found = steps.map(async (path) => {
			const target = await this.targetAt(first, path.slice(0, -1));
			const owner = path.length === 1 ? first : await this.facts.models.get(target ?? '');
			return owner !== undefined && findProperty(owner, path.at(-1) ?? '') !== undefined;
		});
		return (await Promise.all(found)).every(Boolean);
	}

	/** The name of the model that a path leads to, as far as models are loaded. */
	private async targetAt(
		owner: Model | undefined,
		[name, ...others]: string[],
	): Promise<string | undefined> {
		const property = owner?.properties.find((each) => each.name === name);
		if (property === undefined || kindOf(property).family !== 'relation') return undefined;
		const { target } = property;
		if (others.length === 0) return target;
		return await this.targetAt(await this.facts.models.get(target ?? ''), others);
	}

	private async load(name: string): Promise<Model> {
		await this.loadAll([name]);
		return (await this.facts.models.get(name)) as Model;
	}

	private async loadAll(names: string[]): Promise<void> {
		const entries = await this.entries();
		const missing = entries.filter(
			({ name }) => names.includes(name) && !this.facts.models.has(name),
		);
		for (let from = 0; from < missing.length; from += MAX_TYPES) {
			const part = missing.slice(from, from + MAX_TYPES);
			const fields = this.fieldsOf(part);
			for (const entry of part) {
				const model = once(this.facts.models, entry.name, async () => {
					const own = (await fields).get(entry.name) ?? [];
					return toModel(entry, own, new Map(entries.map((each) => [each.type, each])));
				});
				model.catch(() => undefined);
			}
			await fields;
		}
	}

	/** The fields of some models, by their names. */
	private async fieldsOf(entries: Entry[]): Promise<Map<string, FieldFacts[]>> {
		const fields = await this.fieldsOfTypes(entries.map(({ type }) => type));
		const lists = entries.filter(({ isListType }) => isListType);
		for (const entry of lists) {
			const results = fields.get(entry.type)?.find(({ name }) => name === 'results');
			if (results === undefined) continue;
			entry.type = results.type.name;
			entry.isListType = false;
		}
		const more =
			lists.length > 0 ? await this.fieldsOfTypes(lists.map(({ type }) => type)) : fields;
		return new Map(
			entries.map(({ name, type }) => [name, more.get(type) ?? fields.get(type) ?? []]),
		);
	}

	private async fieldsOfTypes(names: string[]): Promise<Map<string, FieldFacts[]>> {
		const { query, variables } = typesQuestion(names);
		const data = await this.ask(query, variables);
		return new Map(names.map((name, index) => [name, fieldsIn(data[`t${index}`]) ?? []]));
	}

	private async ask(query: string, variables?: object) {
		return await this.client.ask({
			...{ query, ...(variables && { variables: { ...variables } }) },
			...{ safety: 'safe', purpose: 'read the schema' },
			...{ refusedAdvice: OTHER_WAYS, publicAdvice: PUBLIC_ADVICE },
		});
	}
}

/** What is asked for once; what failed is asked for again. */
async function once<Key, Value>(
	known: Map<Key, Promise<Value>>,
	key: Key,
	ask: () => Promise<Value>,
): Promise<Value> {
	const asked = known.get(key) ?? ask();
	known.set(key, asked);
	asked.catch(() => known.delete(key));
	return await asked;
}
