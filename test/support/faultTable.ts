/* eslint-disable @n8n/community-nodes/no-restricted-imports */
// Runs every operation of an API against every fault, and holds what is seen to the page and to some laws.
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { NodeApiError } from 'n8n-workflow';
import { forgetAppLimits } from '../../nodes/BettyBlocks/node/concurrencyLimit';
import { LOOK_MS } from '../../nodes/BettyBlocks/http/streams';
import { CERTIFICATE } from './certificate';
import { REAL_WAIT, WAITS } from './countedWaits';
import { FAULTS, type FaultCase } from './faultCases';
import { ASKING, type Member } from './faultMembers';
import { isAskedOtherwise, partOfPage, tableOf, type Seen } from './faultPage';
import type { FaultyWay } from './faultyWay';

export interface FaultyApi {
	/** As the page's heading. */
	heading: string;
	members: Array<[way: FaultyWay, members: Member[]]>;
	/** Besides those of any request. */
	faults?: (member: Member) => FaultCase[];
	/** The apps as new, before each run. */
	reset: () => void;
	secrets: () => string[];
}

const DOWNLOAD = 'Asset: Download';
const MAX_MESSAGE = 1_010;
const MAX_ADVICE = 1_400;

/** A busy machine is slow, which is no fault. */
const MAX_MS = 600_000;

const SAYS_UNKNOWN =
	/may still have processed this request|may have run|action (ran|has run)|not rolled back/;

/** What has no encryption that anybody would trust. */
function usePlacesWithoutTrust(): { untrusted: string; plain: string; connections: () => number } {
	let connections = 0;
	const places = { untrusted: '', plain: '', connections: () => connections };
	const silent = (socket: NodeJS.EventEmitter) => socket.on('error', () => undefined);
	const tls = createTlsServer(CERTIFICATE, silent);
	const plain = createServer((socket) => {
		silent(socket).once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
	});
	const start = async (server: Server) => {
		server.on('connection', () => (connections += 1));
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
	};
	beforeAll(async () => {
		places.untrusted = await start(tls);
		places.plain = await start(plain);
	});
	afterAll(() => {
		tls.close();
		plain.close();
	});
	return places;
}

const isWithoutTrust = ({ place }: FaultCase) => place === 'untrusted' || place === 'plain';

interface Observed {
	sends: number;
	error?: NodeApiError;
	held: number;
	wait: number;
}

