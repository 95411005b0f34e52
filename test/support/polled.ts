// A trigger that is published in an app, and polls what happens there.
import { HOUR } from './table';
import type { PollHost } from './poll';

/** Longer than an app shows an older state, and than most tokens last. */
const PAUSE = 2 * HOUR;

/**
 * Activates a trigger, lets something happen in the app, and polls until there has long been nothing new.
 *
 * @param app its clock is moved, and n8n's with it
 * @param polls how many of them follow
 * @returns what each execution started with: the ID of a record, and its event
 * @throws what became of a poll that failed
 */
export async function followed(
	host: PollHost,
	app: { clock: number },
	happens: () => Promise<void>,
	polls = 3,
): Promise<string[][]> {
	const now = jest.spyOn(Date, 'now').mockImplementation(() => app.clock);
	try {
		const refused: unknown = await host.activate().catch((error: unknown) => error);
		app.clock += PAUSE;
		await happens();
		for (let poll = 0; poll < polls; poll++) {
			app.clock += PAUSE;
			if (refused === undefined) await host.tick();
		}
		const told = host.executions.map((records) =>
			records.map(({ id, _event: event }) => `${String(id)} ${String(event)}`),
		);
		const error = refused ?? host.failures[0];
		if (error === undefined) return told;
		// What came before a poll failed is none of it twice.
		expect([...new Set(told.flat())]).toEqual(told.flat());
		throw error;
	} finally {
		now.mockRestore();
	}
}
