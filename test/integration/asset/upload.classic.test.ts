/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import axios from 'axios';
import FormData from 'form-data';
import type { IBinaryData } from 'n8n-workflow';
import { useApp } from '../../support/app';
import { setBinaryMode, storeBinary, type BinaryMode } from '../../support/binary';
import { failure } from '../../support/failure';
import { attached, INVOICE, INVOICE_SCAN, invoices, onAsset } from '../../support/invoices';
import { execute, executeJson } from '../../support/n8n';
import { useServer } from '../../support/server';

const app = useApp(invoices());
const wire = useServer();
const CONTENT = Buffer.from('%PDF-1.7 an invoice\r\n--\r\n');

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const item = (binary: Record<string, IBinaryData>) => ({ json: {}, binary });
const posts = () => app.sent().filter((request) => request.startsWith('POST'));
const scan = () => app.emulator.records('Invoice')[0]?.scan;

/** Uploads the files of one item. */
const upload = async (more: object, binary: Record<string, IBinaryData>, application?: string) =>
	await executeJson({
		credential: application ? { ...app.credential, application } : app.credential,
		parameters: onAsset('upload', more),
		items: [item(binary)],
	});

const invoice = async (fileName = 'invoice.pdf') => ({
	data: await storeBinary(CONTENT, { fileName }),
});

describe.each<BinaryMode>(['filesystem', 'default'])('Upload, with files in mode %s', (mode) => {
	beforeAll(async () => await setBinaryMode(mode));

	it('sends the file once and returns its URL, name, type, size and the answer', async () => {
		const [output] = await upload({}, await invoice());
		const url = `${app.credential.application}/uploads/1/invoice.pdf`;
		expect(output).toEqual({
			url,
			fileName: 'invoice.pdf',
			mimeType: 'application/pdf',
			fileSize: CONTENT.length,
			response: { url },
		});
		expect(app.sent()).toEqual(['POST /api/assets']);
		const [request] = app.emulator.requests;
		expect(request?.body).toEqual({
			file: {
				filename: 'invoice.pdf',
				contentType: 'application/pdf',
				size: CONTENT.length,
				sha256: sha256(CONTENT),
			},
		});
		expect(request?.headers['content-length']).toBe(String(request?.rawBody.length));
		expect(request?.headers['transfer-encoding']).toBeUndefined();
		expect(request?.headers.authorization).toMatch(/^Basic /);
	});

	it.each([
		['plain.pdf', 'plain.pdf'],
		['a "quoted" name.pdf', 'a "quoted" name.pdf'],
		['Rechnung Müller – €5 発票.pdf', 'Rechnung Müller – €5 発票.pdf'],
		['../../etc/passwd', 'passwd'],
	])('keeps the name %j safe', async (fileName, name) => {
		const [output] = await upload({}, await invoice(fileName));
		const [asset] = Object.values(app.emulator.requests[0]?.body as object) as object[];
		expect(asset).toMatchObject({ filename: name, sha256: sha256(CONTENT) });
		expect(output?.fileName).toBe(fileName);
	});

	it('puts the very bytes on the wire that form-data does', async () => {
		wire.answer = (_request, response) => response.end('"https://x.example/f"');
		const content = randomBytes(300_000);
		const name = 'Größe "1"\r\nfile.bin';
		const binary = await storeBinary(content, { fileName: name, mimeType: 'image/png' });
		await upload({ options: { fieldName: 'my "file"' } }, { data: binary }, wire.origin);
		const form = new FormData();
		form.append('my "file"', content, { filename: name, contentType: 'image/png' });
		await axios.post(wire.origin, form);
		const bodies = wire.requests.map(({ body, headers }) => {
			const boundary = /boundary=(.*)$/.exec(headers['content-type'] ?? '')?.[1] ?? '';
			expect(headers['content-length']).toBe(String(body.length));
			return body.toString('latin1').replaceAll(boundary, 'BOUNDARY');
		});
		expect(bodies).toHaveLength(2);
		expect(bodies[0] === bodies[1]).toBe(true);
	});

	it('sends an empty file', async () => {
		const binary = await storeBinary(Buffer.alloc(0), { fileName: 'empty.txt' });
		const [output] = await upload({}, { data: binary });
		expect(output).toMatchObject({ fileName: 'empty.txt', fileSize: 0 });
		expect(app.emulator.requests[0]?.body).toMatchObject({ file: { size: 0 } });
	});

	it('takes name, type and part from the options, and the field from its parameter', async () => {
		app.emulator.setPersonality({ assetField: 'upload' });
		const options = { fileName: 'scan.png', mimeType: 'image/png', fieldName: 'upload' };
		const binary = { photo: await storeBinary(CONTENT, { fileName: 'x.pdf' }) };
		const [output] = await upload({ binaryPropertyName: 'photo', options }, binary);
		expect(output).toMatchObject({ fileName: 'scan.png', mimeType: 'image/png' });
		expect(app.emulator.requests[0]?.body).toMatchObject({
			upload: { filename: 'scan.png', contentType: 'image/png' },
		});
	});

	it('gives a file without a name one', async () => {
		const binary = await storeBinary(CONTENT);
		const [output] = await upload({}, { data: binary });
		expect(output?.fileName).toBe('file');
		const [other] = await upload({}, { data: { ...binary, fileExtension: 'pdf' } });
		expect(other?.fileName).toBe('file.pdf');
	});

	it('takes a file that an expression yields', async () => {
		const binary = await invoice();
		const parameter = '={{ $input.item.binary.data }}';
		const [output] = await upload({ binaryPropertyName: parameter }, binary);
		expect(output).toMatchObject({ fileName: 'invoice.pdf', fileSize: CONTENT.length });
	});

	it('is sent again after 429, with the whole file', async () => {
		app.emulator.fault({ path: '/assets', status: 429, headers: { 'Retry-After': '0' } });
		await upload({}, await invoice());
		const hashes = app.emulator.requests.map(({ body }) => body);
		expect(hashes).toHaveLength(2);
		expect(hashes[1]).toMatchObject({ file: { sha256: sha256(CONTENT) } });
	});

	it.each([401, 500, 502, 503, 504, 302])('is not sent again after %d', async (status) => {
		app.emulator.fault({ path: '/assets', status, headers: { Location: 'https://x.example/' } });
		const error = await failure(upload({}, await invoice()));
		expect(error).toMatchObject({ httpCode: String(status), context: { itemIndex: 0 } });
		expect(posts()).toHaveLength(1);
	});

	it.each(['before', 'after'] as const)(
		'is not sent again when the connection broke %s',
		async (drop) => {
			app.emulator.fault({ path: '/assets', drop });
			const error = await failure(upload({}, await invoice()));
			expect(error.message).toMatch(/connection to the app .* was interrupted/);
			expect(posts()).toHaveLength(1);
		},
	);

	it('is not sent again when the app took too long', async () => {
		app.emulator.fault({ path: '/assets', delayMs: 2_000 });
		const error = await failure(upload({ options: { timeout: 100 } }, await invoice()));
		expect(error.message).toMatch(/did not respond within 0\.1\d* seconds/);
		expect(posts()).toHaveLength(1);
	});
});

