import type { Model, StoredProperty } from '../store.ts';
import type { RoleDefinition } from './app.ts';
import { FieldError } from './errors.ts';
import type { DataPersonality } from './personality.ts';
import type { Claims } from './tokens.ts';

const publicByDefault: RoleDefinition = { name: 'public', deniedModels: ['*'] };

function roleDenies(role: RoleDefinition, model: Model, property?: StoredProperty): boolean {
	const { deniedModels = [], deniedProperties = [] } = role;
	if (deniedModels.includes('*') || deniedModels.includes(model.name)) return true;
	if (property === undefined) return false;
	return [property.name, '*'].some((name) => deniedProperties.includes(`${model.name}.${name}`));
}

/** What the sender of a request may read: the rights of its token's roles, or of the public role. */
export class Access {
	/** Undefined without a token. */
	readonly claims: Claims | undefined;
	private readonly roles: RoleDefinition[];
	private readonly personality: DataPersonality;

	constructor(
		claims: Claims | undefined,
		roles: readonly RoleDefinition[],
		personality: DataPersonality,
	) {
		this.claims = claims;
		this.personality = personality;
		this.roles = (claims?.roles ?? ['public']).map(
			(name) =>
				roles.find((role) => role.name === name) ??
				(name === 'public' ? publicByDefault : { name }),
		);
	}

	/** Two senders with the same key may read the same. */
	get key(): string {
		return this.roles.map(({ name }) => name).join();
	}

	/** Whether no role of the sender may read the model, or that property of it. */
	denies(model: Model, property?: StoredProperty): boolean {
		return this.roles.every((role) => roleDenies(role, model, property));
	}

	/**
	 * Whether the value may be read; false: null stands in its place.
	 * @throws FieldError where the app tells of the refusal
	 */
	allows(model: Model, property?: StoredProperty): boolean {
		if (!this.denies(model, property)) return true;
		const { denied } = this.personality;
		if (denied === 'null' || denied === 'hidden') return false;
		const isPublic = this.claims === undefined;
		const what = property === undefined ? model.name : `${model.name}.${property.name}`;
		const statusCode = isPublic ? 401 : 403;
		throw new FieldError(`You are not allowed to read ${what}`, {
			extensions: { code: isPublic ? 'UNAUTHENTICATED' : 'FORBIDDEN', statusCode },
			needsLogin: isPublic && denied === 'errors',
			...(denied === 'http403' ? { status: statusCode } : {}),
		});
	}
}
