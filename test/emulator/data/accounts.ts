import type { Model, Row, Store } from '../store.ts';
import { type AuthenticationProfile, type DataAppDefinition, dataOf } from './app.ts';

/** Somebody who may log in. */
export interface Account {
	profile: AuthenticationProfile;
	userId: number;
	roles: string[];
}

/** The end-user model of a profile; none when the app file's `users` log in. */
export function userModel(profile: AuthenticationProfile, store: Store): Model | undefined {
	return profile.model === undefined ? undefined : store.modelForTests(profile.model);
}

function rolesOf(profile: AuthenticationProfile, model: Model, row: Row, store: Store): string[] {
	const property = model.propertyNamed(profile.rolesProperty ?? '');
	const target = property && store.target(property);
	if (property === undefined || target === undefined) return [];
	return store
		.manyToMany(property, row)
		.map((id) => String(target.rows.get(id)?.values.name ?? ''));
}

/** Everybody of a profile, with username and password. */
function accountsOf(
	profile: AuthenticationProfile,
	app: DataAppDefinition,
	store: Store,
): Array<Account & { username: unknown; password: unknown }> {
	const { roles = ['user'], username = 'email', password = 'password' } = profile;
	const model = userModel(profile, store);
	if (model === undefined) {
		return app.users.map(({ email, apiKey }, index) => ({
			...{ profile, userId: index + 1, roles, username: email, password: apiKey },
		}));
	}
	return [...model.rows.values()].map((row) => ({
		...{ profile, userId: row.id, roles: [...roles, ...rolesOf(profile, model, row, store)] },
		...{ username: row.values[username], password: row.values[password] },
	}));
}

/** Finds accounts: the app file's users, or records of an end-user model. */
export class Accounts {
	private readonly app: DataAppDefinition;
	private readonly store: Store;
	private readonly profiles: readonly AuthenticationProfile[];

	constructor(app: DataAppDefinition, store: Store) {
		this.app = app;
		this.store = store;
		this.profiles = dataOf(app).authenticationProfiles;
	}

	/** The account that a login names; undefined when any of the three is wrong. */
	find(profileId: string, username: unknown, password: unknown): Account | undefined {
		return this.all(profileId).find(
			(account) =>
				account.username === username &&
				account.password === password &&
				typeof username === 'string' &&
				typeof password === 'string',
		);
	}

	/** For tokens that a test asks for: without a name, the first account there is. */
	named(username?: string, profileId?: string): Account | undefined {
		return this.all(profileId).find(
			(account) => username === undefined || account.username === username,
		);
	}

	/** Everybody who may log in, with what they type. */
	credentials(): Array<{ profile: string; username: string; password: string }> {
		return this.all().flatMap(({ profile, username, password }) =>
			typeof username === 'string' && typeof password === 'string'
				? [{ profile: profile.id, username, password }]
				: [],
		);
	}

	/** The account a token was issued for, as it is now. */
	withId(profileId: string, userId: number): Account | undefined {
		return this.all(profileId).find((account) => account.userId === userId);
	}

	private all(profileId?: string): Array<ReturnType<typeof accountsOf>[number]> {
		return this.profiles
			.filter(({ id }) => profileId === undefined || id === profileId)
			.flatMap((profile) => accountsOf(profile, this.app, this.store));
	}
}
