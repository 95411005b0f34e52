import type { Personality } from '../../emulator/index.ts';
import { useApp, uuid } from '../../support/app';

const THING = uuid('d0');
const FILE = 'https://my-app.example/uploads/1/a%20b.pdf';

const app = useApp({
	users: [{ email: 'api@example.com', apiKey: 'a-secret-key' }],
	models: [
		{
			id: THING,
			name: 'Thing',
			table: 'things',
			properties: [
				{ id: uuid('d1'), name: 'at', kind: 'time', options: {} },
				{ id: uuid('d2'), name: 'scan', kind: 'file', options: {} },
				{ id: uuid('d3'), name: 'price', kind: 'price', options: {} },
				{ id: uuid('d4'), name: 'password', kind: 'password', options: {} },
				{ id: uuid('d5'), name: 'status', kind: 'list', options: { values: ['Old', 'New'] } },
				{ id: uuid('d6'), name: 'data', kind: 'object', options: {} },
			],
			records: [
				{
					id: 1,
					at: '09:15:00',
					scan: FILE,
					price: '90071992547409.935',
					password: 'x',
					status: 'Old',
				},
				{ id: 2 },
			],
		},
	],
});

const headers = { authorization: `Basic ${btoa('api@example.com:a-secret-key')}` };

const asked = async (path: string, init: RequestInit = {}) =>
	await fetch(`${app.credential.application}/api${path}`, {
		...init,
		headers: { ...headers, ...(init.headers as object) },
	});

const shown = async (personality: Partial<Personality>, id = 1) => {
	app.emulator.setPersonality(personality);
	return await (await asked(`/models/${THING}/records/${id}`)).text();
};

describe('A record of the emulated app', () => {
	it.each<[Partial<Personality>, string]>([
		[{ timeOfDay: '14:30:00' }, '"at":"09:15:00"'],
		[{ timeOfDay: '14:30' }, '"at":"09:15"'],
		[{ timeOfDay: '2000-01-01T14:30:00.000Z' }, '"at":"2000-01-01T09:15:00.000Z"'],
		[{ timeOfDay: '2000-01-01 14:30:00 UTC' }, '"at":"2000-01-01 09:15:00 UTC"'],
		[{ fileValue: 'as sent' }, `"scan":"${FILE}"`],
		[{ fileValue: 'path' }, '"scan":"/uploads/1/a b.pdf"'],
		[{ fileValue: 'host' }, '"scan":"//my-app.example/uploads/1/a%20b.pdf"'],
		[{ fileValue: 'object' }, `"scan":{"url":"${FILE}","thumb":`],
		[{ shownDigits: 'all' }, '"price":90071992547409.935'],
		[{ decimals: 'text' }, '"price":"90071992547409.935"'],
		[{ shownDigits: '15' }, '"price":90071992547409.9,'],
		[{ shownDigits: 'cents' }, '"price":90071992547409.94,'],
		[{ passwordValue: 'as sent' }, '"password":"x"'],
		[{ passwordValue: 'empty' }, '"password":""'],
		[{ passwordValue: 'masked' }, '"password":"********"'],
		[{ passwordValue: 'hash' }, '"password":"$2a$'],
	])('with %j shows %s', async (personality, part) => {
		expect(await shown(personality)).toContain(part);
	});

	it('may show no password at all, and an object for no file', async () => {
		expect(await shown({ passwordValue: 'absent' })).not.toContain('password');
		expect(await shown({ fileValue: 'object' }, 2)).toContain('"scan":{"url":null}');
	});

	it('may have a choice that its list has lost, and refuses it then', async () => {
		expect(await shown({ choices: 'withdrawn' })).toContain('"status":"Old"');
		expect(await (await asked('/models')).text()).toContain('"values":["New"]');
		const body = new URLSearchParams({ 'record[status]': 'Old' });
		const answer = await asked(`/models/${THING}/records/1`, { method: 'PUT', body });
		expect(answer.status).toBe(422);
	});

	it('keeps the JSON text of an object as text, or as the object', async () => {
		const body = new URLSearchParams({ 'record[data]': '{"value":7}' });
		await asked(`/models/${THING}/records/1`, { method: 'PUT', body });
		expect(await shown({})).toContain('"data":"{\\"value\\":7}"');
		app.emulator.setPersonality({ objectValue: 'parsed' });
		await asked(`/models/${THING}/records/1`, { method: 'PUT', body });
		expect(await shown({})).toContain('"data":{"value":7}');
	});
});
