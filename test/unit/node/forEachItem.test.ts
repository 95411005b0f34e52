/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { NodeOperationError, type INode, type INodeExecutionData } from 'n8n-workflow';
import { AppError, InputError } from '../../../nodes/BettyBlocks/app/errors';
import { Places, type Limit } from '../../../nodes/BettyBlocks/node/concurrently';
import {
	forEachItem,
	isAppAway,
	type ItemRunner,
} from '../../../nodes/BettyBlocks/node/forEachItem';

const node: INode = {
	id: '1',
	name: 'Betty Blocks',
	type: 'n8n-nodes-bettyblocks.bettyBlocks',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** Lets everything that is ready to go on do so. */
const settle = async () => await new Promise((resolve) => setImmediate(resolve));

/** Items that end when the test says so, with a log of what started and ended. */
function held() {
	const log: string[] = [];
	const gates = new Map<number, { open: () => void; fail: (error: Error) => void }>();
	return {
		log,
		execute: async (item: number): Promise<INodeExecutionData[]> => {
			log.push(`start ${item}`);
			await new Promise<void>((open, fail) => gates.set(item, { open, fail }));
			log.push(`end ${item}`);
			return [{ json: { item } }];
		},
		end: async (item: number) => {
			gates.get(item)?.open();
			await settle();
		},
		fail: async (item: number, error = new Error(`item ${item}`)) => {
			gates.get(item)?.fail(error);
			await settle();
		},
	};
}

interface Items extends Omit<ItemRunner, 'prepare' | 'places'> {
	concurrency: Limit;
	prepare?: ItemRunner['prepare'];
	execute: (item: number) => Promise<INodeExecutionData[]>;
	/** Which record an item changes. */
	keyOf: (item: number) => string | undefined;
	/** Which properties it is known by. */
	by: (item: number) => string;
	mayStillArrive: (item: number) => boolean;
}

function runner(changes: Partial<Items>): ItemRunner {
	const items: Items = {
		count: 3,
		concurrency: { current: 2 },
		keyOf: () => undefined,
		by: () => 'id',
		execute: async (item) => [{ json: { item } }],
		mayStillArrive: () => false,
		continueOnFail: false,
		isCancelled: () => false,
		node,
		...changes,
	};
	const { keyOf, by, execute, mayStillArrive, concurrency, ...others } = items;
	return {
		places: new Places(concurrency),
		prepare: async (item) => {
			const value = keyOf(item);
			return {
				...(value !== undefined && { sequence: { by: by(item), value } }),
				perform: async () => {
					const output = await execute(item);
					const records = output.map(({ json }) => json.id as number);
					return { output, records, mayStillArrive: mayStillArrive(item) };
				},
			};
		},
		...others,
	};
}

/** An error of a write that may have happened. */
const unknown = (message: string) => new AppError({ kind: 'passing', message, outcome: 'unknown' });

describe('Running items', () => {
	it('puts the outputs into the order of the items, whichever ends first', async () => {
		const { execute, end } = held();
		const output = forEachItem(runner({ concurrency: { current: 3 }, execute }));
		await settle();
		for (const item of [2, 0, 1]) await end(item);
		expect(await output).toEqual(
			[0, 1, 2].map((item) => ({ json: { item }, pairedItem: { item } })),
		);
	});

	it('pairs every one of several outputs with its item, and none of no output', async () => {
		const counts = [2, 0, 1];
		const output = await forEachItem(
			runner({
				execute: async (item) => Array.from({ length: counts[item] ?? 0 }, () => ({ json: {} })),
			}),
		);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 0 },
			{ item: 2 },
		]);
	});

	it('has no more under way than it may', async () => {
		const { execute, end, log } = held();
		const output = forEachItem(runner({ count: 4, concurrency: { current: 2 }, execute }));
		await settle();
		expect(log).toEqual(['start 0', 'start 1']);
		await end(1);
		expect(log).toEqual(['start 0', 'start 1', 'end 1', 'start 2']);
		for (const item of [0, 2, 3]) await end(item);
		await output;
	});

	it('follows a limit that grows and shrinks meanwhile', async () => {
		const concurrency = { current: 1 };
		const { execute, end, log } = held();
		const started = () => log.filter((entry) => entry.startsWith('start')).length;
		const output = forEachItem(runner({ count: 7, concurrency, execute }));
		await settle();
		expect(started()).toBe(1);
		concurrency.current = 3;
		await end(0);
		expect(started()).toBe(4);
		concurrency.current = 1;
		for (const item of [1, 2]) await end(item);
		expect(started()).toBe(4);
		await end(3);
		expect(started()).toBe(5);
		for (const item of [4, 5, 6]) await end(item);
		expect(await output).toHaveLength(7);
	});

	it('keeps the order of items of one key, and lets others pass', async () => {
		const keys = ['a', 'a', 'b', 'a'];
		const { execute, end, log } = held();
		const output = forEachItem(
			runner({ count: 4, concurrency: { current: 4 }, keyOf: (item) => keys[item], execute }),
		);
		await settle();
		expect(log).toEqual(['start 0', 'start 2']);
		await end(0);
		expect(log).toEqual(['start 0', 'start 2', 'end 0', 'start 1']);
		for (const item of [1, 2, 3]) await end(item);
		await output;
		expect(log.filter((entry) => entry.startsWith('start'))).toEqual([
			'start 0',
			'start 2',
			'start 1',
			'start 3',
		]);
	});

	it('goes on with the next of a key after one that failed', async () => {
		const { execute, end, fail, log } = held();
		const output = forEachItem(
			runner({ count: 2, keyOf: () => 'a', continueOnFail: true, execute }),
		);
		await settle();
		await fail(0);
		await end(1);
		expect(log).toEqual(['start 0', 'start 1', 'end 1']);
		expect(await output).toHaveLength(2);
	});

	it('starts nothing more after a failure, lets the others end, and throws the first', async () => {
		const { execute, end, fail, log } = held();
		const output = forEachItem(runner({ count: 9, concurrency: { current: 3 }, execute }));
		const outcome = output.catch((error: Error) => error);
		await settle();
		await fail(2);
		await fail(1);
		await end(0);
		expect(await outcome).toMatchObject({ message: 'item 1', context: { itemIndex: 1 } });
		expect(log).toEqual(['start 0', 'start 1', 'start 2', 'end 0']);
	});

	it('makes an error item of an item that fails, without an error in its JSON', async () => {
		const output = await forEachItem(
			runner({
				continueOnFail: true,
				execute: async (item) => {
					if (item === 1) throw new InputError('No good', 'Do better');
					return [{ json: { item } }];
				},
			}),
		);
		expect(output.map(({ json }) => json)).toEqual([{ item: 0 }, {}, { item: 2 }]);
		expect(output[1]).toMatchObject({
			pairedItem: { item: 1 },
			error: { message: 'No good', description: 'Do better', context: { itemIndex: 1 } },
		});
	});

	it('gives items that share one error an index each', async () => {
		const shared = new AppError({ kind: 'passing', message: 'down' });
		const output = await forEachItem(
			runner({ continueOnFail: true, execute: async () => await Promise.reject(shared) }),
		);
		expect(output.map(({ error }) => error?.context.itemIndex)).toEqual([0, 1, 2]);
		expect(output.map(({ error }) => error?.message)).toEqual(['down', 'down', 'down']);
		expect(output.every(({ error }) => error instanceof NodeOperationError)).toBe(true);
	});

	it('keeps a message that contains the name of a system error', async () => {
		const output = await forEachItem(
			runner({
				count: 1,
				continueOnFail: true,
				execute: async () => await Promise.reject(new InputError('A preexisting permission')),
			}),
		);
		expect(output[0]?.error?.message).toBe('A preexisting permission');
	});

	it('starts nothing more once the execution is cancelled', async () => {
		const cancelled = { yes: false };
		const { execute, end, log } = held();
		const output = forEachItem(
			runner({ concurrency: { current: 1 }, isCancelled: () => cancelled.yes, execute }),
		);
		await settle();
		cancelled.yes = true;
		const outcome = expect(output).rejects.toThrow('The execution was cancelled');
		await end(0);
		await outcome;
		expect(log).toEqual(['start 0', 'end 0']);
	});

	it('tells an AI agent what to do in the message, which is all that it is shown', async () => {
		const fail = forEachItem(
			runner({
				count: 2,
				node: { ...node, type: `${node.type}Tool` },
				execute: async () => {
					throw new InputError('There is no property "nam"', 'Its properties are id and name');
				},
			}),
		);
		await expect(fail).rejects.toMatchObject({
			message: 'There is no property "nam". Its properties are id and name',
		});
	});

	it('says it once, when items share the error of one request', async () => {
		const shared = new AppError({ kind: 'passing', message: 'It is down', advice: 'Wait' });
		const output = await forEachItem(
			runner({
				node: { ...node, type: `${node.type}Tool` },
				continueOnFail: true,
				execute: async () => {
					throw shared;
				},
			}),
		);
		expect(output.map(({ error }) => error?.message)).toEqual(Array(3).fill('It is down. Wait'));
		// Agents of n8n 1 are shown nothing but the JSON.
		expect(output[0]?.json).toEqual({ message: 'It is down. Wait' });
	});
});

