// The trigger, with the request of a poll that a fault strikes.
import type { INodeParameters } from 'n8n-workflow';
import type { Member } from './faultMembers';
import type { FaultyWay, Passing } from './faultyWay';
import { PollHost } from './poll';
import type { WatchedApp } from './watchedApp';
import type { WatchedDataApp } from './watchedDataApp';

export const POLLING = 'The trigger';
export const PUBLISHING = 'The trigger, when its workflow is published';

/** The groups in which the login of one of these is struck. */
const LOGIN_GROUPS = new Map([
	[POLLING, 'The trigger, when it logs in'],
	[PUBLISHING, 'The trigger, when it logs in as its workflow is published'],
]);

/** A login that was refused is tried again after five minutes. */
const LATER_MS = 6 * 60_000;

const EVENTS = ['recordCreated', 'recordUpdated', 'recordCreatedOrUpdated'];

/** Every event, in polls and at the start. Each run ends with what was lost or repeated, if anything was. */
export function triggerMembers(
	app: WatchedApp | WatchedDataApp,
	way: FaultyWay,
	onEvent: (event: string) => object,
): Member[] {
	const host = (event: string) =>
		new PollHost(
			() => Object.assign(app.credential, { application: way.origin }),
			onEvent(event) as INodeParameters,
		);
	const happens = async (event: string): Promise<number> => {
		if (event !== 'recordUpdated') return await app.create();
		app.clock += 60_000;
		await app.edit(2);
		return 2;
	};
	const polling =
		(event: string): Member['run'] =>
		async ({ struck }) => {
			const started = host(event);
			await started.activate();
			const id = await happens(event);
			await struck(async () => await started.tick());
			const [failed] = started.failures;
			for (let polls = 0; polls < 2; polls++) await started.tick();
			expect(started.ids).toEqual([id]);
			if (failed !== undefined) throw failed;
		};
	const publishing =
		(event: string): Member['run'] =>
		async ({ struck }) => {
			const started = host(event);
			const refused: unknown = await struck(async () => await started.activate()).catch(
				(error: unknown) => error,
			);
			await (refused === undefined ? started.tick() : started.activate());
			const id = await happens(event);
			for (let polls = 0; polls < 2; polls++) await started.tick();
			expect(started.ids).toEqual([id]);
			const told = refused ?? started.warnings[0];
			if (told !== undefined) throw told instanceof Error ? told : new Error(String(told));
		};
	const member = (group: string, event: string, run: Member['run']): Member => ({
		...{ group, name: event, kind: 'trigger', run, held: () => 0 },
		meets: ({ url, body }) => /\/records\?/.test(url) || body.includes('allTask'),
	});
	return [
		...EVENTS.map((event) => member(POLLING, event, polling(event))),
		member(PUBLISHING, 'recordCreated', publishing('recordCreated')),
	];
}

/** The same, one of each group, where n8n has lost its token, so that they log in first. */
export function loggingIn(app: WatchedDataApp, members: Member[]): Member[] {
	let ahead = 0;
	const after =
		(run: Member['run']): Member['run'] =>
		async (running) => {
			const realNow = Date.now;
			const now = jest.spyOn(Date, 'now').mockImplementation(() => realNow() + ahead);
			const struck: typeof running.struck = async (act) => {
				app.credential.jwtToken = '';
				return await running.struck(act).finally(() => (ahead += LATER_MS));
			};
			await run({ ...running, struck }).finally(() => now.mockRestore());
		};
	return [...LOGIN_GROUPS].flatMap(([from, group]) =>
		members
			.filter((member) => member.group === from)
			.slice(0, 1)
			.map((member) => ({
				...{ ...member, group, run: after(member.run) },
				meets: ({ body }: Passing) => body.includes('login('),
			})),
	);
}
