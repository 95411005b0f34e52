import type { DataEmulator, DataPersonality } from '../../../emulator/data/index.ts';
import {
	actionIds,
	fetchReply,
	logIn,
	startDataSample,
	type Ask,
} from '../../../emulator/data/samples.ts';

let emulator: DataEmulator;
let ask: Ask;

beforeAll(async () => {
	({ emulator, ask } = await startDataSample());
});
beforeEach(() => emulator.reset());
afterAll(async () => await emulator.close());

const salaries = '{ allSalary { totalCount } }';
const limits = '{ allCustomer(take: 1) { results { id creditLimit } } }';
const nested = '{ oneTask(where: { id: { eq: 40 } }) { id salaries { id } } }';
const forbidden = { code: 'FORBIDDEN', statusCode: 403 };
const unauthenticated = {
	errors: [{ message: 'Request not authenticated', extensions: { code: 'UNAUTHENTICATED' } }],
};

describe('A role of the emulated Data API', () => {
	it('reads what it is not denied, together with the other roles of its user', async () => {
		const bob = emulator.token({ username: 'bob@example.com' });
		expect((await ask(salaries, {}, bob)).json).toEqual({ data: { allSalary: { totalCount: 1 } } });
		expect((await ask(limits, {}, bob)).json).toEqual({
			data: { allCustomer: { results: [{ id: 7, creditLimit: 10 }] } },
		});
	});

	it('is the public one without a token', async () => {
		const query = '{ allProject { results { name } } }';
		expect((await ask(query, {}, null)).json).toEqual({
			data: { allProject: { results: [{ name: 'Move' }, { name: 'Audit' }] } },
		});
	});

	it('has no right to filter or sort by what it may not read', async () => {
		const queries = [
			'{ allCustomer(where: { creditLimit: { gt: 1 } }) { totalCount } }',
			'{ allCustomer(sort: { field: creditLimit }) { totalCount } }',
			'{ allTask(where: { salaries: { amount: { gt: 1 } } }) { totalCount } }',
		];
		for (const query of queries) {
			expect((await ask(query)).json.errors).toMatchObject([{ extensions: forbidden }]);
		}
	});
});