describe('Preparing items', () => {
	it('comes before the first item is performed, so that a mistake in the last costs nothing', async () => {
		const performed: number[] = [];
		const execute = async (item: number) => {
			performed.push(item);
			return [];
		};
		const { prepare, ...others } = runner({ execute });
		const fail = forEachItem({
			...others,
			prepare: async (item) => {
				if (item === 2) throw new InputError('No good');
				return await prepare(item);
			},
		});
		await expect(fail).rejects.toMatchObject({ message: 'No good', context: { itemIndex: 2 } });
		expect(performed).toEqual([]);
	});

	it('makes an error item of a mistake when the run goes on, and performs the others', async () => {
		const performed: number[] = [];
		const execute = async (item: number) => {
			performed.push(item);
			return [{ json: { item } }];
		};
		const { prepare, ...others } = runner({ continueOnFail: true, execute });
		const output = await forEachItem({
			...others,
			prepare: async (item) => {
				if (item === 1) throw new InputError('No good');
				return await prepare(item);
			},
		});
		expect(performed).toEqual([0, 2]);
		expect(output.map(({ error }) => error?.message)).toEqual([undefined, 'No good', undefined]);
	});
});

describe('Preparing many items', () => {
	afterEach(() => jest.restoreAllMocks());

	/** What happens, in order, while each item takes so long to be prepared. */
	async function happens(...milliseconds: number[]): Promise<string[]> {
		const log: string[] = [];
		let now = 1_000;
		jest.spyOn(Date, 'now').mockImplementation(() => now);
		const { prepare, ...others } = runner({ count: milliseconds.length });
		await forEachItem({
			...others,
			prepare: async (item) => {
				log.push(`item ${item}`);
				setTimeout(() => log.push('others'), 0);
				now += milliseconds[item] ?? 0;
				return await prepare(item);
			},
		});
		return log.slice(0, log.lastIndexOf(`item ${milliseconds.length - 1}`) + 1);
	}

	it('lets n8n do something else every fifty milliseconds, and prepares each once', async () => {
		expect(await happens(20, 31, 5, 5)).toEqual([
			...['item 0', 'item 1', 'others', 'others', 'item 2', 'item 3'],
		]);
		expect(await happens(25, 25, 0)).toEqual(['item 0', 'item 1', 'item 2']);
	});
});

