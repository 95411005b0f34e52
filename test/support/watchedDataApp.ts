import type { IDataObject } from 'n8n-workflow';
import type { DataAppDefinition, DataPersonality } from '../emulator/data/index.ts';
import type { AppRecord } from '../emulator/index.ts';
import { tasks, useDataApp, type TestDataApp } from './dataApp';
import { MINUTE, SECOND } from './table';

const WRITES = { update: 'd'.repeat(32), delete: 'e'.repeat(32) };

/** The tasks, with public actions that write them. */
function writableTasks(records: AppRecord[]): DataAppDefinition {
	const values = { name: '$inputs.name' };
	const id = '$inputs.id';
	return tasks(records, {
		actions: [
			{
				id: WRITES.update,
				name: 'Update',
				public: true,
				effect: { update: { model: 'Task', id, values } },
			},
			{
				id: WRITES.delete,
				name: 'Delete',
				public: true,
				effect: { delete: { model: 'Task', id } },
			},
		],
	});
}

export interface WatchedDataApp extends TestDataApp {
	/** The clock of the app, in milliseconds. */
	clock: number;
	/** Creates a task in the app, and returns its id. */
	create: (name?: string) => Promise<number>;
	edit: (id: number, name?: string) => Promise<void>;
	remove: (id: number) => Promise<void>;
}

/** The emulated app with a clock that stands still until a test moves it. */
export function useWatchedDataApp(
	records: AppRecord[] = [],
	personality: Partial<DataPersonality> = {},
): WatchedDataApp {
	const start = Date.UTC(2026, 2, 1, 12);
	const watched = { clock: start } as WatchedDataApp;
	// What the app starts with is older than what a test does.
	beforeEach(() => {
		watched.clock = start;
	});
	const app = useDataApp(writableTasks(records), personality, () => new Date(watched.clock));
	let edits = 0;

	const run = async (id: string, input: object): Promise<IDataObject> => {
		const query = 'mutation { action(id: $id, input: $input) }';
		const response = await fetch(app.emulator.runtimeUrl, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ query, variables: { id, input } }),
		});
		// It is no request of the trigger.
		app.emulator.requests.splice(-1);
		const { data, errors } = (await response.json()) as { data: IDataObject; errors?: unknown };
		expect(errors).toBeUndefined();
		const { results } = data.action as IDataObject;
		return (results ?? {}) as IDataObject;
	};

	beforeAll(() => Object.setPrototypeOf(watched, app));
	beforeEach(() => {
		watched.clock = start + 60 * MINUTE;
		// A clock that stands still never shows that a token has expired.
		app.credential.jwtToken = '';
	});
	watched.create = async (name = 'New') => {
		const { id } = app.emulator.create('Task', { name });
		watched.clock += SECOND;
		return await Promise.resolve(id);
	};
	watched.edit = async (id, name = `Edit ${++edits}`) => {
		await run(WRITES.update, { id, name });
		watched.clock += SECOND;
	};
	watched.remove = async (id) => {
		await run(WRITES.delete, { id });
	};
	return watched;
}

/** The parameters of a trigger on the tasks. */
export function onTaskChanges(event: string, more: object = {}) {
	return {
		api: 'data',
		event,
		model: { __rl: true, mode: 'list', value: 'Task' },
		options: {},
		...more,
	};
}
