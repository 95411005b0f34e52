import { Store, type Model } from '../store.ts';
import type { Access } from './access.ts';
import { userModel } from './accounts.ts';
import { dataOf, type DataAppDefinition } from './app.ts';
import type { DataPersonality } from './personality.ts';
import { Remembered } from './remembered.ts';
import { buildModelSchema, type ModelSchema, type SchemaOptions } from './schema.ts';

const known = new Remembered<Schemas>();

/** The schemas of one app, whatever records it has; each is built when it is first needed. */
export class Schemas {
	private readonly store: Store;
	private readonly endUsers: ReadonlySet<Model>;
	private readonly built = new Map<string, ModelSchema>();

	private constructor(app: DataAppDefinition) {
		const store = new Store(app, new Date(0));
		const profiles = dataOf(app).authenticationProfiles;
		this.store = store;
		this.endUsers = new Set(profiles.flatMap((profile) => userModel(profile, store) ?? []));
	}

	/** Those of an app: the same ones wherever it was started with the same definition. */
	static of(app: DataAppDefinition): Schemas {
		const models = app.models.map((model) => ({ ...model, records: [] }));
		const empty = { ...app, models };
		return known.get(JSON.stringify(empty), () => new Schemas(empty));
	}

	/** What a request is carried out against; with `action`, which no introspection shows. */
	forRunning(access: Access, { denied, wrappers }: DataPersonality): ModelSchema {
		if (denied !== 'hidden') return this.schema('all', { withAction: true, wrappers });
		return this.filtered(access, true, wrappers);
	}

	/** What introspection shows to the sender. */
	forIntrospection(
		access: Access,
		{ denied, introspection, wrappers }: DataPersonality,
	): ModelSchema {
		if (introspection === 'tokenOnly' && access.claims === undefined) {
			return this.schema('nothing', { hidden: () => true });
		}
		if (introspection === 'roleFiltered' || denied === 'hidden') {
			return this.filtered(access, false, wrappers);
		}
		return this.schema('all', { wrappers });
	}

	private filtered(
		access: Access,
		withAction: boolean,
		wrappers: DataPersonality['wrappers'],
	): ModelSchema {
		const hidden: SchemaOptions['hidden'] = (model, property) => access.denies(model, property);
		return this.schema(`roles ${access.key}`, { hidden, withAction, wrappers });
	}

	private schema(name: string, options: Partial<SchemaOptions>): ModelSchema {
		const { hidden = () => false, withAction = false, wrappers = '[X]' } = options;
		const key = `${name} ${withAction} ${wrappers}`;
		const known = this.built.get(key);
		if (known !== undefined) return known;
		const { store, endUsers } = this;
		const schema = buildModelSchema({ store, endUsers, hidden, withAction, wrappers });
		this.built.set(key, schema);
		return schema;
	}
}