describe('Items of an app that does not respond', () => {
	const away = () =>
		new AppError({ kind: 'passing', message: 'The app did not respond', code: 'ETIMEDOUT' });
	const NOT_SENT =
		'Not sent: the app did not respond to several items in a row. The app did not respond';

	/** How each item ends; `away` when the app doesn't respond, `input` when it is refused. */
	async function endings(
		how: Array<'away' | 'input' | 'done'>,
		{
			concurrency = { current: 1 },
			where = 'perform',
		}: { concurrency?: Limit; where?: string } = {},
	) {
		const sent: number[] = [];
		const act = (item: number) => {
			sent.push(item);
			if (how[item] === 'away') throw away();
			if (how[item] === 'input') throw new InputError('No good');
		};
		const { prepare, ...others } = runner({
			...{ count: how.length, concurrency, continueOnFail: true },
			execute: async (item) => {
				await settle();
				if (where === 'perform') act(item);
				return [{ json: {} }];
			},
		});
		const output = await forEachItem({
			...others,
			prepare: async (item) => {
				if (where === 'prepare') act(item);
				return await prepare(item);
			},
		});
		return { sent, messages: output.map(({ error }) => error?.message) };
	}

	it('aren’t sent any more after three in a row', async () => {
		const { sent, messages } = await endings(['away', 'away', 'away', 'done', 'done']);
		expect(sent).toEqual([0, 1, 2]);
		expect(messages.slice(3)).toEqual([NOT_SENT, NOT_SENT]);
	});

	it('are sent where it responded in between, to whatever', async () => {
		for (const between of ['done', 'input'] as const) {
			const how = ['away', 'away', between, 'away', 'away', 'done'] as const;
			expect((await endings([...how])).sent).toEqual([0, 1, 2, 3, 4, 5]);
		}
	});

	it('count as one where they are under way at the same time', async () => {
		const how = Array<'away'>(8).fill('away');
		const { sent } = await endings(how, { concurrency: { current: 2 } });
		expect(sent).toEqual([0, 1, 2, 3, 4, 5]);
	});

	it('aren’t sent where it didn’t respond while they were prepared, whatever came in between', async () => {
		const how = ['away', 'away', 'input', 'away', 'done'] as const;
		const { sent, messages } = await endings([...how], { where: 'prepare' });
		expect(sent).toEqual([0, 1, 2, 3]);
		expect(messages.at(-1)).toBe(NOT_SENT);
	});
});