export function describeFaults({
	heading,
	members,
	faults = () => [],
	reset,
	secrets,
}: FaultyApi): void {
	REAL_WAIT.milliseconds = LOOK_MS;
	const places = usePlacesWithoutTrust();
	const before = new Map<Member, number>();
	let problems: object[] = [];

	const begin = () => {
		reset();
		forgetAppLimits();
		WAITS.length = 0;
	};

	const observe = async (
		member: Member,
		way: FaultyWay,
		fault: FaultCase,
		{ arrives, times = Infinity }: { arrives: boolean; times?: number },
	): Promise<Observed> => {
		begin();
		const execution = new AbortController();
		way.cancel = () => execution.abort();
		const connected = places.connections();
		let refused = 0;
		const struck = async <Result>(act: () => Promise<Result>): Promise<Result> => {
			Object.assign(way, { struck: 0, passed: 0 });
			// A trigger whose login is refused as well doesn't log in again for five minutes.
			const isForAll = fault.isForAll === true && member.kind !== 'trigger';
			if (fault.place === 'refused') await way.refuseAfter(before.get(member) ?? 0);
			else way.strike = { meets: member.meets, arrives, times, act: fault.act, isForAll };
			try {
				return await act();
			} finally {
				// A fault that outlasts its run would strike the next one.
				await way.settle();
				if (fault.place === 'refused') refused = await way.listenAgain();
				way.strike = undefined;
			}
		};
		const place = fault.place === 'refused' ? undefined : fault.place && places[fault.place];
		// A file is waited for as long as it goes on coming.
		const options = fault.isStall === true && member.name === DOWNLOAD ? { timeout: LOOK_MS } : {};
		const error: unknown = await member
			.run({ signal: execution.signal, place, options, struck })
			.then(() => undefined)
			.catch((thrown: unknown) => thrown);
		if (error !== undefined && 'matcherResult' in (error as object)) throw error;
		const sends = way.struck + refused + places.connections() - connected;
		const wait = WAITS.reduce((sum, each) => sum + each, 0) / Math.max(1, sends - 1);
		return { sends, error: error as NodeApiError | undefined, held: member.held(), wait };
	};

	/** How many requests go before the one that is struck. */
	const count = async (member: Member, way: FaultyWay): Promise<void> => {
		let first: number | undefined;
		begin();
		const meets: Member['meets'] = (request) => {
			if (member.meets(request)) first ??= way.passed;
			return false;
		};
		const signal = new AbortController().signal;
		const struck = async <Result>(act: () => Promise<Result>): Promise<Result> => {
			Object.assign(way, { struck: 0, passed: 0 });
			way.strike = { meets, arrives: true, times: 1, act: () => undefined };
			return await act();
		};
		await member.run({ signal, struck });
		way.strike = undefined;
		expect({ member: member.name, first }).toEqual({
			member: member.name,
			first: expect.any(Number),
		});
		before.set(member, first ?? 0);
	};

	const checkLaws = (member: Member, fault: FaultCase, { error, held, wait, sends }: Observed) => {
		const { message, description } = error ?? {};
		const about = `${member.name}, ${fault.status ?? ''} ${fault.label}: ${message ?? ''}`;
		const broken: string[] = [];
		const holds = (law: string, isKept: boolean) => void (isKept || broken.push(law));
		holds('no more is done than once', member.kind === 'repeatable' || held <= 1);
		if (error !== undefined) {
			const isTold =
				Boolean(description) || /Try again|Check |Wait |starts when the app/.test(error.message);
			holds('there is advice', isTold || fault.isCancel === true);
			holds('the message is short', error.message.length <= MAX_MESSAGE);
			holds('the advice is short', (description ?? '').length <= MAX_ADVICE);
			const isWrite = member.kind === 'once' || member.kind === 'repeatable';
			const isOpen = isWrite && held > 0 && !member.group.includes('storage');
			holds(
				'it says that it may be done',
				!isOpen || SAYS_UNKNOWN.test(`${message} ${description}`),
			);
			const left = [error.message, description, error.stack, JSON.stringify(error)].join();
			holds('no secret', !secrets().some((secret) => secret !== '' && left.includes(secret)));
		}
		if (fault.asksToWait !== undefined && sends > 1) {
			const seconds = Math.min(fault.asksToWait, 60);
			holds('it waits as asked', wait >= seconds * 1000 && wait <= 60_000);
		}
		if (broken.length > 0) problems.push({ about, broken });
	};

	const see = async (member: Member, way: FaultyWay, fault: FaultCase): Promise<Seen> => {
		const isWrite = member.kind === 'once' || member.kind === 'repeatable';
		const ways = { no: [false], yes: [true], either: isWrite ? [false, true] : [true] };
		const held: Seen['held'] = {};
		let last: Observed | undefined;
		for (const arrives of ways[fault.arrives]) {
			last = await observe(member, way, fault, { arrives });
			checkLaws(member, fault, last);
			held[arrives ? 'arrived' : 'lost'] = last.held;
		}
		const { sends = 0, error } = last ?? {};
		return {
			group: member.group,
			fault,
			sends,
			message: error?.message,
			advice: error?.description ?? undefined,
			held,
		};
	};

	/** What members of a group have in common. */
	const behaviour = ({ group, fault, sends, message, held }: Seen) => ({
		fault: `${fault.status ?? ''} ${fault.label}`,
		// At a place without trust, what comes before is counted as well.
		sends: isAskedOtherwise(group, fault) || isWithoutTrust(fault) ? undefined : sends,
		succeeds: message === undefined,
		isUnknown: SAYS_UNKNOWN.test(message ?? ''),
		held: [held.lost, held.arrived].map((times) => times && Math.min(times, 1)),
	});

	const groups = [...new Set(members.flatMap(([, all]) => all.map(({ group }) => group)))];
	const faultsFor = (member: Member) =>
		[...FAULTS, ...faults(member)].filter(({ isCancel, isCommon, place, isEndless }) => {
			// The trigger keeps its place by the app's address. A file may be of any length.
			if (member.kind === 'trigger')
				return isCommon && !isCancel && [undefined, 'refused'].includes(place);
			return isEndless !== true || member.name !== DOWNLOAD;
		});

	it.each(groups)(
		'meets every fault as the page tells: %s',
		async (group) => {
			const all = members.flatMap(([way, each]) => each.map((member) => ({ way, member })));
			const [first, ...others] = all.filter(({ member }) => member.group === group);
			if (first === undefined) return;
			problems = [];
			await count(first.member, first.way);
			const seen: Seen[] = [];
			for (const fault of faultsFor(first.member)) {
				const outcome = await see(first.member, first.way, fault);
				seen.push(outcome);
				const isOver = { arrives: fault.arrives === 'yes', times: 1 };
				const { isCommon, place, isForAll } = fault;
				if (outcome.sends < 2 || !isCommon || place !== undefined) continue;
				// Said once, and not of what changes nothing, these may be words of the action.
				if (isForAll === true && first.member.kind === 'once') continue;
				if (group === ASKING && fault.isRefusal === true) continue;
				const again = await observe(first.member, first.way, fault, isOver);
				const { error } = again;
				if (error !== undefined) problems.push({ over: fault.label, error: error.message });
			}
			for (const { member, way } of others) {
				await count(member, way);
				// What has no end takes long, and ends in one place whatever it was asked for.
				const common = seen.filter(({ fault }) => fault.isCommon && fault.isEndless !== true);
				for (const alike of common) {
					const own = JSON.stringify(behaviour(await see(member, way, alike.fault)));
					const usual = JSON.stringify(behaviour(alike));
					if (own !== usual) problems.push({ name: member.name, own, usual });
				}
			}
			expect(problems).toEqual([]);
			const names = [first, ...others].map(({ member }) => member.name).join(' · ');
			const table = tableOf(first.member, seen).join('\n');
			const { told, expected } = partOfPage(heading, group, `${names}\n\n${table}`);
			expect(told).toBe(expected);
		},
		MAX_MS,
	);
}