describe('The answer to an upload', () => {
	beforeAll(async () => await setBinaryMode('filesystem'));

	it.each(['object', 'string', 'location'] as const)('may be an %s', async (asset) => {
		app.emulator.setPersonality({ asset });
		const [output] = await upload({}, await invoice());
		const url = `${app.credential.application}/uploads/1/invoice.pdf`;
		expect(output?.url).toBe(url);
		expect(output?.response).toEqual({ object: { url }, string: url, location: '' }[asset]);
	});

	it.each<[body: unknown, url: string]>([
		['https://files.example/a b.pdf', 'https://files.example/a%20b.pdf'],
		['https://files.example/a.pdf\n', 'https://files.example/a.pdf'],
		[{ url: '/uploads/9/a.pdf', id: 3 }, '/uploads/9/a.pdf'],
		[{ url: '/media/9/a b.pdf', thumb: { url: '/media/9/s.png' } }, '/media/9/a%20b.pdf'],
		[{ url: '//files.example/a.pdf' }, '//files.example/a.pdf'],
	])('%j holds the URL %j', async (body, url) => {
		app.emulator.fault({ path: '/assets', status: 200, body: body as string });
		const [output] = await upload({}, await invoice());
		expect(output?.url).toBe(new URL(url, app.credential.application).href);
	});

	it.each<[body: unknown, shown: string]>([
		['', "The response to the upload doesn't have the URL of the file: it was empty"],
		[{ id: 7 }, 'the URL of the file: {"id":7}'],
		[{ url: null }, 'the URL of the file: {"url":null}'],
		['"done"', 'the URL of the file: done'],
		[{ errors: { file: ['is_too_large'] } }, 'the URL of the file: file is too large'],
		[{ error: 'No space left' }, 'the URL of the file: No space left'],
		[
			'<html><body>Log in to <b>my app</b></body></html>',
			"The response to the request to upload the file isn't from a Betty Blocks API: Log in to my app",
		],
	])('%j is shown, as it has no URL', async (body, shown) => {
		app.emulator.fault({ path: '/assets', status: 200, body: body as string });
		const error = await failure(upload({}, await invoice()));
		expect(error.message).toContain(`${shown}. The app may still have processed this request`);
		expect(error.description).toMatch(/before you run it again/);
		expect(posts()).toHaveLength(1);
	});
});

