/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import startAtOnce from '../../../examples/start-at-once.json';
import { companies, onCompanies, useApp } from '../../support/app';
import { manyTasks, onTasks, tasks, useDataApp } from '../../support/dataApp';
import { failure } from '../../support/failure';
import { execute, executeJson } from '../../support/n8n';
import { PollHost } from '../../support/poll';
import { onRecords, watchedCompany } from '../../support/watchedApp';
import { onTaskChanges } from '../../support/watchedDataApp';

const USER = { email: 'api@example.com', apiKey: 'a-secret-key' };
const RENEWED = { ...USER, apiKey: 'another-key' };
const COLLEAGUE = { email: 'colleague@example.com', apiKey: 'another-key' };

const old = companies(25).map((company) => ({ ...company, created_at: '2025-01-01T12:00:00Z' }));
const app = useApp({ ...watchedCompany(old), users: [USER, RENEWED, COLLEAGUE] });
const newerApp = useDataApp(tasks(manyTasks(15)));

beforeEach(() => Object.assign(app.credential, USER));

const watching = () =>
	new PollHost(() => app.credential, onRecords('recordCreated') as INodeParameters);

async function create(): Promise<unknown> {
	const parameters = onCompanies('create', { fieldsMode: 'json', fieldsJson: { name: 'New' } });
	const [created] = await executeJson({ credential: app.credential, parameters });
	return created?.id;
}

const page = (name: string) =>
	readFileSync(join(dirname(expect.getState().testPath ?? ''), '../../../docs', name), 'utf8');

describe('The example of many items', () => {
	it('ends with the error that the page shows', async () => {
		const names = ['Alkmaar BV', 'Breda BV', '', 'Delft BV'];
		const parameters = onCompanies('create', { fieldsMode: 'auto', options: { concurrency: 1 } });
		const items = names.map((name) => ({ json: { name } }));
		const error = await failure(execute({ credential: app.credential, parameters, items }));
		expect(page('items-and-retries.md')).toContain(
			`> ${error.message}. ${String(error.description)}\n`,
		);
	});
});

describe('Start at once', () => {
	const { parameters } = startAtOnce.nodes.find(({ name }) => name === 'Read company') ?? {};
	/** As n8n's Webhook puts out what was sent to it. */
	const called = async (body: IDataObject) =>
		await execute({
			credential: app.credential,
			parameters: parameters as unknown as INodeParameters,
			items: [{ json: { headers: {}, params: {}, query: {}, body } }],
		});

	it('reads the record whose ID the app sent, as a number or as text', async () => {
		for (const id of [2, '2']) {
			expect((await called({ id }))[0]?.json).toMatchObject({ id: 2, name: 'Company 2' });
		}
	});

	it('asks the app nothing where no ID was sent', async () => {
		for (const body of [{}, { id: '' }, { id: '../groups/1' }, { id: [1, 2] }]) {
			expect((await failure(called(body))).message).toMatch(/^'Record ID' /);
		}
		expect(app.sent()).toEqual([]);
	});
});

describe('Reading a large table in batches', () => {
	/** As a loop asks for the records after the last one of the batch before. */
	async function batches(read: (after: number) => Promise<IDataObject[]>): Promise<unknown[]> {
		const ids: unknown[] = [];
		for (let last = 0; ; last = Number(ids.at(-1))) {
			const batch = await read(last);
			ids.push(...batch.map(({ id }) => id));
			if (batch.length < 10) return ids;
		}
	}
	const after = (startAfter: number) => ({ limit: 10, options: { startAfter } });
	const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

	it('gives every record of a classic app once', async () => {
		const read = async (last: number) =>
			await executeJson({
				credential: app.credential,
				parameters: onCompanies('getAll', after(last)),
			});
		expect(await batches(read)).toEqual(upTo(25));
	});

	it('gives every record of a newer app once', async () => {
		const read = async (last: number) =>
			await executeJson({
				credential: newerApp.credential,
				parameters: onTasks('getAll', after(last)) as INodeParameters,
			});
		expect(await batches(read)).toEqual(upTo(15));
	});
});

describe('A trigger that is published again', () => {
	it('starts with everything that happened while it was not published', async () => {
		const started = watching();
		await started.activate();
		const ids = [await create(), await create()];
		await started.restart();
		expect(started.ids).toEqual(ids);
	});

	it('goes on from the same place with another API key of the same user', async () => {
		const started = watching();
		await started.activate();
		const id = await create();
		Object.assign(app.credential, RENEWED);
		await started.restart();
		expect(started.ids).toEqual([id]);
		expect(started.warnings).toEqual([]);
	});

	it('starts from scratch with another user: with Now, what happened before is skipped', async () => {
		const started = watching();
		await started.activate();
		await create();
		Object.assign(app.credential, COLLEAGUE);
		await started.restart();
		expect(started.ids).toEqual([]);
		expect(started.warnings).toEqual([expect.stringContaining('starts from scratch')]);
	});

	it('starts from scratch under another name: with Now, what happened before is skipped', async () => {
		const started = watching();
		await started.activate();
		await create();
		started.name = 'New companies';
		await started.restart();
		expect(started.ids).toEqual([]);
		const id = await create();
		await started.tick();
		expect(started.ids).toEqual([id]);
	});
});

describe('A quiet poll', () => {
	it('is one request of a classic app', async () => {
		const started = watching();
		await started.activate();
		app.emulator.clearRequests();
		await started.tick();
		expect(app.sent()).toHaveLength(1);
	});

	it('is three requests of a newer app when five minutes have passed, and one before', async () => {
		const now = Date.now();
		const clock = jest.spyOn(Date, 'now').mockReturnValue(now);
		try {
			const started = new PollHost(
				() => newerApp.credential,
				onTaskChanges('recordCreated') as INodeParameters,
			);
			await started.activate();
			for (const [minutes, requests] of [
				[1, 1],
				[6, 3],
			] as const) {
				newerApp.emulator.clearRequests();
				clock.mockReturnValue(now + minutes * 60_000);
				await started.tick();
				expect(newerApp.asked()).toHaveLength(requests);
			}
		} finally {
			clock.mockRestore();
		}
	});
});