describe('A read that a role of the emulated Data API is denied', () => {
	const refused = 'You are not allowed to read ';
	const error = (what: string, path: unknown[]) => ({
		...{ message: `${refused}${what}`, extensions: forbidden, path },
		locations: expect.any(Array),
	});
	const noField = (message: string) => ({
		errors: [expect.objectContaining({ message: expect.stringContaining(message) })],
	});

	it.each<[DataPersonality['denied'], number, object]>([
		['errors', 200, { data: { allSalary: null }, errors: [error('Salary', ['allSalary'])] }],
		['http403', 403, { data: { allSalary: null }, errors: [error('Salary', ['allSalary'])] }],
		['null', 200, { data: { allSalary: null } }],
		['hidden', 200, noField('Cannot query field "allSalary"')],
	])('of a model is refused in the form %s', async (denied, status, body) => {
		emulator.setPersonality({ denied });
		const reply = await ask(salaries);
		expect([reply.status, reply.json]).toEqual([status, body]);
	});

	it.each<[DataPersonality['denied'], number, object]>([
		[
			...(['errors', 200] as const),
			{
				data: { allCustomer: { results: [{ id: 7, creditLimit: null }] } },
				errors: [error('Customer.credit_limit', ['allCustomer', 'results', 0, 'creditLimit'])],
			},
		],
		[
			...(['http403', 403] as const),
			{
				data: { allCustomer: { results: [{ id: 7, creditLimit: null }] } },
				errors: [error('Customer.credit_limit', ['allCustomer', 'results', 0, 'creditLimit'])],
			},
		],
		['null', 200, { data: { allCustomer: { results: [{ id: 7, creditLimit: null }] } } }],
		['hidden', 200, noField('Cannot query field "creditLimit"')],
	])('of a property is refused in the form %s', async (denied, status, body) => {
		emulator.setPersonality({ denied });
		const reply = await ask(limits);
		expect([reply.status, reply.json]).toEqual([status, body]);
	});

	it.each<[DataPersonality['denied'], number, object]>([
		[
			...(['errors', 200] as const),
			{
				data: { oneTask: { id: 40, salaries: null } },
				errors: [error('Salary', ['oneTask', 'salaries'])],
			},
		],
		[
			...(['http403', 403] as const),
			{
				data: { oneTask: { id: 40, salaries: null } },
				errors: [error('Salary', ['oneTask', 'salaries'])],
			},
		],
		['null', 200, { data: { oneTask: { id: 40, salaries: null } } }],
		['hidden', 200, noField('Cannot query field "salaries"')],
	])('of a relation is refused in the form %s', async (denied, status, body) => {
		emulator.setPersonality({ denied });
		const reply = await ask(nested);
		expect([reply.status, reply.json]).toEqual([status, body]);
	});

	it.each<[DataPersonality['denied'], number, object]>([
		['errors', 200, unauthenticated],
		['http403', 401, { errors: [{ message: `${refused}Task` }] }],
		['null', 200, { data: { allTask: null } }],
		['hidden', 200, noField('Cannot query field "allTask"')],
	])('without a token is refused in the form %s', async (denied, status, body) => {
		emulator.setPersonality({ denied });
		const reply = await ask('{ allTask { totalCount } }', {}, null);
		expect(reply.status).toBe(status);
		expect(reply.json).toMatchObject(body);
	});

	it('of a relation without a token is null, with an entry for each', async () => {
		const { status, json } = await ask('{ allProject { results { id tasks { id } } } }', {}, null);
		expect(status).toBe(200);
		expect(json.data).toEqual({
			allProject: {
				results: [
					{ id: 3, tasks: null },
					{ id: 4, tasks: null },
				],
			},
		});
		const extensions = { code: 'UNAUTHENTICATED', statusCode: 401 };
		expect(json.errors).toMatchObject([
			{ message: `${refused}Task`, extensions, path: ['allProject', 'results', 0, 'tasks'] },
			{ message: `${refused}Task`, extensions, path: ['allProject', 'results', 1, 'tasks'] },
		]);
	});

	it('leaves the rest of the answer as it is', async () => {
		const { json } = await ask(`{ allRole { totalCount } ${salaries.slice(1)}`);
		expect(json.data).toEqual({ allRole: { totalCount: 1 }, allSalary: null });
	});
});

describe('An emulated app in private data mode', () => {
	const read = '{ allRole { totalCount } }';

	it.each<[DataPersonality['privateMode'], number, (text: string) => void]>([
		['off', 200, (text) => expect(text).toContain('totalCount')],
		[
			...(['redirectToLogin', 401] as const),
			(text) => expect(text).toBe('{"errors":[{"message":"redirect_to_login"}]}'),
		],
		['http302', 302, (text) => expect(text).toBe('')],
		['http403', 403, (text) => expect(text).toContain('<h1>Forbidden')],
	])('turns outsiders away in the form %s', async (privateMode, status, check) => {
		emulator.setPersonality({ privateMode });
		const reply = await ask(read);
		expect(reply.status).toBe(status);
		check(reply.text);
		expect(reply.headers.get('location')).toBe(privateMode === 'http302' ? '/login' : null);
	});

	it('lets nobody log in, and runs nothing', async () => {
		emulator.setPersonality({ privateMode: 'http403' });
		const replies = [
			await logIn(ask),
			await ask('mutation { action(id: $id) }', { id: actionIds.fails }),
			await fetchReply(`${emulator.runtimeUrl}/action/${actionIds.plainHook}`),
			await fetchReply(`${emulator.application}/static/artifact.json`),
		];
		expect(replies.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
		expect(emulator.records('Role')).toHaveLength(1);
	});
});