describe('A file that cannot be uploaded', () => {
	beforeAll(async () => await setBinaryMode('filesystem'));

	it('is in another field: the fields there are are listed', async () => {
		const binary = { scan: (await invoice()).data, photo: (await invoice()).data };
		const error = await failure(upload({}, binary));
		expect(error.message).toBe('The item has no binary field "data"');
		expect(error.description).toBe('Its binary fields are scan, photo');
		expect(app.emulator.requests).toHaveLength(0);
	});

	it('is not there at all', async () => {
		const error = await failure(upload({}, {}));
		expect(error.description).toMatch(/no binary fields/);
		expect(error.context.itemIndex).toBe(0);
	});

	it.each([
		['', "'Input Data Field Name' is empty"],
		['  ', "'Input Data Field Name' is empty"],
		['={{ null }}', "'Input Data Field Name' is empty"],
		['={{ 5 }}', "'Input Data Field Name' must be text, but got 5"],
		['={{ ({ name: "data" }) }}', "'Input Data Field Name' must be text"],
	])('has the field name %j', async (name, reason) => {
		const refused = upload({ binaryPropertyName: name }, await invoice());
		await expect(refused).rejects.toThrow(reason);
		expect(app.emulator.requests).toHaveLength(0);
	});

	it.each(['pdf', 'application/', 'a/b\r\nX: 1'])('has the type %j', async (mimeType) => {
		const refused = upload({ options: { mimeType } }, await invoice());
		await expect(refused).rejects.toThrow(/^'MIME Type' must be a MIME type/);
		expect(app.emulator.requests).toHaveLength(0);
	});

	it('is gone from the place where n8n kept it', async () => {
		const { data } = await invoice();
		const refused = upload({}, { data: { ...data, id: `${data.id}0` } });
		await expect(refused).rejects.toThrow();
		expect(app.emulator.requests).toHaveLength(0);
	});

	it('changes its size on the way: the upload ends, and is not sent again', async () => {
		const { data } = await invoice();
		const path = `${process.env.N8N_USER_FOLDER}`;
		const file = readdirSync(path, { recursive: true, encoding: 'utf8' }).find((name) =>
			name.endsWith(data.id?.split('/').at(-1) ?? '?'),
		);
		truncateSync(join(path, file ?? ''), 5);
		const error = await failure(upload({}, { data }));
		expect(error.message).toBe(`The file has 5 bytes, but n8n reported ${CONTENT.length}`);
		expect(posts().length).toBeLessThan(2);
	});

	it('belongs to an app that takes no files', async () => {
		app.emulator.fault({ path: '/assets', status: 404, body: '' });
		await expect(upload({}, await invoice())).rejects.toThrow(
			"The app doesn't accept file uploads at the usual URL",
		);
	});
});

