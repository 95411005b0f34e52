import { companies } from '../../support/app';
import { CREATED, useWatchedApp } from '../../support/watchedApp';

const app = useWatchedApp(companies(2));

async function list(): Promise<{ ids: unknown[]; created: unknown; date: string | null }> {
	const { application, email, apiKey } = app.credential;
	const response = await fetch(
		`${application}/api/models/companies/records?order=${CREATED}:desc`,
		{
			headers: { authorization: `Basic ${Buffer.from(`${email}:${apiKey}`).toString('base64')}` },
		},
	);
	const rows = (await response.json()) as Array<{ id: number; created_at: unknown }>;
	const ids = rows.map(({ id }) => id);
	return { ids, created: rows[0]?.created_at, date: response.headers.get('date') };
}

describe('The time of the emulated app', () => {
	it('is told in each response, and in new timestamps', async () => {
		app.emulator.setPersonality({ appClock: -7_200 });
		const date = new Date(app.clock - 7_200_000);
		await app.create();
		const { created } = await list();
		expect(new Date(String(created)).getTime()).toBeLessThanOrEqual(app.clock);
		expect(String((await list()).date)).toBe(new Date(app.clock - 7_200_000).toUTCString());
		expect(app.emulator.records('Company').at(-1)).toMatchObject({
			created_at: date.toISOString().replace('.000', ''),
		});
	});

	it('may be kept to itself', async () => {
		app.emulator.setPersonality({ appClock: 'silent' });
		expect((await list()).date).toBeNull();
	});

	it('may be written as a number', async () => {
		const instant = Date.UTC(2026, 2, 1, 12);
		app.emulator.setPersonality({ stampNumber: 'milliseconds' });
		expect((await list()).created).toBe(instant);
		app.emulator.setPersonality({ stampNumber: 'seconds' });
		expect((await list()).created).toBe(instant / 1_000);
	});
});

describe('The lists of the emulated app', () => {
	it('may show an older state', async () => {
		app.emulator.setPersonality({ listLag: 60 });
		const id = await app.create();
		await app.remove(1);
		expect((await list()).ids.sort()).toEqual([1, 2]);
		app.clock += 61_000;
		expect((await list()).ids.sort()).toEqual([2, id]);
	});
});

describe('A backup of the emulated app', () => {
	it('puts the records of the start back, and gives ids out again', async () => {
		const id = await app.create();
		app.emulator.setPersonality({ restore: 'start' });
		expect((await list()).ids.sort()).toEqual([1, 2]);
		expect(await app.create()).toBe(id);
	});
});

describe('Switches of the time', () => {
	it.each([{ appClock: 'wrong' }, { appClock: 0.5 }, { listLag: -1 }])(
		'are refused when they are %j',
		(personality) => {
			expect(() => app.emulator.setPersonality(personality as never)).toThrow(/must be/);
		},
	);
});
