/** What the trigger can watch for. */
export type TriggerEvent = 'recordCreated' | 'recordUpdated' | 'recordCreatedOrUpdated';

/** A record of the app as the engine sees it. All instants are milliseconds since 1970. */
export interface Row<Data = unknown> {
	/** The record's id. */
	id: number;
	/** The instant that rows are sorted by; undefined when the row has none that can be read. */
	at: number | undefined;
	/** Replaces `at` when it lies ahead of the app's clock: not an instant to go on from. */
	ahead?: number;
	/** When the record was created, as far as the row tells. */
	created: number | undefined;
	/** Whether the app shows local times without a zone, which go back by an hour once a year. */
	isLocal?: boolean;
	/** The record as the app sent it, which the engine only passes through. */
	data: Data;
}

/** A piece of the table, sorted by the instant; rows of the same instant come in any order. */
export interface PageRequest {
	/** Maximum number of rows to return; an app may return fewer without saying so. */
	limit: number;
	/** Rows to skip; an app that doesn't know it ignores it. */
	offset?: number;
	/** `desc`, newest first, is documented; `asc` is not. */
	direction: 'desc' | 'asc';
}

/** What the engine needs of the world. */
export interface Source<Data = unknown> {
	/** @returns undefined when the app refuses the request, which only an undocumented one may be */
	read: (page: PageRequest) => Promise<Array<Row<Data>> | undefined>;
	/** The highest id of all rows; undefined when there is none, or the app can't tell. */
	highestId: () => Promise<number | undefined>;
	/** Whether the time for this poll is used up. Asked between requests only. */
	deadlineReached: () => boolean;
	/** The app's time in milliseconds, once it has told it. */
	now?: () => number | undefined;
	/** The name of the property that rows are sorted by, for messages. */
	property: string;
	/** An app that is not asked for a number returns this many, so it never caps at fewer. */
	defaultLimit: number;
	/** The most that an app was seen to take; a larger `limit` it may refuse. */
	acceptedLimit: number;
}

/** A page, and the number of rows above it. */
export interface Place<Data> {
	page: Array<Row<Data>>;
	offset: number;
}

export interface MeasuredSource<Data> extends Source<Data> {
	/** The most rows that the app has returned at once. */
	largest: () => number;
}

/** @param before the largest page that earlier polls saw */
export function withLargest<Data>(source: Source<Data>, before = 0): MeasuredSource<Data> {
	let largest = before;
	return {
		...source,
		largest: () => largest,
		read: async (page) => {
			const rows = await source.read(page);
			largest = Math.max(largest, rows?.length ?? 0);
			return rows;
		},
	};
}

/** The newest rows, newest first. */
export async function readTop<Data>(
	source: Source<Data>,
	limit: number,
): Promise<Array<Row<Data>>> {
	return (await source.read({ limit, direction: 'desc' })) ?? [];
}

/** @returns the page below so many rows; undefined when the app refuses to skip any */
export async function readBelow<Data>(
	source: Source<Data>,
	limit: number,
	offset: number,
): Promise<Place<Data> | undefined> {
	const page = await source.read({ limit, offset, direction: 'desc' });
	return page && { page, offset };
}
