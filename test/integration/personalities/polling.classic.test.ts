import type { INodeParameters } from 'n8n-workflow';
import { defaultPersonality, type AppRecord, type Personality } from '../../emulator/index.ts';
import { describePersonalities, type Outcome } from '../../support/personalities';
import { PollHost } from '../../support/poll';
import { followed } from '../../support/polled';
import { datedCompanies, oddly, useVariedApp, type ClassicState } from '../../support/variedApp';
import { onRecords } from '../../support/watchedApp';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<typeof import('../../support/countedWaits')>('../../support/countedWaits')
		.countingWaits(),
);

const app = useVariedApp(datedCompanies);

const host = (more: Record<string, unknown> = {}) =>
	new PollHost(() => app.credential, onRecords('recordCreatedOrUpdated', more) as INodeParameters);

const send = async (method: string, path: string, values: object) => {
	const { application, email, apiKey } = app.credential;
	const form = Object.entries(values).map(([name, value]): [string, string] => [
		`record[${name}]`,
		String(value),
	]);
	const response = await fetch(`${application}/api/models/companies/records${path}`, {
		method,
		headers: { authorization: `Basic ${Buffer.from(`${email}:${apiKey}`).toString('base64')}` },
		body: new URLSearchParams(form),
	});
	expect(response.ok).toBe(true);
};

/** Two companies are created, and one that was there is changed: by somebody else, who has no odd app. */
const happens = (s: Personality) => async () => {
	const noted = [...app.noted];
	const { appClock, listLag } = s;
	app.emulator.setPersonality({ ...defaultPersonality, appClock, listLag });
	for (const name of ['Jisp', 'Katwijk']) {
		await send('POST', '/new', { name });
		app.clock += 1_000;
	}
	await send('PUT', '/3', { notes: 'Changed' });
	app.emulator.setPersonality(s);
	app.noted.clear();
	for (const name of noted) app.noted.add(name);
};

const EMPTY: Omit<AppRecord, 'id'> = Object.fromEntries(
	['name', 'email', 'employees', 'revenue', 'active', 'founded', 'called_at', 'branch', 'notes']
		.concat('group', 'label', 'opens', 'photo', 'extra', 'secret')
		.map((name) => [name, null]),
);

const happened = ({ companies }: ClassicState): void => {
	companies.push({ ...EMPTY, id: 10, name: 'Jisp' }, { ...EMPTY, id: 11, name: 'Katwijk' });
	Object.assign(companies[2] ?? {}, { notes: 'Changed' });
};

/** How many different records the app shows at once; undefined: all of them. */
const shownAtOnce = ({ offset, maxLimit, cap, rows }: Personality): number => {
	if (offset === 'supported') return Infinity;
	const most = Math.min(maxLimit ?? Infinity, cap ?? Infinity);
	return rows === 'twice' ? Math.ceil(most / 2) : most;
};

const TOO_FEW = /^Couldn't read all new records: the app shows only the newest \d$/;

const HIDDEN = /^The model Company has no property "(created|updated)_at", which is set as/;

/** Why an app can't be watched from now on, or from its beginning. */
const refusalOf = (s: Personality, from: 'now' | 'existing'): RegExp | undefined => {
	if (s.defaultProperties === 'hidden') return HIDDEN;
	const isLimited = s.maxLimit !== null || s.cap !== null;
	const skips = isLimited || s.ascending === 'descending';
	const isRefused = s.ascending === 'rejected' || (skips && s.offset === 'rejected');
	const odd = isRefused ? oddly(s, 'read records', 400) : undefined;
	return odd ?? (shownAtOnce(s) < { now: 4, existing: 9 }[from] ? TOO_FEW : undefined);
};

const polled = (
	s: Personality,
	from: 'now' | 'existing',
	output: unknown,
): Outcome<ClassicState> => ({ output, refusal: refusalOf(s, from), change: happened });

describe('The trigger on a classic app', () => {
	describePersonalities<Personality, ClassicState>(app, [
		{
			name: 'starts with what is created and what is changed, and with nothing else',
			run: async (s) => await followed(host(), app, happens(s)),
			outcome: (s) => polled(s, 'now', [['10 created', '11 created', '3 updated']]),
		},
		{
			name: 'starts with the records that exist, a few in a poll, and with what follows',
			run: async (s) =>
				await followed(
					host({ startFrom: 'existing', options: { maxRecords: 4 } }),
					app,
					happens(s),
				),
			outcome: (s) =>
				polled(s, 'existing', [
					['1 created', '2 created', '3 created', '4 created'],
					['5 created', '6 created', '7 created', '8 created'],
					['9 created', '10 created', '11 created', '3 updated'],
				]),
		},
	]);
});
