import type { DataEmulator, DataPersonality } from '../../../emulator/data/index.ts';
import {
	actionIds,
	fetchReply,
	startDataSample,
	type Ask,
	type GraphqlReply,
	type Reply,
} from '../../../emulator/data/samples.ts';

let clock = new Date();
let emulator: DataEmulator;
let ask: Ask;

beforeAll(async () => {
	({ emulator, ask } = await startDataSample({}, { now: () => clock }));
});
beforeEach(() => {
	clock = new Date('2026-03-01T12:00:00Z');
	emulator.reset();
});
afterAll(async () => await emulator.close());

const slotQuery = `mutation ($model: String!, $property: String!, $type: String!, $name: String!) {
	generateFileUploadRequest(modelName: $model, propertyName: $property, contentType: $type, fileName: $name) {
		... on PresignedPostRequest { url fields reference }
		... on FileUploadError { message }
	}
}`;

interface Slot {
	url: string;
	fields: Record<string, string>;
	reference: string;
}

async function askSlot(
	changes: Record<string, string> = {},
	token?: string | null,
): Promise<GraphqlReply> {
	const attachment = { model: 'Task', property: 'attachment' };
	const file = { type: 'application/pdf', name: 'a b#1.pdf' };
	return await ask(slotQuery, { ...attachment, ...file, ...changes }, token);
}

async function openSlot(): Promise<Slot> {
	return (await askSlot()).json.data?.generateFileUploadRequest as Slot;
}

/** Sends a form, in the order of its parts. */
async function upload(url: string, parts: Array<[string, string | Blob]>): Promise<Reply> {
	const body = new FormData();
	for (const [name, part] of parts) {
		if (typeof part === 'string') body.append(name, part);
		else body.append(name, part, 'a.pdf');
	}
	return await fetchReply(url, { body });
}

const file: [string, Blob] = ['file', new Blob(['content'], { type: 'application/pdf' })];

describe('Leave to upload a file, from the emulated Data API,', () => {
	it('names storage on another host, fields to send along, and a reference', async () => {
		const slot = await openSlot();
		expect(slot.url).toBe(emulator.storageUrl);
		expect(new URL(slot.url).origin).not.toBe(emulator.application);
		expect(Object.values(slot.fields).map((value) => typeof value)).toEqual(
			Array.from({ length: 4 }, () => 'string'),
		);
		expect(slot).toMatchObject({
			...{ reference: 'tmp/1/a b#1.pdf' },
			fields: { key: 'tmp/1/a b#1.pdf', 'Content-Type': 'application/pdf' },
		});
	});

	it.each<[DataPersonality['uploadNames'], string, string, boolean]>([
		['schema', 'Task', 'attachment', true],
		['schema', 'task', 'attachment', false],
		['schema', 'Task', 'scanCopy', true],
		['schema', 'Task', 'scan_copy', false],
		['snake', 'task', 'scan_copy', true],
		['snake', 'Task', 'scan_copy', false],
		['snake', 'task', 'scanCopy', false],
		['any', 'Task', 'scan_copy', true],
		['any', 'task', 'scanCopy', true],
		['any', 'TASK', 'scanCopy', false],
		['schema', 'Task', 'name', false],
		['any', 'Task', 'name', false],
	])('with names as in %s, for %s.%s: %s', async (uploadNames, model, property, isGiven) => {
		emulator.setPersonality({ uploadNames });
		const { json } = await askSlot({ model, property });
		expect(json.errors === undefined).toBe(isGiven);
	});

	it.each<[DataPersonality['uploadError'], object]>([
		['errors', { errors: [{ message: 'Content type application/pdf is not allowed' }] }],
		[
			'fileUploadError',
			{
				data: {
					generateFileUploadRequest: { message: 'Content type application/pdf is not allowed' },
				},
			},
		],
	])('is refused for a wrong type in the form %s', async (uploadError, body) => {
		emulator.setPersonality({ uploadError });
		const { json } = await askSlot({ property: 'photo' });
		expect(json).toMatchObject(body);
		expect('errors' in json).toBe(uploadError === 'errors');
		expect((await askSlot({ property: 'photo', type: 'image/png' })).json.errors).toBeUndefined();
	});

	it('takes a login', async () => {
		expect((await askSlot({}, null)).json).toMatchObject({
			errors: [{ message: 'Request not authenticated' }],
		});
	});
});

