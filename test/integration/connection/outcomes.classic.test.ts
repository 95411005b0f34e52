import { companies, company, onCompanies, useApp } from '../../support/app';
import { failure } from '../../support/failure';
import { executeJson } from '../../support/n8n';
import { useServer } from '../../support/server';

const app = useApp(company(companies(3)));

const run = async (operation: string, more: object = {}) =>
	await executeJson({
		credential: app.credential,
		parameters: onCompanies(operation, {
			recordId: 2,
			fieldsMode: 'json',
			fieldsJson: { id: 2, name: 'Changed' } as unknown as string,
			matchOn: 'id',
			...more,
		}),
	});
const write = async (operation: string) =>
	await run(operation, {
		fieldsJson: { ...(operation === 'upsert' && { id: 2 }), name: 'Changed' },
	});
const METHODS: Record<string, string> = {
	create: 'POST',
	update: 'PUT',
	upsert: 'PUT',
	delete: 'DELETE',
};
const attempts = (operation: string) =>
	app.emulator.requests.filter(({ method }) => method === METHODS[operation]).length;

describe('An answer that is none of the API', () => {
	const bodies: Array<[string, number, string]> = [
		['a page for maintenance', 200, '<html><title>Back soon</title></html>'],
		['null', 200, 'null'],
		['JSON that is cut off', 200, '{"id": 2, "na'],
		['a refusal with status 200', 200, '{"errors":{"name":["is_invalid"]}}'],
		['nothing, with status 202', 202, ''],
		['text', 202, 'accepted'],
	];

	it.each(
		bodies.flatMap(([what, status, body]) =>
			['create', 'update', 'upsert', 'delete'].map((operation) => ({
				operation,
				what,
				status,
				body,
			})),
		),
	)('is no success of "$operation" when it is $what', async ({ operation, status, body }) => {
		// A delete may be answered with nothing, or with any JSON.
		if (operation === 'delete' && (body === '' || body === 'null')) return;
		app.emulator.fault({ method: METHODS[operation], status, body });
		const error = await failure(write(operation));
		expect(error.message).toMatch(
			/isn't from a Betty Blocks API|responded with an error to the request/,
		);
		expect(error.message).toMatch(/may still have processed this request/);
		expect(attempts(operation)).toBe(1);
	});

	it('may be missing where the API has none: a delete and an update', async () => {
		app.emulator.fault({ method: 'DELETE', status: 200, body: '' });
		expect(await run('delete')).toEqual([{ id: 2, deleted: true }]);
		app.emulator.fault({ method: 'PUT', status: 200, body: '' });
		expect(await write('update')).toMatchObject([{ id: 2, name: 'Company 2' }]);
	});
});

describe('A write that something in between gave up waiting for', () => {
	it.each([408, 504, 520, 521, 522, 523, 524])(
		'may have happened after a %d, and is not sent again by itself',
		async (status) => {
			app.emulator.fault({ method: 'POST', status, body: '' });
			const error = await failure(write('create'));
			expect(error.message).toMatch(/The app may still have processed this request$/);
			expect(error.description).toMatch(/before you run it again/);
			expect(attempts('create')).toBe(1);
		},
	);

	it.each([422, 500, 502])(
		'may have happened although its repeat is answered %d',
		async (status) => {
			app.emulator.fault({ method: 'PUT', drop: 'after' });
			app.emulator.fault({ method: 'PUT', status, body: '', times: 9 });
			const error = await failure(write('update'));
			expect(error.message).toMatch(/may still have processed this request/);
		},
	);

	it('has not deleted a record that never was', async () => {
		app.emulator.fault({ method: 'DELETE', status: 504, body: '' });
		const error = await failure(run('delete', { recordId: 99 }));
		expect(error.message).toMatch(/No record 99/);
		expect(error.message).toMatch(/may still have processed this request/);
	});

	it('is followed by no further change of the same record', async () => {
		app.emulator.fault({ method: 'PUT', status: 504, body: '' });
		const output = await executeJson({
			credential: app.credential,
			onError: 'continueRegularOutput',
			parameters: onCompanies('update', {
				recordId: 2,
				fieldsMode: 'json',
				fieldsJson: '={{ $json }}',
			}),
			items: ['One', 'Two'].map((name) => ({ json: { name } })),
		});
		// The repeat of the first got through, and the first attempt may still arrive.
		expect(output[0]).toMatchObject({ id: 2, name: 'One' });
		expect(attempts('update')).toBe(2);
		expect(app.emulator.records('Company')[1]).toMatchObject({ name: 'One' });
	});
});

describe('A cancelled execution', () => {
	const hanging = useServer();

	const cancelledRun = async (operation: string, signal: AbortController) => {
		hanging.answer = () => signal.abort();
		return await failure(
			executeJson({
				credential: { ...app.credential, application: hanging.origin },
				parameters: onCompanies(operation, { recordId: 2 }),
				signal: signal.signal,
			}),
		);
	};

	it('says so where its write may have reached the app', async () => {
		expect((await cancelledRun('delete', new AbortController())).message).toBe(
			'The execution was cancelled. The app may still have processed this request',
		);
	});

	it('has written nothing where it was reading, or had sent nothing', async () => {
		const message = 'The execution was cancelled';
		expect((await cancelledRun('get', new AbortController())).message).toBe(message);
		const before = new AbortController();
		before.abort();
		expect((await cancelledRun('delete', before)).message).toBe(message);
		expect(hanging.requests).toHaveLength(1);
	});
});

describe('A change that is done', () => {
	it.each(['update', 'upsert'])(
		'stays done in "%s" when the record cannot be read back',
		async (operation) => {
			for (const status of [403, 404]) {
				app.emulator.fault({ method: 'PUT', status: 200, body: '' });
				app.emulator.fault({ method: 'GET', path: '/records/2', status, body: '' });
				expect(await write(operation)).toMatchObject([{ id: 2, name: 'Changed' }]);
			}
			expect(app.emulator.records('Company')).toHaveLength(3);
			expect(app.emulator.requests.every(({ method }) => method !== 'POST')).toBe(true);
		},
	);
});
