import { forgetAppLimits } from '../../nodes/BettyBlocks/node/concurrencyLimit';
import {
	defaultDataPersonality,
	startDataEmulator,
	type DataDefinition,
	type DataEmulator,
	type DataPersonality,
} from '../emulator/data/index.ts';
import { variants } from '../emulator/data/personality.ts';
import type { AppRecord } from '../emulator/index.ts';
import { APPLICATION_ID, PASSWORD, PROFILE, tasks, USERNAME } from './dataApp';
import type { DataCredential } from './n8n';
import type { VariedApp } from './personalities';

/** What an app may be like besides its variants. */
const LIMITS = {
	tokenLife: [7_200, 600],
	takeDefault: [50, 2, 'all'],
	takeMax: [5_000, 4],
	countCap: [10, 3],
	requestsPerMinute: [100, 1],
	retryAfter: [null, 7],
};

/** What turns away the login, so that nothing after it matters. */
const BEFORE_ALL = new Set([
	...['gatewayErrors', 'gatewayStatus', 'privateMode'],
	...['rateLimit', 'requestsPerMinute', 'retryAfter'],
]);

/** UUIDs of the actions, by what they do. */
export const DATA_ACTION = {
	create: '1'.repeat(32),
	silent: '2'.repeat(32),
	refuses: '3'.repeat(32),
	attach: '4'.repeat(32),
	endpoint: '5'.repeat(32),
};

const ROWS: AppRecord[] = [
	['Paint', 'open', 3, '1.5', '2026-01-01', true, 1],
	['polish', 'done', 12, '1234.567', '2026-01-02', false, 2],
	['Repair', 'open', 3, null, null, true, null],
	['Sweep', null, null, '0.25', '2026-01-02', null, 1],
	[null, 'done', 7, '3', '2026-01-05', false, 2],
	['Mend', 'open', 8, '4', '2026-01-06', true, null],
].map(([name, status, hours, price, due, urgent, project], index) => ({
	...{ id: index + 1, name, status, hours_spent: hours, price, due_on: due, urgent },
	project: project === null ? null : { id: Number(project) },
}));

const written = (values: object) => ({ create: { model: 'Task', values: { ...values } } });

const APP = tasks(ROWS, {
	roles: [{ name: 'user', deniedModels: ['Customer'] }],
	files: [{ key: 'letters/1.pdf', contentType: 'application/pdf', text: 'A letter' }],
	actions: [
		{
			id: DATA_ACTION.create,
			name: 'Create task',
			variables: [{ name: 'name' }],
			effect: written({ name: '$inputs.name' }),
			results: '$record.name',
		},
		{ id: DATA_ACTION.silent, name: 'Silent', effect: written({ name: 'Silent' }) },
		{
			id: DATA_ACTION.refuses,
			name: 'Refuses',
			effect: written({ name: 'Refused' }),
			errors: ['Hours is invalid'],
		},
		{
			id: DATA_ACTION.attach,
			name: 'Attach',
			variables: [{ name: 'file' }],
			effect: written({ name: 'With a file', contract: '$inputs.file' }),
			results: 'attached',
		},
		{
			id: DATA_ACTION.endpoint,
			name: 'Endpoint',
			variables: [{ name: 'request' }],
			effect: written({ name: 'Called' }),
			results: 'called',
		},
	],
});

/** A task without any values. */
export const EMPTY_TASK: Omit<AppRecord, 'id'> = Object.fromEntries(
	['status', 'hours_spent', 'price', 'due_on', 'urgent', 'photo', 'contract', 'login_token']
		.concat('project')
		.map((name) => [name, null]),
);

/** The tasks by ID, without their timestamps, and the keys of the files. */
export interface DataState {
	tasks: AppRecord[];
	files: string[];
}

export interface DataVariedApp extends VariedApp<DataPersonality, DataState> {
	emulator: DataEmulator;
	/** Without a token. */
	credential: DataCredential;
	/** In milliseconds; it stands still until a test moves it. */
	clock: number;
}