describe('An upload to the emulated storage', () => {
	it.each<[DataPersonality['storageAnswer'], number, RegExp]>([
		[204, 204, /^$/],
		['201xml', 201, /<PostResponse><Key>tmp\/1\/a b#1\.pdf<\/Key>/],
		['403xml', 403, /<Error><Code>AccessDenied<\/Code>/],
	])('is answered %s', async (storageAnswer, status, body) => {
		emulator.setPersonality({ storageAnswer });
		const { url, fields, reference } = await openSlot();
		const reply = await upload(url, [...Object.entries(fields), file]);
		expect(reply.status).toBe(status);
		expect(reply.text).toMatch(body);
		const kept = emulator.files().some((each) => (each as { key: string }).key === reference);
		expect(kept).toBe(status < 300);
	});

	it('is recorded with its parts, apart from the requests to the app', async () => {
		const { url, fields } = await openSlot();
		await upload(url, [...Object.entries(fields), file]);
		expect(emulator.storageRequests).toMatchObject([
			{
				...{ method: 'POST', status: 204, hasToken: false, fields },
				parts: [...Object.keys(fields), 'file'],
				file: { field: 'file', filename: 'a.pdf', contentType: 'application/pdf', size: 7 },
			},
		]);
		expect(emulator.requests).toHaveLength(1);
		emulator.clearRequests();
		expect([emulator.requests, emulator.storageRequests]).toEqual([[], []]);
	});

	it('is put on a record by an action, and can then be downloaded', async () => {
		const { url, fields, reference } = await openSlot();
		await upload(url, [...Object.entries(fields), file]);
		const mutation = 'mutation { action(id: $id, input: $input) }';
		await ask(mutation, { id: actionIds.file, input: { file: reference } });
		const query = '{ oneTask(where: { id: { eq: 41 } }) { attachment { name url } } }';
		const { attachment } = (await ask(query)).json.data?.oneTask as {
			attachment: { name: string; url: string };
		};
		expect(attachment.name).toBe('a b#1.pdf');
		const reply = await fetchReply(attachment.url);
		expect([reply.status, reply.text]).toEqual([200, 'content']);
		expect(reply.headers.get('content-type')).toBe('application/pdf');
	});

	it.each<[string, (fields: Array<[string, string]>) => Array<[string, string | Blob]>, number]>([
		['the file first', (fields) => [file, ...fields], 400],
		['no file', (fields) => fields, 400],
		['the file under another name', (fields) => [...fields, ['upload', file[1]]], 400],
		['a field missing', (fields) => [...fields.slice(1), file], 403],
		['a field changed', ([first = ['', ''], ...rest]) => [[first[0], 'x'], ...rest, file], 403],
	])('is refused with %s', async (_problem, parts, status) => {
		const { url, fields } = await openSlot();
		const reply = await upload(url, parts(Object.entries(fields)));
		expect(reply.status).toBe(status);
		expect(reply.headers.get('content-type')).toBe('application/xml');
		expect(emulator.files()).toHaveLength(2);
	});

	it('is refused an hour after leave was given', async () => {
		const { url, fields } = await openSlot();
		clock = new Date('2026-03-01T13:00:00Z');
		expect((await upload(url, [...Object.entries(fields), file])).status).toBe(403);
	});

	it('is struck by faults, and tried again', async () => {
		const { url, fields } = await openSlot();
		emulator.fault({ path: '/bucket', status: 503 });
		const form: Array<[string, string | Blob]> = [...Object.entries(fields), file];
		expect((await upload(url, form)).status).toBe(503);
		expect((await upload(url, form)).status).toBe(204);
	});

	it.each(['before', 'after'] as const)('may be cut %s it is kept', async (drop) => {
		const { url, fields } = await openSlot();
		emulator.fault({ path: '/bucket', drop });
		await expect(upload(url, [...Object.entries(fields), file])).rejects.toThrow();
		expect(emulator.files()).toHaveLength(drop === 'after' ? 3 : 2);
	});
});

describe('A download from the emulated storage', () => {
	it('needs no token, and tells when it was given one', async () => {
		const url = `${emulator.storageUrl}/tasks/40/plan%20a.pdf`;
		const reply = await fetchReply(url);
		expect([reply.status, reply.text]).toEqual([200, 'A plan']);
		await fetchReply(url, { method: 'HEAD', headers: { authorization: 'Bearer x' } });
		expect(emulator.storageRequests).toMatchObject([
			...[{ method: 'GET', hasToken: false }],
			...[{ method: 'HEAD', hasToken: true, status: 200 }],
		]);
	});

	it.each(['/none', '/%zz', '/tasks/40'])('of %s is not found', async (path) => {
		const reply = await fetchReply(`${emulator.storageUrl}${path}`);
		expect([reply.status, reply.text]).toEqual([404, expect.stringContaining('<Code>NoSuchKey')]);
	});
});
