import {
	startEmulator,
	type AppDefinition,
	type AppRecord,
	type Emulator,
	type Personality,
} from '../emulator/index.ts';
import { forgetAppLimits } from '../../nodes/BettyBlocks/node/concurrencyLimit';
import type { AppCredential } from './n8n';

/** UUIDs that can be told apart at a glance. */
export const uuid = (digit: string): string => digit.repeat(32).slice(0, 32);

export const COMPANY = uuid('c0');
export const GROUP = uuid('90');
export const COMPANY_ID = uuid('c1');

/** A small app: companies that belong to groups. */
export function company(records: AppRecord[] = []): AppDefinition {
	return {
		users: [{ email: 'api@example.com', apiKey: 'a-secret-key' }],
		models: [
			{
				id: COMPANY,
				name: 'Company',
				table: 'companies',
				properties: [
					{ id: COMPANY_ID, name: 'id', kind: 'serial', options: {} },
					{ id: uuid('c2'), name: 'name', kind: 'string', options: {}, required: true },
					{ id: uuid('c3'), name: 'email', kind: 'email_address', options: {} },
					{ id: uuid('c4'), name: 'employees', kind: 'integer', options: {} },
					{ id: uuid('c5'), name: 'revenue', kind: 'price', options: {} },
					{ id: uuid('c6'), name: 'active', kind: 'boolean', options: {} },
					{ id: uuid('c7'), name: 'founded', kind: 'date', options: {} },
					{ id: uuid('c8'), name: 'called_at', kind: 'date_time', options: {} },
					{
						id: uuid('c9'),
						name: 'branch',
						kind: 'list',
						options: { values: ['Food', 'Steel'] },
					},
					{ id: uuid('ca'), name: 'notes', kind: 'text', options: {} },
					{
						id: uuid('cb'),
						name: 'group',
						kind: 'belongs_to',
						options: { model: GROUP },
						inverse_association: uuid('93'),
					},
					{ id: uuid('cc'), name: 'label', kind: 'string_expression', options: {} },
				],
				records,
			},
			{
				id: GROUP,
				name: 'Group',
				table: 'groups',
				properties: [
					{ id: uuid('91'), name: 'id', kind: 'serial', options: {} },
					{ id: uuid('92'), name: 'name', kind: 'string', options: {} },
					{
						id: uuid('93'),
						name: 'companies',
						kind: 'has_many',
						options: { model: COMPANY },
						inverse_association: uuid('cb'),
					},
				],
				records: [
					{ id: 1, name: 'North' },
					{ id: 2, name: 'South' },
				],
			},
		],
	};
}

/** So many companies, with the ids from 1 on. */
export function companies(count: number): AppRecord[] {
	return Array.from({ length: count }, (_, index) => ({
		id: index + 1,
		name: `Company ${index + 1}`,
	}));
}

export interface TestApp {
	emulator: Emulator;
	credential: AppCredential;
	/** `METHOD path?query` of each request since the last clear, decoded. */
	sent: () => string[];
}

/** Starts the emulated app for the tests of one file, as new before each of them. */
export function useApp(
	app: AppDefinition,
	personality: Partial<Personality> = {},
	now?: () => Date,
): TestApp {
	const test = {} as TestApp;
	beforeAll(async () => {
		const emulator = await startEmulator({ app, personality, now });
		test.emulator = emulator;
		test.credential = {
			application: emulator.application,
			email: 'api@example.com',
			apiKey: 'a-secret-key',
		};
		test.sent = () =>
			emulator.requests.map(({ method, rawUrl }) => `${method} ${decodeURIComponent(rawUrl)}`);
	});
	beforeEach(() => {
		test.emulator.reset();
		forgetAppLimits();
	});
	afterAll(async () => await test.emulator.close());
	return test;
}

/** Parameters of a record operation on the companies. */
export function onCompanies(operation: string, more: object = {}) {
	return {
		resource: 'record',
		operation,
		model: { __rl: true, mode: 'id', value: COMPANY },
		...more,
	};
}
