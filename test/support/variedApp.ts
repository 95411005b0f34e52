import { forgetAppLimits } from '../../nodes/BettyBlocks/node/concurrencyLimit';
import {
	defaultPersonality,
	startEmulator,
	type AppDefinition,
	type AppRecord,
	type Emulator,
	type Personality,
} from '../emulator/index.ts';
import { variants } from '../emulator/personality.ts';
import { COMPANY, company, uuid } from './app';
import type { VariedApp } from './personalities';
import type { AppCredential } from './n8n';

export const VIEW = uuid('e1');
export const FILTER = uuid('e3');

/** What an app may be like besides its variants. Those that only slow it down, or put it back, are none. */
const LIMITS = {
	maxLimit: [null, 5],
	cap: [null, 7],
	refusedLimit: [null, 100],
	maxUrlLength: [null, 2_000],
	assetField: ['file', 'upload'],
	appClock: [0, 600, -3_600, 'silent'],
	listLag: [0, 3_600],
};

const { restore, ...others } = variants;
void restore;

const companies: AppRecord[] = [
	['Alkmaar', 'a@x.nl', 3, 1.5, true, '2001-05-01', '2024-05-01T08:00:00.120Z', 'Food', 1],
	['breda', 'B@x.nl', 9, 1234.567, false, '2002-01-01', '2024-01-01T08:00:00Z', 'Steel', 2],
	['Culemborg', 'c@x.nl', 3, 0.1, true, '2003-12-31', null, 'Steel', null],
	['Delft', null, 12, null, null, null, '2024-05-01T08:00:00.121Z', 'Food', 1],
	['Eindhoven', 'e@x.nl', 12, 99, true, '2010-02-28', '2020-02-29T23:59:59Z', null, 2],
	['Franeker', 'f@x.nl', null, 5, false, '2010-02-28', '2024-05-02T08:00:00Z', 'Steel', 1],
	['Gouda', 'g@x.nl', 7, 0.005, true, '2011-11-11', '2024-05-03T08:00:00Z', 'Food', null],
	['Heerlen', 'h@x.nl', 3, 12, false, '2012-12-12', '2024-05-04T08:00:00Z', 'Steel', 2],
	['IJmuiden', 'i@x.nl', 8, 13, true, '2013-01-01', '2024-05-05T08:00:00Z', 'Food', 1],
].map(([name, email, employees, revenue, active, founded, called, branch, group], index) => ({
	...{ id: index + 1, name, email, employees, revenue, active, founded, called_at: called, branch },
	...{ group: group === null ? null : { id: Number(group) }, notes: null, opens: '14:30:00' },
	...{ photo: 'https://files.example.com/a%20b.png', extra: '{"a":1}', secret: 'pass' },
}));

/** The same, created on days of their own. */
export const datedCompanies = companies.map((record) => ({
	...record,
	created_at: `2026-01-0${record.id}T08:00:00.000Z`,
}));

/** An app whose companies have a property of each kind that apps treat in their own ways. */
function definition(records: AppRecord[]): AppDefinition {
	const app = company(records);
	app.models[0]?.properties.push(
		{ id: uuid('cd'), name: 'opens', kind: 'time', options: {} },
		{ id: uuid('ce'), name: 'photo', kind: 'image', options: {} },
		{ id: uuid('cf'), name: 'extra', kind: 'object', options: {} },
		{ id: uuid('d0'), name: 'secret', kind: 'password', options: {} },
	);
	const active = { path: [uuid('c6')], predicate: 'eq', criteria: true };
	return {
		...app,
		views: [
			{ id: VIEW, model: COMPANY, columns: ['c2', 'c4', 'c5', 'c8'].map(uuid), filter: active },
		],
		filters: [{ id: FILTER, model: COMPANY, definition: active }],
		actions: [
			{
				id: uuid('f1'),
				model: COMPANY,
				response: { greeting: '$inputs.name' },
				effect: { create: { model: 'Group', values: { name: '$inputs.name' } } },
			},
		],
	};
}

/** The records of each model by ID, without their timestamps, and how many files were uploaded. */
export interface ClassicState {
	companies: AppRecord[];
	groups: AppRecord[];
	uploads: number;
}

export interface ClassicVariedApp extends VariedApp<Personality, ClassicState> {
	emulator: Emulator;
	credential: AppCredential;
	/** In milliseconds; it stands still until a test moves it. */
	clock: number;
}

/** What is compared of a record; the app has its own time. */
export const untimed = ({ created_at, updated_at, ...row }: Partial<AppRecord>) => (
	void [created_at, updated_at],
	row
);

/** An error that the app sends with 200, in either form. */
export function oddly(
	{ errorForm }: Personality,
	purpose: string,
	status: number,
): RegExp | undefined {
	if (errorForm === 'error with 200') {
		return new RegExp(
			`^The app responded with an error to the request to ${purpose}.*: Refused with ${status}`,
		);
	}
	return errorForm === 'page with 200'
		? new RegExp(`^The response to the request to ${purpose}.* isn't from a Betty Blocks API`)
		: undefined;
}

const START = Date.UTC(2026, 2, 1, 12);

/** The emulated classic app, in every personality that a test wants. */
export function useVariedApp(records = companies): ClassicVariedApp {
	const noted = new Set<string>();
	const app = {
		...{ noted, clock: START },
		variations: new Map<string, readonly unknown[]>(Object.entries({ ...others, ...LIMITS })),
		reset: async (switches: Personality) => {
			app.clock = START;
			app.emulator.reset();
			forgetAppLimits();
			app.emulator.setPersonality(switches);
		},
		state: () => {
			const { emulator } = app;
			emulator.setPersonality({ ...defaultPersonality, timestampPrecision: 'milliseconds' });
			return {
				companies: emulator.records('Company').map(untimed),
				groups: emulator.records('Group').map(untimed),
				uploads: emulator.requests.filter(
					({ method, path, status }) =>
						method === 'POST' && path === '/api/assets' && (status ?? 500) < 300,
				).length,
			};
		},
	} as unknown as ClassicVariedApp;
	beforeAll(async () => {
		app.emulator = await startEmulator({
			app: definition(records),
			noted,
			now: () => new Date(app.clock),
		});
		const { application } = app.emulator;
		app.credential = { application, email: 'api@example.com', apiKey: 'a-secret-key' };
	});
	afterAll(async () => await app.emulator.close());
	return app;
}