describe('Attaching', () => {
	beforeAll(async () => await setBinaryMode('filesystem'));
	const url = () => `${app.credential.application}/uploads/1/invoice.pdf`;

	it.each([
		['by its name', { property: 'scan' }],
		['by its UUID', { property: INVOICE_SCAN }],
		['of a model by its table', { model: { __rl: true, mode: 'name', value: 'invoices' } }],
	])('puts the URL into a property %s', async (_how, more) => {
		const [output] = await upload(attached(more), await invoice());
		expect(output).toMatchObject({ url: url(), fileName: 'invoice.pdf' });
		expect(scan()).toBe(url());
		expect(app.sent().slice(0, 2)).toEqual(['GET /api/models', 'POST /api/assets']);
		expect(app.emulator.requests[2]).toMatchObject({
			method: 'PUT',
			body: { record: { scan: url() } },
		});
		expect(app.emulator.requests).toHaveLength(3);
	});

	it('puts it into an image, and into a list of files', async () => {
		await upload(attached({ property: 'photo' }), await invoice());
		await upload(attached({ property: 'attachments' }), await invoice());
		expect(app.emulator.records('Invoice')[0]).toMatchObject({
			photo: url(),
			attachments: [url().replace('/1/', '/2/')],
		});
	});

	it('keeps the files that a list has, and puts the files of several items into it', async () => {
		await executeJson({
			credential: app.credential,
			parameters: onAsset('upload', attached({ property: 'attachments' })),
			items: [item(await invoice()), item(await invoice())],
		});
		expect(app.emulator.records('Invoice')[0]?.attachments).toEqual([
			url(),
			url().replace('/1/', '/2/'),
		]);
	});

	it('does not replace files whose addresses it cannot read', async () => {
		app.emulator.fault({
			method: 'GET',
			path: '/records/1',
			status: 200,
			body: { id: 1, attachments: [{ name: 'old.pdf' }] },
		});
		const error = await failure(upload(attached({ property: 'attachments' }), await invoice()));
		expect(error.message).toMatch(/was uploaded to http.*they would be replaced$/);
		expect(app.emulator.requests.every(({ method }) => method !== 'PUT')).toBe(true);
	});

	it('uploads nothing when it cannot tell which model the record is of', async () => {
		app.emulator.fault({ path: '/api/models', status: 200, body: [] as unknown as string });
		const model = { __rl: true, mode: 'name', value: 'invoices' };
		await failure(upload(attached({ model }), await invoice()));
		expect(posts()).toHaveLength(0);
	});

	it('does not replace the files of a list that the app does not show', async () => {
		app.emulator.fault({ method: 'GET', path: '/records/1', status: 200, body: { id: 1 } });
		const error = await failure(upload(attached({ property: 'attachments' }), await invoice()));
		expect(error.message).toMatch(/they would be replaced$/);
		expect(app.emulator.requests.every(({ method }) => method !== 'PUT')).toBe(true);
	});

	it('says where the file is when the record does not take it', async () => {
		app.emulator.fault({ method: 'PUT', status: 422, body: { errors: { scan: ['is_invalid'] } } });
		const error = await failure(upload(attached(), await invoice()));
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message: `The file was uploaded to ${url()}, but not put into the record: The app didn't accept the values: scan is invalid: it must be a URL or the name of a binary field`,
			httpCode: '422',
			context: { itemIndex: 0 },
		});
		expect(error.description).toMatch(`update the record with this URL: ${url()}`);
		expect(posts()).toHaveLength(1);
	});

	it('says where the file is when there is no such record', async () => {
		const error = await failure(upload(attached({ recordId: 99 }), await invoice()));
		expect(error.message).toMatch(`The file was uploaded to ${url()}`);
		expect(error.message).toMatch('No record 99 was found');
	});

	it.each<[object, RegExp]>([
		[{ property: '' }, /^'Property Name or ID' is empty/],
		[{ property: '={{ 5 }}' }, /^'Property Name or ID' must be text/],
		[{ property: 'scam' }, /^The model Invoice has no property "scam"/],
		[{ property: 'number' }, /"number" must be a file or image property, but is of kind string/],
		[{ property: 'summary' }, /"summary" must be a file or image property, but is of kind pdf/],
		[{ property: 'b'.repeat(32) }, /^The model Invoice has no property "bbb/],
		[{ recordId: '' }, /^'Record ID' is empty/],
		[{ recordId: 'abc' }, /^'Record ID' must be a positive whole number, but got "abc"/],
		[{ model: { __rl: true, mode: 'list', value: '' } }, /^'Model' is empty/],
		[{ model: { __rl: true, mode: 'id', value: 'b'.repeat(32) } }, /^The app has no model "bbb/],
		[
			{ model: { __rl: true, mode: 'name', value: 'bills' }, property: INVOICE_SCAN },
			/^Couldn't tell which model "bills" refers to/,
		],
	])('%j is refused before anything is uploaded', async (more, reason) => {
		await expect(upload(attached(more), await invoice())).rejects.toThrow(reason);
		expect(posts()).toHaveLength(0);
	});

	it('lists the properties that hold files', async () => {
		const error = await failure(upload(attached({ property: 'number' }), await invoice()));
		expect(error.description).toBe('Its file and image properties are scan, photo, attachments');
	});

	it('keeps the order of the items of one record', async () => {
		app.emulator.fault({ path: '/assets', delayMs: 150 });
		const binaries = await Promise.all(['a.pdf', 'b.pdf', 'c.pdf'].map(invoice));
		const output = await execute({
			credential: app.credential,
			parameters: onAsset('upload', attached({ options: { concurrency: 3 } })),
			items: binaries.map(item),
		});
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2].map((i) => ({ item: i })));
		expect(scan()).toMatch(/c\.pdf$/);
	});
});

