import type { IDataObject } from 'n8n-workflow';
import type { AppDefinition, AppRecord, Personality } from '../emulator/index.ts';
import { COMPANY, COMPANY_ID, company, useApp, uuid, type TestApp } from './app';
import { MINUTE, SECOND } from './table';

export const CREATED = uuid('d1');
export const UPDATED = uuid('d2');
export const VIEW = uuid('e1');
export const BARE_VIEW = uuid('e2');
export const FILTER = uuid('e3');

/** The companies, with timestamps whose UUIDs are known, and saved views and a filter. */
export function watchedCompany(records: AppRecord[] = []): AppDefinition {
	const app = company(records);
	app.models[0]?.properties.push(
		{ id: CREATED, name: 'created_at', kind: 'date_time', options: {} },
		{ id: UPDATED, name: 'updated_at', kind: 'date_time', options: {} },
	);
	const active = { path: [uuid('c6')], predicate: 'eq', criteria: true };
	return {
		...app,
		views: [
			{ id: VIEW, model: COMPANY, columns: [uuid('c2'), CREATED, UPDATED], filter: active },
			{ id: BARE_VIEW, model: COMPANY, columns: [COMPANY_ID, uuid('c2')] },
		],
		filters: [
			{ id: FILTER, model: COMPANY, definition: { operator: 'and', conditions: [active] } },
		],
	};
}

export interface WatchedApp extends TestApp {
	/** The clock of the app, in milliseconds. */
	clock: number;
	/** Creates a company in the app, and returns its id. */
	create: (values?: Record<string, string>) => Promise<number>;
	edit: (id: number, values?: Record<string, string>) => Promise<void>;
	remove: (id: number) => Promise<void>;
	/** The requests for records since the last clear, without the model. */
	lists: () => string[];
}

/** The emulated app with a clock that stands still until a test moves it. */
export function useWatchedApp(
	records: AppRecord[] = [],
	personality: Partial<Personality> = {},
): WatchedApp {
	const start = Date.UTC(2026, 2, 1, 12);
	const watched = { clock: start } as WatchedApp;
	// What the app starts with is older than what a test does.
	beforeEach(() => {
		watched.clock = start;
	});
	const app = useApp(watchedCompany(records), personality, () => new Date(watched.clock));
	let edits = 0;

	const send = async (method: string, path: string, values: Record<string, string> = {}) => {
		const { application, email, apiKey } = app.credential;
		const form = Object.entries(values).map(([name, value]): [string, string] => [
			`record[${name}]`,
			value,
		]);
		const response = await fetch(`${application}/api/models/companies/records${path}`, {
			method,
			headers: { authorization: `Basic ${Buffer.from(`${email}:${apiKey}`).toString('base64')}` },
			...(method !== 'DELETE' && { body: new URLSearchParams(form) }),
		});
		// It is no request of the trigger.
		app.emulator.requests.splice(-1);
		expect(response.ok).toBe(true);
		return response;
	};

	beforeAll(() => Object.setPrototypeOf(watched, app));
	beforeEach(() => {
		watched.clock = start + 60 * MINUTE;
	});
	watched.create = async (values = { name: 'New' }) => {
		const created = (await (await send('POST', '/new', values)).json()) as IDataObject;
		watched.clock += SECOND;
		return Number(created.id);
	};
	watched.edit = async (id, values = { notes: `Edit ${++edits}` }) => {
		await send('PUT', `/${id}`, values);
		watched.clock += SECOND;
	};
	watched.remove = async (id) => {
		await send('DELETE', `/${id}`);
	};
	watched.lists = () =>
		app
			.sent()
			.filter((request) => request.includes('/records'))
			.map((request) => request.replace(/^GET .*\/records\?/, ''));
	return watched;
}

/** The parameters of a trigger on the companies. */
export function onRecords(
	event: string,
	{ options = {}, ...more }: { options?: object; [name: string]: unknown } = {},
) {
	return {
		event,
		model: { __rl: true, mode: 'id', value: COMPANY },
		...more,
		options: { ...options },
	};
}
