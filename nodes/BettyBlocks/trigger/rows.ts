/** What the trigger can watch for. */
export type TriggerEvent = 'recordCreated' | 'recordUpdated' | 'recordCreatedOrUpdated';

/** One row of the app as the engine sees it. All instants are milliseconds since 1970. */
export interface Row<Data = unknown> {
	/** The record's id. */
	id: number;
	/** The instant that rows are ordered by; undefined when the row has none that can be read. */
	at: number | undefined;
	/** An instant that lies ahead of the app's clock: no place to go on from. */
	ahead?: number;
	/** When the record was created, as far as the row tells. */
	created: number | undefined;
	/** The row as the app sent it, which the engine only passes through. */
	data: Data;
}

/** A piece of the table, ordered by the instant; rows of the same instant come in any order. */
export interface PageRequest {
	/** Most rows to return; an app may return fewer, and does not say so. */
	limit: number;
	/** Rows to skip; an app that does not know it ignores it. */
	offset?: number;
	/** `desc`, newest first, is documented; `asc` is not. */
	direction: 'desc' | 'asc';
}

/** What the engine needs of the world. */
export interface Source<Data = unknown> {
	/** @returns undefined when the app refuses the request, which only an undocumented one may be */
	read: (page: PageRequest) => Promise<Array<Row<Data>> | undefined>;
	/** The highest id of all rows; undefined when there is none, or the app cannot tell. */
	highestId: () => Promise<number | undefined>;
	/** Whether the time for this poll is used up. Asked between requests only. */
	deadlineReached: () => boolean;
	/** The app's time in milliseconds, once it has told it. */
	now?: () => number | undefined;
	/** The name of the property that rows are ordered by, for messages. */
	property: string;
}