describe('An app is away', () => {
	const passing = (more: object) => new AppError({ kind: 'passing', message: 'x', ...more });

	it('where no response came from itself', () => {
		const errors = [
			passing({ code: 'ECONNRESET' }),
			...[408, 504, 520, 530].map((status) => passing({ status })),
		];
		expect(errors.map(isAppAway)).toEqual([true, true, true, true, true]);
	});

	it('and not where it responded, or there is another reason', () => {
		const errors = [
			...[400, 429, 500, 503, 519].map((status) => passing({ status })),
			passing({}),
			new AppError({ kind: 'refused', message: 'x', status: 504 }),
			new Error('x'),
			undefined,
		];
		expect(errors.some(isAppAway)).toBe(false);
	});
});

describe('A tool that an AI agent uses', () => {
	const tool = { ...node, type: `${node.type}Tool` };
	const effect = { done: 'written', again: 'written again' } as const;
	const failing = (failed: number, error: Error): Partial<Items> => ({
		node: tool,
		effect,
		concurrency: { current: 1 },
		execute: async (item) => {
			if (item === failed) throw error;
			return [{ json: { id: item } }];
		},
	});
	const texts = async (changes: Partial<Items>) =>
		(await forEachItem(runner(changes))).map(({ json }) => json);

	it('is told in its output what failed after a write, so that n8n doesn’t run it again', async () => {
		expect(await texts(failing(1, new InputError('No good', 'Do better')))).toEqual([
			{ id: 0 },
			{ message: expect.stringMatching(/^No good\. Do better\. 1 other item was already written/) },
			{ message: 'Not sent: an earlier item failed' },
		]);
	});

	it('is told of a write that may have happened as well', async () => {
		expect(await texts(failing(0, unknown('No response')))).toEqual([
			{ message: expect.stringContaining('No response') },
			{ message: 'Not sent: an earlier item failed' },
			{ message: 'Not sent: an earlier item failed' },
		]);
	});

	it('is told of each item that failed', async () => {
		const execute = async (item: number) => {
			await settle();
			throw item === 1 ? unknown('No response') : new InputError('No good');
		};
		const several = { ...failing(0, new Error()), concurrency: { current: 2 }, count: 2, execute };
		const [first, second] = await texts(several);
		expect(first?.message).toMatch(/^No good\. 1 other item may have been written/);
		expect(second?.message).toBe('No response');
	});

	it('fails where nothing was written, or nothing is', async () => {
		const error = new InputError('No good');
		await expect(forEachItem(runner(failing(0, error)))).rejects.toThrow('No good');
		const reading = { ...failing(1, unknown('No response')), effect: undefined };
		await expect(forEachItem(runner(reading))).rejects.toThrow('No response');
		const plain = { ...failing(1, error), node };
		await expect(forEachItem(runner(plain))).rejects.toThrow('No good');
	});
});

