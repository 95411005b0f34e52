import { FAULTS } from '../../support/faultCases';
import { useFaultyWay, type Passing } from '../../support/faultyWay';
import { execute } from '../../support/n8n';
import { manyTasks, onTasks, tasks, useDataApp } from '../../support/dataApp';

describe('Get for many items, in a newer app', () => {
	const app = useDataApp(tasks(manyTasks(450)));
	const requests = () => app.asked().filter((fields) => /task/i.test(fields));
	const read = async (ids: number[], more: object = {}) =>
		await execute({
			parameters: onTasks('get', { recordId: '={{ $json.id }}', ...more }),
			credential: app.credential,
			items: ids.map((id) => ({ json: { id } })),
			onError: 'continueRegularOutput',
		});
	const get = async (ids: number[], more: object = {}) =>
		(await read(ids, more)).map(({ json }) => json);
	const range = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

	beforeEach(() => {
		app.credential.jwtToken = app.emulator.token();
	});

	it('reads 200 records with a request, each for its own item', async () => {
		const wanted = range(450).reverse();
		expect((await get(wanted)).map(({ id }) => id)).toEqual(wanted);
		expect(requests()).toHaveLength(3);
	});

	it('fails for the items alone whose record is missing, and says which', async () => {
		const items = await read([3, 9_001, 1, 9_002, 3]);
		expect(items.map(({ json, error }) => error?.message ?? json.id)).toEqual([
			3,
			'No record 9001 was found in the model "Task"',
			1,
			'No record 9002 was found in the model "Task"',
			3,
		]);
		expect(requests()).toHaveLength(1);
	});

	it('reads the fields that each item asks for', async () => {
		const options = { fields: "={{ $json.id === 1 ? 'name' : 'name, project.name' }}" };
		const records = await get([1, 2, 4, 1], { options });
		expect(records.map((record) => Object.keys(record))).toEqual([
			['name'],
			['name', 'project'],
			['name', 'project'],
			['name'],
		]);
		expect(requests()).toHaveLength(2);
	});

	it('reads one by one where the app refuses to read them together, or ignores the IDs', async () => {
		app.emulator.fault({
			status: 200,
			body: '{"errors":[{"message":"in is not supported","extensions":{"code":"BAD_USER_INPUT"}}]}',
			contains: '"in":',
			times: 20,
		});
		expect((await get([5, 2])).map(({ id }) => id)).toEqual([5, 2]);
	});

	it('reads one record by its ID, as ever', async () => {
		expect(await get([7])).toMatchObject([{ id: 7 }]);
		expect(requests()).toEqual(['oneTask']);
	});
});

describe('Get for many items, where a response of a newer app has no end', () => {
	const app = useDataApp(tasks(manyTasks(3)));
	const way = useFaultyWay(() => app.emulator.application);
	const { act = () => undefined } = FAULTS.find(({ isEndless }) => isEndless) ?? {};
	const get = async (meets: (request: Passing) => boolean) => {
		way.strike = { meets, arrives: true, times: Infinity, act };
		way.struck = 0;
		const items = await execute({
			parameters: onTasks('get', { recordId: '={{ $json.id }}' }),
			credential: Object.assign(app.credential, { application: way.origin }),
			items: [1, 2, 3].map((id) => ({ json: { id } })),
			onError: 'continueRegularOutput',
		});
		await way.settle();
		return items.map(({ json, error }) => error?.message ?? json.id);
	};

	it('reads one by one what it could not read together', async () => {
		expect(await get(({ body }) => body.includes('allTask'))).toEqual([1, 2, 3]);
		expect(way.struck).toBe(1);
	});

	it('ends each item with a message of its own, after a request of its own', async () => {
		const messages = await get(({ body }) => /(all|one)Task/.test(body.toString()));
		expect(new Set(messages)).toEqual(
			new Set([expect.stringMatching(/too large to read: The response is larger than 64 MB$/)]),
		);
		expect(messages).toHaveLength(3);
		expect(way.struck).toBe(4);
	});
});
