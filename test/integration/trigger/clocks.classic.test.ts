import type { INodeParameters } from 'n8n-workflow';
import { companies } from '../../support/app';
import { PollHost } from '../../support/poll';
import { MINUTE } from '../../support/table';
import { onRecords, useWatchedApp } from '../../support/watchedApp';

const app = useWatchedApp(companies(3));

async function activated(event = 'recordCreated'): Promise<PollHost> {
	const started = new PollHost(() => app.credential, onRecords(event) as INodeParameters);
	await started.activate();
	expect(started.executions).toEqual([]);
	return started;
}

/** So many polls, a minute apart, each with a new record before it. */
async function pollOften(started: PollHost, polls: number): Promise<number[]> {
	const ids: number[] = [];
	for (let poll = 0; poll < polls; poll++) {
		app.clock += MINUTE;
		ids.push(await app.create());
		await started.tick();
	}
	return ids;
}

describe("An app's clock", () => {
	it.each([-26 * 3_600, -3 * 3_600, -600, 600, 3 * 3_600, 26 * 3_600])(
		'that is off by %d seconds from one poll on hides and repeats no record',
		async (appClock) => {
			const started = await activated();
			const ids = await pollOften(started, 3);
			app.emulator.setPersonality({ appClock });
			ids.push(...(await pollOften(started, 4)));
			app.emulator.setPersonality({ appClock: 0 });
			ids.push(...(await pollOften(started, 4)));
			expect(started.ids).toEqual(ids);
		},
	);

	it('that the app keeps to itself hides and repeats no record', async () => {
		jest.spyOn(Date, 'now').mockImplementation(() => app.clock);
		try {
			app.emulator.setPersonality({ appClock: 'silent' });
			const started = await activated('recordCreatedOrUpdated');
			const ids = await pollOften(started, 10);
			expect(started.ids).toEqual(ids);
		} finally {
			jest.restoreAllMocks();
		}
	});
});

describe('Timestamps that are numbers', () => {
	it.each(['milliseconds', 'seconds'] as const)('are read as %s', async (stampNumber) => {
		app.emulator.setPersonality({ stampNumber });
		const started = await activated('recordCreatedOrUpdated');
		const [id = 0] = await pollOften(started, 1);
		app.clock += MINUTE;
		await app.edit(id);
		await started.tick();
		expect(started.records.map((record) => [record.id, record._event])).toEqual([
			[id, 'created'],
			[id, 'updated'],
		]);
	});
});

describe('An app that was restored from a backup', () => {
	it.each(['recordCreated', 'recordCreatedOrUpdated'])(
		'gives ids out again, and their records come as created: %s',
		async (event) => {
			const started = await activated(event);
			const before = await pollOften(started, 3);
			app.emulator.setPersonality({ restore: 'start' });
			await started.tick();
			const after = await pollOften(started, 3);
			expect(after).toEqual(before);
			expect(started.ids).toEqual([...before, ...after]);
			expect(started.records.every(({ _event = 'created' }) => _event === 'created')).toBe(true);
		},
	);
});

describe('Lists that lag', () => {
	it('and those that do not, in turn, hide and repeat no record', async () => {
		const started = await activated('recordCreatedOrUpdated');
		const ids: number[] = [];
		app.emulator.setPersonality({ listLag: 1 });
		for (let round = 0; round < 5; round++) {
			app.emulator.setPersonality({ listLag: 120 });
			ids.push(...(await pollOften(started, 2)));
			app.emulator.setPersonality({ listLag: 1 });
			ids.push(...(await pollOften(started, 1)));
			app.clock += 2_000;
			await started.tick();
		}
		expect(started.ids).toEqual(ids);
	});
});

describe('Records without a timestamp that one stale response lacks', () => {
	it('come once', async () => {
		const options = { createdProperty: 'called_at' };
		const parameters = onRecords('recordCreated', { options }) as INodeParameters;
		const started = new PollHost(() => app.credential, parameters);
		await started.activate();
		const id = await app.create({ name: 'Not called' });
		await started.tick();
		expect(started.ids).toEqual([id]);
		app.emulator.fault({ path: '/records', status: 200, body: '[]' });
		await started.tick();
		await started.tick();
		expect(started.ids).toEqual([id]);
	});
});