describe('Files of many items', () => {
	beforeAll(async () => await setBinaryMode('filesystem'));

	it('go up several at once, in order, each parameter by its item', async () => {
		app.emulator.setPersonality({ latencyMs: 30 });
		const binaries = await Promise.all(Array.from({ length: 6 }, (_, i) => invoice(`${i}.pdf`)));
		const output = await execute({
			credential: app.credential,
			parameters: onAsset('upload', {
				options: { concurrency: 3, fileName: '={{ "n" + $itemIndex + ".pdf" }}' },
			}),
			items: binaries.map(item),
		});
		expect(output.map(({ json }) => json.fileName)).toEqual(
			binaries.map((_, index) => `n${index}.pdf`),
		);
		expect(app.emulator.maxInFlight).toBe(3);
	});

	it('end when the execution is cancelled', async () => {
		const controller = new AbortController();
		app.emulator.fault({ path: '/assets', delayMs: 5_000 });
		const running = execute({
			credential: app.credential,
			parameters: onAsset('upload'),
			items: [item(await invoice())],
			signal: controller.signal,
		});
		queueMicrotask(() => setImmediate(() => controller.abort()));
		await expect(running).rejects.toThrow('The execution was cancelled');
	});
});

describe('A file as a value of a record', () => {
	beforeAll(async () => await setBinaryMode('filesystem'));
	const record = async (
		operation: 'create' | 'update',
		fields: object,
		binary: Record<string, IBinaryData>,
	) =>
		await executeJson({
			credential: app.credential,
			parameters: {
				resource: 'record',
				operation,
				model: { __rl: true, mode: 'id', value: INVOICE },
				recordId: 1,
				...fields,
			},
			items: [item(binary)],
		});
	const json = (fieldsJson: object) => ({ fieldsMode: 'json', fieldsJson });
	const mapped = (value: object) => ({
		fieldsMode: 'mapped',
		fields: { mappingMode: 'defineBelow', value, matchingColumns: [], schema: [] },
	});
	const url = (n: number, name = 'invoice.pdf') =>
		`${app.credential.application}/uploads/${n}/${name}`;

	it.each([
		['mapped', mapped],
		['JSON', json],
	])('is uploaded once, then assigned, in %s mode', async (_mode, fields) => {
		const values = { number: '2026-002', scan: 'data', photo: 'data' };
		const [created] = await record('create', fields(values), await invoice());
		expect(created).toMatchObject({ number: '2026-002', scan: url(1), photo: url(1) });
		expect(app.sent()).toEqual([
			'GET /api/models',
			'POST /api/assets',
			`POST /api/models/${INVOICE}/records/new`,
		]);
	});

	it('is assigned by an update', async () => {
		await record('update', json({ scan: 'data' }), await invoice());
		expect(scan()).toBe(url(1));
		expect(posts()).toHaveLength(1);
	});

	it('may be one of several in a list', async () => {
		const binary = {
			first: (await invoice('a.pdf')).data,
			second: (await invoice('b.pdf')).data,
		};
		const attachments = ['first', 'https://files.example/old.pdf', 'second'];
		const [updated] = await record('update', json({ attachments }), binary);
		expect(updated?.attachments).toEqual([
			url(1, 'a.pdf'),
			'https://files.example/old.pdf',
			url(2, 'b.pdf'),
		]);
	});

	it('leaves URLs, paths, empty values and other properties as they are', async () => {
		const values = {
			number: 'data',
			scan: 'https://files.example/x.pdf',
			photo: '/uploads/1/x.png',
			attachments: null,
		};
		const [created] = await record('create', json(values), await invoice());
		expect(created).toMatchObject({ number: 'data', scan: values.scan, photo: values.photo });
		expect(app.sent()).not.toContain('POST /api/assets');
	});

	it('is refused when it names a binary field and the item has no file at all', async () => {
		const error = await failure(record('update', json({ scan: 'data' }), {}));
		expect(error.message).toContain('"scan"');
		expect(app.emulator.requests.every(({ method }) => method === 'GET')).toBe(true);
	});

	it('lists the fields there are when the name is none of them', async () => {
		const error = await failure(record('update', json({ scan: 'dat' }), await invoice()));
		expect(error.message).toBe(
			'Property "scan" must be a URL, a path of the app or the name of a binary field, and the item has no field "dat"',
		);
		expect(error.description).toBe('Its binary fields are data');
		expect(posts()).toHaveLength(0);
	});

	it('is not uploaded when another value cannot be written', async () => {
		const values = { scan: 'data', amount: 'much' };
		const error = await failure(record('create', json(values), await invoice()));
		expect(error.message).toMatch(/"amount" must be a number/);
		expect(posts()).toHaveLength(0);
	});
});
