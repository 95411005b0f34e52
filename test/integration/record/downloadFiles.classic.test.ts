import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { useApp, uuid } from '../../support/app';
import { bytesOf } from '../../support/binary';
import { failure } from '../../support/failure';
import { INVOICE, invoices, onAsset } from '../../support/invoices';
import { execute } from '../../support/n8n';
import { PollHost } from '../../support/poll';
import { useServer } from '../../support/server';

const definition = invoices();
definition.models[0]?.properties.push(
	{ id: uuid('b1'), name: 'created_at', kind: 'date_time', options: {} },
	{ id: uuid('b2'), name: 'updated_at', kind: 'date_time', options: {} },
);
const app = useApp(definition, { assetAccess: 'private' });
const storage = useServer();

const model = { __rl: true, mode: 'id', value: INVOICE };
const records = (operation: string, more: object = {}, onError?: 'continueRegularOutput') => ({
	credential: app.credential,
	parameters: { resource: 'record', operation, model, ...more } as INodeParameters,
	...(onError && { onError }),
});
const read = async (
	operation: string,
	names: unknown,
	more: object = {},
	onError?: 'continueRegularOutput',
) =>
	await execute(
		records(operation, { ...more, options: { downloadFiles: names, concurrency: 0 } }, onError),
	);
const write = async (values: IDataObject, recordId = 1) =>
	await execute(
		records('update', { recordId, fieldsMode: 'json', fieldsJson: JSON.stringify(values) }),
	);
const invoice = async (values: IDataObject) =>
	await execute(records('create', { fieldsMode: 'json', fieldsJson: JSON.stringify(values) }));
const named = ({ binary }: INodeExecutionData = { json: {} }) =>
	Object.entries(binary ?? {}).map(([field, { fileName }]) => [field, fileName]);

/** Answers each path with its own name, but for those that are missing. */
const serve = () => {
	storage.answer = ({ url = '' }, response) => {
		if (url.includes('missing')) response.writeHead(404).end();
		else response.writeHead(200, { 'Content-Type': 'application/pdf' }).end(url);
	};
};

/** The same as soon as so many wait for it. @returns how many waited at most */
const serveTogether = (count: number) => {
	serve();
	const { answer } = storage;
	const waiting: Array<() => void> = [];
	const seen = { most: 0 };
	storage.answer = (request, response) => {
		waiting.push(() => answer(request, response));
		seen.most = Math.max(seen.most, waiting.length);
		if (waiting.length === count) for (const each of waiting.splice(0)) each();
	};
	return seen;
};

