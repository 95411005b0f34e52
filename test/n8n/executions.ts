import type { INodeExecutionData, IRunData } from 'n8n-workflow';

export type ExecutionStatus =
	| 'canceled'
	| 'crashed'
	| 'error'
	| 'new'
	| 'running'
	| 'success'
	| 'unknown'
	| 'waiting';

/** An execution with what each node did. */
export interface Execution {
	id: string;
	status: ExecutionStatus;
	mode: string;
	/** Node name → its runs. */
	runData: IRunData;
	/** What ended the execution, when something did. */
	error?: { message: string; description?: string | null; node?: { name: string } };
}

/**
 * Restores what the `flatted` format holds: a list of values in which every text inside a value
 * is the index of another.
 */
export function unflatten(text: string): unknown {
	const table: unknown[] = JSON.parse(text);
	const restored = new Map<number, unknown>();

	function at(index: number): unknown {
		if (restored.has(index)) return restored.get(index);
		const value = table[index];
		if (typeof value !== 'object' || value === null) return value;
		const target: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
		restored.set(index, target); // before its parts: they may refer back to it
		for (const [key, part] of Object.entries(value)) {
			const resolved = typeof part === 'string' ? at(Number(part)) : part;
			if (Array.isArray(target)) target[Number(key)] = resolved;
			else target[key] = resolved;
		}
		return target;
	}

	return at(0);
}

/** The items that a node gave out by one of its outputs, in its last run. */
export function itemsOf(execution: Execution, node: string, output = 0): INodeExecutionData[] {
	return execution.runData[node]?.at(-1)?.data?.main?.[output] ?? [];
}
