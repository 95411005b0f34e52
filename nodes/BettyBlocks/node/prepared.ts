import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { ModelKey } from '../app/schema/models';
import type { TakenPlace } from './concurrently';

/** What one item is going to do, read and checked. */
export interface Prepared {
	/** Which record it changes, where items that change the same one have to keep their order. */
	sequence?: Sequence;
	/** Talks to the app. */
	perform: (place: TakenPlace) => Promise<Performed>;
}

/** How a record is told from others. */
export interface Sequence {
	/** The properties that it is known by. */
	by: string;
	/** Their values, in a form that is the same wherever it may be the same record. */
	value: string;
	/** The same in a form that is the same only for the same record; `value` unless given. */
	exactly?: string;
}

/** What came of a prepared item. The runner adds which item the output comes from. */
export interface Performed {
	output: INodeExecutionData[];
	/** Whether an attempt without a response may still reach the app, after this one. */
	mayStillArrive?: boolean;
	/** IDs of the records that were written. */
	records?: number[];
	/** Whether the same item would make another record when it is run again. */
	isMadeAgain?: boolean;
	/** Whether it only tells what would be written. */
	isDry?: boolean;
}

/** An item that failed, before or after it was sent. */
export interface Failed {
	thrown: unknown;
}

/** What became of an item; undefined for one that was not started. */
export type Result = Performed | Failed | undefined;

export function isDone(result: Result): result is Performed {
	return result !== undefined && 'output' in result;
}

/** Whether it may have changed something. */
export function hasWritten(result: Result): result is Performed {
	return isDone(result) && result.isDry !== true;
}

export function isFailed(result: Result): result is Failed {
	return result !== undefined && 'thrown' in result;
}

/** Records as the output of an item. */
export function performed(records: IDataObject[], mayStillArrive = false): Performed {
	// The place for the item that it comes from: an object that grows takes more memory.
	const output = records.map((json) => ({ json, pairedItem: undefined }));
	const ids = records.flatMap(({ id }) => (typeof id === 'number' ? [id] : []));
	return { output, mayStillArrive, records: ids };
}

/** An item that has no record of its own to wait for. */
export function prepared(perform: () => Promise<IDataObject[]>): Prepared {
	return {
		perform: async () => ({
			output: (await perform()).map((json) => ({ json, pairedItem: undefined })),
		}),
	};
}

/** Requests for one record, known by its id. */
export function recordSequence(model: ModelKey, id: number): Sequence {
	// A model has several names, so records of two models with the same id wait for each other as
	// well, which does no harm.
	const value = String(id);
	return { by: 'id', value, exactly: `${modelName(model)} ${value}` };
}

export function modelName(model: ModelKey): string {
	if ('id' in model) return model.id;
	return 'uuid' in model ? model.uuid : model.table;
}