describe('Items that change one record', () => {
	it('end a run that doesn’t go on where one of them isn’t sent', async () => {
		const sent: number[] = [];
		const fail = forEachItem(
			runner({
				concurrency: { current: 1 },
				keyOf: (item) => ['a', 'a', 'b'][item],
				mayStillArrive: (item) => item === 0,
				execute: async (item) => {
					sent.push(item);
					return [];
				},
			}),
		);
		await expect(fail).rejects.toThrow('may still take effect');
		expect(sent).toEqual([0]);
	});

	it('hold up none that change others, nor those that change none', async () => {
		const { execute, end, log } = held();
		const keys = [undefined, 'a', 'b'];
		const output = forEachItem(
			runner({ concurrency: { current: 3 }, keyOf: (item) => keys[item], execute }),
		);
		await settle();
		expect(log).toEqual(['start 0', 'start 1', 'start 2']);
		for (const item of [0, 1, 2]) await end(item);
		await output;
	});

	it('are not kept back by one that changes none, and may have happened', async () => {
		for (const mayArrive of [true, false]) {
			const sent: number[] = [];
			await forEachItem(
				runner({
					concurrency: { current: 1 },
					continueOnFail: true,
					mayStillArrive: () => mayArrive,
					execute: async (item) => {
						sent.push(item);
						if (!mayArrive && item === 0) throw unknown('No response');
						return [];
					},
				}),
			);
			expect(sent).toEqual([0, 1, 2]);
		}
	});

	it('are not sent after one of them failed and ended the run', async () => {
		const { execute, fail, log } = held();
		const output = forEachItem(
			runner({ count: 5, concurrency: { current: 5 }, keyOf: () => 'a', execute }),
		);
		const outcome = output.catch((error: Error) => error);
		await settle();
		await fail(0);
		expect(await outcome).toMatchObject({ message: 'item 0' });
		expect(log).toEqual(['start 0']);
	});

	it('are not sent after one of them that may have happened, even when the run goes on', async () => {
		const sent: number[] = [];
		const output = await forEachItem(
			runner({
				keyOf: () => 'a',
				continueOnFail: true,
				execute: async (item) => {
					sent.push(item);
					if (item === 0) throw unknown('No answer');
					return [];
				},
			}),
		);
		expect(sent).toEqual([0]);
		expect(output[1]?.error?.message).toContain('an earlier change to this record');
	});

	it('are not sent after an attempt without an answer that may still arrive', async () => {
		const sent: number[] = [];
		const execute = async (item: number) => {
			sent.push(item);
			return [{ json: { id: 7 } }];
		};
		const keyOf = () => 'a';
		const fail = forEachItem(
			runner({
				keyOf,
				execute,
				mayStillArrive: (item) => item === 0,
				effect: { done: 'written', again: 'created again' },
			}),
		);
		await expect(fail).rejects.toMatchObject({
			message: expect.stringContaining('may still take effect'),
			description: expect.stringContaining(
				'1 other item was already written (record 7): remove it from the input, or it will be created again',
			),
		});
		expect(sent).toEqual([0]);
	});

	it('are sent after one that may have happened of another record, though each waits for the one before', async () => {
		const sent: number[] = [];
		const output = await forEachItem(
			runner({
				count: 4,
				keyOf: (item) => ['a', 'b', 'a', 'a'][item],
				by: (item) => (item === 2 ? 'name' : 'email'),
				continueOnFail: true,
				execute: async (item) => {
					sent.push(item);
					if (item === 0) throw unknown('No answer');
					return [];
				},
			}),
		);
		expect(sent).toEqual([0, 1, 2]);
		expect(output.map(({ error }) => error?.message.slice(0, 8))).toEqual(['No answe', 'Not sent']);
	});

	it('wait for each other when they are known by different properties', async () => {
		const { execute, end, log } = held();
		const ways = ['email', 'name', 'email'];
		const output = forEachItem(
			runner({
				concurrency: { current: 3 },
				keyOf: String,
				by: (item) => ways[item] ?? '',
				execute,
			}),
		);
		await settle();
		expect(log).toEqual(['start 0']);
		for (const item of [0, 1, 2]) await end(item);
		await output;
		expect(log).toEqual(['start 0', 'end 0', 'start 1', 'end 1', 'start 2', 'end 2']);
	});
});

describe('The error that ends a run', () => {
	it('says what was written before it, and what may have been', async () => {
		const fail = forEachItem(
			runner({
				count: 5,
				concurrency: { current: 5 },
				effect: { done: 'written', again: 'created again' },
				execute: async (item) => {
					await settle();
					if (item === 1) throw new InputError('Refused', 'Correct it');
					if (item === 3) throw unknown('No answer');
					return [{ json: { id: 10 + item } }];
				},
			}),
		);
		await expect(fail).rejects.toMatchObject({
			message: 'Refused',
			description:
				'Correct it. 3 other items were already written (records 10, 12, 14): remove them from the input, or they will be created again. 1 other item may have been written: the app did not respond',
		});
	});

	it('says nothing of items that only read', async () => {
		const fail = forEachItem(
			runner({
				concurrency: { current: 3 },
				execute: async (item) => {
					if (item === 1) throw new InputError('Gone', 'Look');
					return [{ json: { id: item } }];
				},
			}),
		);
		await expect(fail).rejects.toMatchObject({ message: 'Gone', description: 'Look' });
	});
});
