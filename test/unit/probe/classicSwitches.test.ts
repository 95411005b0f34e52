import type { Emulator, Personality } from '../../emulator/index.ts';
import { defaultPersonality, variants } from '../../emulator/personality.ts';
import { writeFacts } from '../../probe/classic/index.ts';
import { classicAccessTo, run, startProbedApp } from '../../support/probedApp';

/** What the probe finds for a value of a switch: the name of a fact, and its finding. */
type Seen = [value: unknown, fact: string, finding: string];

/** What the probe finds for each switch, or why it can't see it. */
const switches: Record<keyof Personality, Seen[] | string> = {
	offset: [
		['ignored', 'offset', 'ignored'],
		['supported', 'offset', 'supported'],
		['rejected', 'offset', 'refused'],
	],
	ascending: [
		['supported', 'ascending', 'supported'],
		['rejected', 'ascending', 'refused'],
		['descending', 'ascending', 'descending'],
	],
	rows: [
		['once', 'rows', 'once'],
		['twice', 'rows', 'twice'],
	],
	filters: [
		['supported', 'filters', 'supported'],
		['ignored', 'filters', 'ignored'],
		['rejected', 'filters', 'refused'],
	],
	predicates: [
		['all', 'filter gt', 'applied'],
		['eq', 'filter gteq', 'equality'],
	],
	filtersApplied: [
		['all', 'several conditions', 'all'],
		['first', 'several conditions', 'first'],
		['last', 'several conditions', 'last'],
		['eq', 'several conditions', 'eq'],
	],
	groups: [
		['as asked', 'groups', 'as asked'],
		['and', 'groups', 'and'],
	],
	severalValues: [
		['all', 'severalValues', 'all'],
		['last', 'severalValues', 'one'],
	],
	json: [
		['accepted', 'json', 'accepted'],
		['ignored', 'json', 'refused 400'],
	],
	jsonSniffing: 'only a client of 2013 sends JSON that calls itself a form',
	asset: 'an upload leaves a file in the app that nothing can delete',
	assetField: 'an upload leaves a file in the app that nothing can delete',
	assetAccess: [
		['public', 'fileAccess', 'public'],
		['private', 'fileAccess', 'private'],
	],
	inputs: 'it takes running an action, which may change anything',
	notFoundBody: [
		['empty', 'unknownRecord', 'empty 404'],
		['html', 'unknownRecord', 'html 404'],
		['json', 'unknownModel', 'json 404'],
	],
	unauthorisedBody: [
		['html', 'unauthorised', 'html 401'],
		['empty', 'unauthorised', 'empty 401'],
		['json', 'unauthorised', 'json 401'],
	],
	validationStatus: [
		[422, 'validation', 'errors 422'],
		[400, 'validation', 'errors 400'],
	],
	validationBody: [
		['errors', 'validation', 'errors 422'],
		['empty', 'validation', 'empty 422'],
		['text', 'validation', 'text 422'],
	],
	errorForm: [
		['as they are', 'errorForm', 'status 404'],
		['error with 200', 'errorForm', 'error with 200'],
		['page with 200', 'errorForm', 'page with 200'],
		['latin1', 'charset', 'other'],
		['marked', 'byteOrderMark', 'marked'],
	],
	updateBody: [
		['record', 'updateBody', 'record'],
		['empty', 'updateBody', 'empty'],
	],
	emptyRelation: [
		['null', 'emptyRelation', 'null'],
		['object', 'emptyRelation', 'object'],
	],
	relationAsId: [
		['ignored', 'relationAsId', 'ignored'],
		['accepted', 'relationAsId', 'accepted'],
	],
	toMany: 'it takes changing what other records show',
	unknownProperty: [
		['ignored', 'unknownProperty', 'ignored'],
		['rejected', 'unknownProperty', 'refused 422'],
	],
	unknownView: [
		['notFound', 'unknownView', 'notFound'],
		['rejected', 'unknownView', 'refused 400'],
		['ignored', 'unknownView', 'ignored'],
	],
	unknownOrder: [
		['rejected', 'unknownOrder', 'refused'],
		['ignored', 'unknownOrder', 'ignored'],
	],
	orderKeys: [
		['first', 'orderKeys', 'first'],
		['all', 'orderKeys', 'all'],
		['rejected', 'orderKeys', 'refused'],
	],
	defaultOrder: [
		['id', 'defaultOrder', 'id'],
		['newest', 'defaultOrder', 'newest'],
		['shuffled', 'defaultOrder', 'changing'],
	],
	tieOrder: [
		['id', 'tieOrder', 'steady'],
		['shuffled', 'tieOrder', 'changing'],
	],
	totalRows: [
		['ignored', 'totalRows', 'ignored'],
		['supported', 'totalRows', 'supported'],
	],
	textCase: [
		['sensitive', 'textCase', 'sensitive'],
		['insensitive', 'textCase', 'insensitive'],
	],
	keptText: [
		['as sent', 'keptText', 'as sent'],
		['lowercase', 'keptText', 'lowercase'],
		['trimmed', 'keptText', 'trimmed'],
		['cut', 'longText', 'cut 255'],
		['composed', 'keptText', 'composed'],
	],
	keptNumber: [
		['as sent', 'keptNumber', 'as sent'],
		['cents', 'keptNumber', 'cents'],
	],
	keptTime: [
		['as sent', 'keptTime', 'as sent'],
		['seconds', 'keptTime', 'seconds'],
	],
	negatedEmpty: [
		['included', 'negatedEmpty', 'included'],
		['excluded', 'negatedEmpty', 'excluded'],
	],
	defaultProperties: [
		['listed', 'defaultProperties', 'listed'],
		['hidden', 'defaultProperties', 'hidden'],
	],
	decimals: [
		['number', 'decimals', 'number'],
		['text', 'decimals', 'text'],
	],
	timeOfDay: [
		['14:30:00', 'timeOfDay', 'seconds'],
		['14:30', 'timeOfDay', 'minutes'],
		['2000-01-01T14:30:00.000Z', 'timeOfDay', 'instant'],
		['2000-01-01 14:30:00 UTC', 'timeOfDay', 'spaced'],
	],
	fileValue: [
		['as sent', 'fileValue', 'url'],
		['path', 'fileValue', 'path'],
		['host', 'fileValue', 'host'],
		['object', 'fileValue', 'object'],
	],
	shownDigits: [
		['all', 'shownDigits', 'all'],
		['15', 'shownDigits', '15'],
		['cents', 'shownDigits', 'cents'],
	],
	objectValue: [
		['as sent', 'objectKept', 'text'],
		['parsed', 'objectKept', 'parsed'],
	],
	passwordValue: [
		['as sent', 'passwordValue', 'shown'],
		['absent', 'passwordValue', 'absent'],
		['empty', 'passwordValue', 'empty'],
		['masked', 'passwordValue', 'masked'],
		['hash', 'passwordValue', 'hash'],
	],
	choices: [
		['current', 'choices', 'current'],
		['withdrawn', 'choices', 'withdrawn'],
	],
	timestampPrecision: [
		['seconds', 'timestampPrecision', 'seconds'],
		['milliseconds', 'timestampPrecision', 'fraction 3'],
	],
	timestampFormat: [
		['utc', 'timestampFormat', 'utc'],
		['offset', 'timestampFormat', 'offset'],
		['spaced', 'timestampFormat', 'spaced'],
		['local', 'timestampFormat', 'local'],
	],
	stampNumber: [
		['text', 'timestampFormat', 'utc'],
		['milliseconds', 'timestampFormat', 'milliseconds'],
		['seconds', 'timestampFormat', 'seconds'],
	],
	restore: 'it takes restoring a backup',
	maxLimit: [
		[null, 'limit', 'all 30'],
		[25, 'limit', 'capped 25'],
	],
	cap: [
		[null, 'limit', 'all 30'],
		[25, 'limit', 'capped 25'],
	],
	refusedLimit: [
		[null, 'limit', 'all 30'],
		[500, 'limit', 'refused 500'],
	],
	maxUrlLength: [
		[null, 'urlLength', 'enough 8000'],
		[5000, 'urlLength', 'limited 4000'],
	],
	latencyMs: 'how fast an app is says nothing about its API',
	appClock: [
		[0, 'appClock', 'right'],
		[600, 'appClock', 'ahead 10'],
		[-3600, 'appClock', 'behind 60'],
		['silent', 'appClock', 'silent'],
	],
	listLag: [
		[0, 'listLag', 'none'],
		[3600, 'listLag', 'late'],
	],
};