const START = Date.UTC(2026, 2, 1, 12);

/**
 * The emulated newer app, in every personality that a test wants.
 *
 * @param data what it has besides; its login is taken then, as other tests try what is not
 */
export function useVariedDataApp(data?: DataDefinition): DataVariedApp {
	const noted = new Set<string>();
	const variations = Object.entries({ ...variants, ...LIMITS });
	const isFixed = (name: string) => data !== undefined && BEFORE_ALL.has(name);
	const definition = { ...APP, data: { ...APP.data, ...data } };
	const app = {
		...{ noted, clock: START },
		variations: new Map<string, readonly unknown[]>(
			variations.map(([name, values]) => [name, isFixed(name) ? values.slice(0, 1) : values]),
		),
		// At an address of its own: what is known of an app is remembered by it.
		reset: async (personality: DataPersonality) => {
			await app.emulator?.close();
			app.clock = START;
			const now = () => new Date(app.clock);
			app.emulator = await startDataEmulator({ app: definition, personality, noted, now });
			forgetAppLimits();
			app.credential = {
				...{ application: app.emulator.application, applicationId: APPLICATION_ID },
				...{ access: 'login', authenticationProfileId: PROFILE },
				...{ username: USERNAME, password: PASSWORD, jwtToken: '' },
			};
		},
		state: () => {
			app.emulator.setPersonality(defaultDataPersonality);
			return {
				tasks: app.emulator
					.records('Task')
					.map(({ created_at, updated_at, ...row }) => (void [created_at, updated_at], row)),
				files: app.emulator.files().map((file) => (file as { key: string }).key),
			};
		},
	} as unknown as DataVariedApp;
	afterAll(async () => await app.emulator.close());
	return app;
}

/** What is said by an app that turns away the login, or everything after it. */
export function turnedAway(s: DataPersonality): RegExp | undefined {
	const { gatewayErrors, gatewayStatus, privateMode, rateLimit, requestsPerMinute } = s;
	if (gatewayErrors !== 'off') return gatewayRefusal(gatewayErrors, gatewayStatus);
	const closed = {
		off: undefined,
		redirectToLogin: /^The app at \S+ is in private data mode, which blocks API access/,
		http302: /^The app at \S+ redirects the login to another address, which was not followed/,
		http403: /^Access was refused with a web page/,
	}[privateMode];
	if (closed !== undefined) return closed;
	return rateLimit !== 'off' && requestsPerMinute === 1
		? /^The app is receiving too many requests/
		: undefined;
}

function gatewayRefusal(form: DataPersonality['gatewayErrors'], status: number): RegExp {
	if (status >= 500)
		return new RegExp(`^The app at \\S+ isn't available right now \\(${status}\\)`);
	if (form === 'html' && status === 403) return /^Access was refused with a web page/;
	if (status === 429) return /^The app at \S+ has temporarily blocked logins/;
	return form === 'errors'
		? /^The app didn't accept the login: Refused by the gateway/
		: /^The login at \S+ was refused \(403\)/;
}

/** The same, and where the app tells nothing of its models. */
export const untold = (s: DataPersonality): RegExp | undefined =>
	turnedAway(s) ??
	(s.introspection === 'off'
		? /^The app didn't accept the request to read the schema: GraphQL introspection has been disabled/
		: undefined);

/** What is said by an app that returns null instead of a record. */
export const NULL_RECORD = 'The app returned null instead of a record of ';

/** What is said by an app that doesn't let a list go on from an ID. */
export const STUCK =
	"The app doesn't apply 'where' or 'sort' to IDs, so the list would be incomplete";

/** Why the six tasks can't all be read; undefined: they can. */
export function unreadable(s: DataPersonality): RegExp | string | undefined {
	const known = untold(s) ?? (s.nullRow === 'first' ? `${NULL_RECORD}Task` : undefined);
	const isLonger = s.takeMax === 4 || s.totalCount === 'later';
	return known ?? (isLonger && s.whereApplied === 'ignored' ? STUCK : undefined);
}
