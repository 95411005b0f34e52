// How the built nodes run on n8n-core, for the programs that measure them.
import type { INode, INodeExecutionData, INodeParameters, INodeType } from 'n8n-workflow';

import type { Access } from './app.ts';
import { builtNode, executeContext, pollContext } from './core.ts';
import { measure, type Measured } from './memory.ts';

/** Does something for each item, so many at once. */
export async function forEach<Item>(
	items: readonly Item[],
	inFlight: number,
	perform: (item: Item) => Promise<void>,
): Promise<void> {
	const left = items.values();
	const worker = async () => {
		for (const item of left) await perform(item);
	};
	await Promise.all(Array.from({ length: inFlight }, worker));
}

export async function runNode(
	type: INodeType,
	access: Access,
	parameters: INodeParameters,
	input: INodeExecutionData[],
	onError?: INode['onError'],
): Promise<INodeExecutionData[]> {
	const context = executeContext(type, access, parameters, input, onError);
	const [output = []] = ((await type.execute?.call(context)) ?? []) as INodeExecutionData[][];
	return output;
}

export function expectCount(found: number, expected: number): void {
	if (found !== expected) throw new Error(`There are ${found} results instead of ${expected}`);
}

interface Poll extends Measured {
	records: number;
}

interface Watched {
	access: Access;
	/** Of the trigger. */
	parameters: INodeParameters;
}

const realNow = Date.now;

let poll: (() => Promise<number>) | undefined;

export const pollTasks = {
	/** Starts a trigger, so that the next polls look for what is new. */
	async activate({ access, parameters }: Watched) {
		const type = builtNode('BettyBlocksTrigger');
		const context = pollContext(type, access, parameters);
		poll = async () => (await type.poll?.call(context))?.[0]?.length ?? 0;
		await poll();
	},
	/** Moves the clock of this process, so that no poll has to wait for its minute. */
	setClock({ aheadMs }: { aheadMs: number }): void {
		Date.now = () => realNow() + aheadMs;
	},
	async poll(): Promise<Poll> {
		let records = 0;
		const measured = await measure(async () => {
			records = (await poll?.()) ?? 0;
		});
		return { ...measured, records };
	},
};