describe('The files of records', () => {
	it('come with the record under the names of their properties, by Get and Get Many', async () => {
		serve();
		const url = (name: string) => `${storage.origin}/${name}.pdf`;
		await write({ scan: url('scan'), attachments: [url('one'), url('two')] });
		for (const [operation, more] of [
			['get', { recordId: 1 }],
			['getAll', {}],
		] as const) {
			const [output] = await read(operation, ['scan', 'attachments', 'photo'], more);
			expect(named(output)).toEqual([
				['scan', 'scan.pdf'],
				['attachments_0', 'one.pdf'],
				['attachments_1', 'two.pdf'],
			]);
			expect(output?.json).toMatchObject({ id: 1, scan: url('scan'), photo: null });
			expect(output?.pairedItem).toEqual({ item: 0 });
			expect(String(await bytesOf(output?.binary?.attachments_1))).toBe('/two.pdf');
		}
	});

	it('come from the app with the login, and from elsewhere without', async () => {
		serve();
		const binary = { data: { data: 'aGk=', mimeType: 'text/plain', fileName: 'hi.txt' } };
		const [uploaded] = await execute({
			credential: app.credential,
			parameters: onAsset('upload'),
			items: [{ json: {}, binary }],
		});
		await write({ scan: uploaded?.json.url, photo: `${storage.origin}/me.png` } as IDataObject);
		const [output] = await read('get', 'scan, photo', { recordId: 1 });
		expect(named(output)).toEqual([
			['scan', 'hi.txt'],
			['photo', 'me.png'],
		]);
		expect(storage.requests.at(-1)?.headers.authorization).toBeUndefined();
	});

	it('are not asked for unless they are chosen', async () => {
		const [output] = await read('get', [], { recordId: 1 });
		expect(output?.binary).toBeUndefined();
	});

	it('come a few at a time, whatever the number of records', async () => {
		const seen = serveTogether(5);
		for (let each = 2; each <= 41; each++) {
			await invoice({ number: String(each), scan: `${storage.origin}/${each}.pdf` });
		}
		const output = await read('getAll', ['scan'], { returnAll: true });
		expect(output.flatMap(named)).toHaveLength(40);
		expect(output.map(({ json, binary }) => [json.id, binary?.scan?.fileName])).toEqual(
			output.map(({ json: { id } }) => [id, id === 1 ? undefined : `${String(id)}.pdf`]),
		);
		expect(seen.most).toBe(5);
	});

	it('fail the item that they belong to, naming record and property', async () => {
		serve();
		await write({ scan: `${storage.origin}/missing.pdf` });
		const error = await failure(read('getAll', ['scan']));
		expect(error.message).toMatch(/^Couldn't download "scan" of record 1: /);
	});

	it('are the error of their own record where the workflow goes on', async () => {
		serve();
		await write({ scan: `${storage.origin}/missing.pdf` });
		await invoice({ number: '2', scan: `${storage.origin}/two.pdf` });
		const output = await read('getAll', ['scan'], {}, 'continueRegularOutput');
		expect(output).toHaveLength(2);
		expect(output[0]?.error?.message).toMatch(/^Couldn't download "scan" of record 1: /);
		expect(named(output[1])).toEqual([['scan', 'two.pdf']]);
	});

	it.each([
		[['number'], /^Property "number" must be a file or image property/],
		[['nothing'], /has no property "nothing"/],
	])('must be those of file properties: %j', async (names, reason) => {
		await expect(read('getAll', names)).rejects.toThrow(reason);
		await expect(read('get', names, { recordId: 1 })).rejects.toThrow(reason);
	});
});

describe('The files of records that start a workflow', () => {
	const host = () =>
		new PollHost(() => app.credential, {
			event: 'recordCreated',
			model,
			startFrom: 'existing',
			options: { downloadFiles: ['scan'], createdProperty: 'created_at' },
		} as INodeParameters);

	it('come with them', async () => {
		serve();
		await write({ scan: `${storage.origin}/scan.pdf` });
		const output = await host().test();
		expect(output?.map(named)).toEqual([[['scan', 'scan.pdf']]]);
	});

	it('do not keep the other records back where one is missing', async () => {
		serve();
		await write({ scan: `${storage.origin}/missing.pdf` });
		await invoice({ number: '2', scan: `${storage.origin}/two.pdf` });
		const started = host();
		await started.activate();
		await started.tick();
		expect(started.failures).toEqual([]);
		expect(started.ids).toEqual([1, 2]);
		expect(started.items.map(({ error }) => error?.message)).toEqual([
			expect.stringMatching(/^Couldn't download "scan" of record 1: /),
			undefined,
		]);
		expect(started.warnings).toEqual([
			expect.stringMatching(/^Couldn't download "scan" of record 1: /),
		]);
	});

	it('are asked for again at the next poll where the storage is away', async () => {
		storage.answer = (_request, response) => response.writeHead(503).end();
		await write({ scan: `${storage.origin}/scan.pdf` });
		const started = host();
		await started.activate();
		await started.tick();
		expect(started.executions).toEqual([]);
		serve();
		await started.tick();
		expect(started.items.map(named)).toEqual([[['scan', 'scan.pdf']]]);
	});
});
