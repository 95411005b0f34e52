// The emulated classic app as lists see it, without HTTP: quick enough for a test of each small thing.
import { AppError } from '../../nodes/BettyBlocks/app/errors';
import type { AppRecord, RecordQuery } from '../../nodes/BettyBlocks/app/app';
import { readFilter } from '../../nodes/BettyBlocks/app/query/filter';
import { readSortKey } from '../../nodes/BettyBlocks/app/query/sorting';
import { parseJson } from '../../nodes/BettyBlocks/app/values/json';
import type { Model } from '../../nodes/BettyBlocks/app/schema/models';
import type { ApiRequest, Client } from '../../nodes/BettyBlocks/rest/client';
import { encodeForm } from '../../nodes/BettyBlocks/rest/form';
import { Proofs } from '../../nodes/BettyBlocks/rest/list/proofs';
import { responseError } from '../../nodes/BettyBlocks/rest/responseErrors';
import type { Answer } from '../emulator/answers.ts';
import { answerRequest } from '../emulator/api.ts';
import { AssetStore } from '../emulator/assets.ts';
import { Refusal } from '../emulator/answers.ts';
import type { Environment } from '../emulator/environment.ts';
import type { AppDefinition, Personality } from '../emulator/index.ts';
import { parseParameters } from '../emulator/parameters.ts';
import { defaultPersonality } from '../emulator/personality.ts';
import { Store } from '../emulator/store.ts';
import { randomSource } from '../emulator/wire.ts';

export const ZONE = 'UTC';

export type Conditions = Array<[property: string, operator: string, value?: unknown]>;

export class ListedApp {
	/** The queries of all requests, as text. */
	readonly sent: string[] = [];
	/** Called before each request, with its number from 1 on. */
	meanwhile: (request: number) => void = () => undefined;
	/** What the app makes of a query. */
	takes = (query: Record<string, unknown>): Record<string, unknown> => query;
	/** What becomes of the rows of a response. */
	returns = (rows: AppRecord[]): unknown => rows;
	readonly proofs = new Proofs();
	readonly store: Store;
	private readonly environment: Environment;

	constructor(
		private readonly app: AppDefinition,
		personality: Partial<Personality> = {},
	) {
		const now = new Date('2026-01-01T00:00:00Z');
		this.store = new Store(app, now);
		this.environment = {
			...{ application: 'app', store: this.store, assets: new AssetStore(), actions: [] },
			...{ views: app.views ?? [], filters: app.filters ?? [], now: () => now },
			personality: { ...defaultPersonality, ...personality },
			random: randomSource(),
			wait: async () => undefined,
		};
	}

	get model(): Model {
		return this.models[0] as Model;
	}

	get models(): Model[] {
		return this.app.models as unknown as Model[];
	}

	readonly client = {
		json: async <Value>(
			request: ApiRequest,
			parse: (json: unknown) => Promise<Value | undefined> | Value | undefined,
		): Promise<Value> => {
			const { status, headers, body } = await this.answer(request);
			if (status >= 300) {
				throw responseError({ status, headers, text: body, isText: true }, request);
			}
			const value = await parse(this.returns(parseJson(body) as AppRecord[]));
			if (value !== undefined) return value;
			throw new AppError({ kind: 'failed', message: 'No response of the API' });
		},
	} as Client;

	query(conditions: Conditions = [], more: Partial<RecordQuery> = {}) {
		const entered = conditions.map(([property, operator, value]) => ({
			property,
			operator,
			value,
		}));
		const filter = { conditions: entered, combinator: 'and' as const, groups: [] };
		const read = readFilter(this.models, this.model, filter, ZONE);
		const { model, proofs } = this;
		const rest = { sort: [], limit: Infinity, zone: ZONE, otherWays: 'Other ways', ...more };
		return { model, proofs, ...read, ...rest };
	}

	sortedBy(property: string, direction: 'asc' | 'desc') {
		return readSortKey(this.model, { property, direction });
	}

	private async answer({ method, path, query = {} }: ApiRequest): Promise<Answer> {
		const search = encodeForm(query);
		this.sent.push(decodeURIComponent(search));
		this.meanwhile(this.sent.length);
		const taken = this.takes(parseParameters(search));
		const body = { kind: 'none' as const, parameters: {}, files: [] };
		const request = { method, query: taken, body };
		return await answerRequest(`/api/${path.join('/')}`, request, true, this.environment).catch(
			async (error: unknown) =>
				error instanceof Refusal ? error.answer : await Promise.reject(error as Error),
		);
	}
}