const cases = Object.entries(switches).flatMap(([name, seen]) =>
	typeof seen === 'string' ? [] : seen.map((each) => [name, ...each] as [string, ...Seen]),
);

describe('The probe knows every switch of the emulated classic app', () => {
	it.each(Object.keys(defaultPersonality))('finds %s, or says why it cannot', (name) => {
		const seen = switches[name as keyof Personality];
		expect(seen).toBeDefined();
		if (typeof seen === 'string') return;
		const values = seen.map(([value]) => value);
		const all: readonly unknown[] = Object.hasOwn(variants, name)
			? variants[name as keyof typeof variants]
			: [defaultPersonality[name as keyof Personality]];
		expect(values).toEqual(expect.arrayContaining([...all]));
		expect(new Set(seen.map((each) => each.slice(1).join())).size).toBe(values.length);
	});
});

describe('The probe of a classic app', () => {
	let emulator: Emulator;

	beforeAll(async () => {
		emulator = await startProbedApp();
	});
	beforeEach(() => emulator.reset());
	afterAll(async () => await emulator.close());

	/** A file that the app itself holds. */
	async function putFile(): Promise<void> {
		const authorization = `Basic ${Buffer.from('api@example.com:a-secret-key').toString('base64')}`;
		const headers = { authorization };
		const api = `${emulator.application}/api`;
		const body = new FormData();
		body.append('file', new Blob(['a file']), 'a.png');
		const uploaded = await fetch(`${api}/assets`, { method: 'POST', headers, body });
		const { url } = (await uploaded.json()) as { url: string };
		const record = new URLSearchParams({ 'record[photo]': url });
		await fetch(`${api}/models/gadgets/records/30`, { method: 'PUT', headers, body: record });
	}

	it.each(cases)('finds the switch %s = %j: %s is %s', async (name, value, fact, finding) => {
		if (name === 'assetAccess') await putFile();
		emulator.setPersonality({ [name]: value });
		const isWritten = writeFacts.some((each) => each.name === fact);
		const { found } = await run({
			...{ access: classicAccessTo(emulator), only: [fact] },
			...(isWritten ? { write: 'Gadget' } : {}),
		});
		expect(found[fact]).toBe(finding);
	});
});
