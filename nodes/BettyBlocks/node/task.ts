import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

/** What one item is going to do, read and checked. */
export interface Task {
	/** Which record it changes, where items that change the same one have to keep their order. */
	sequence?: Sequence;
	/** Talks to the app. */
	perform: () => Promise<Performed>;
}

/** How a record is told from others. */
export interface Sequence {
	/** The properties that it is known by. */
	by: string;
	/** Their values, in a form that is the same for the same record. */
	value: string;
}

/** What came of a task. The runner adds which item the output comes from. */
export interface Performed {
	output: INodeExecutionData[];
	/** Whether an attempt without an answer may still reach the app, after this one. */
	mayStillArrive?: boolean;
}

/** Records as the output of a task. */
export function performed(records: IDataObject[], mayStillArrive = false): Performed {
	// The place for the item that it comes from: an object that grows takes more memory.
	return { output: records.map((json) => ({ json, pairedItem: undefined })), mayStillArrive };
}

/** A task that has no record of its own to wait for. */
export function task(perform: () => Promise<IDataObject[]>): Task {
	return { perform: async () => performed(await perform()) };
}

/** Requests for one record, known by its id. */
export function recordSequence(id: number): Sequence {
	// A model has several names, so records of two models with the same id wait for each other as
	// well, which does no harm.
	return { by: 'id', value: String(id) };
}
