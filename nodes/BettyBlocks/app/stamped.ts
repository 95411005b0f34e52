// What a trigger reads of an app: a range of its records by time, whichever API they come over.
import type { IDataObject } from 'n8n-workflow';
import type { AppRecord } from './values/shown';
import type { Filter } from './query/filter';
import { InputError } from './errors';
import type { Model, ModelReference } from './schema/models';

/** A property that holds when something happened to a record. */
export interface Stamp {
	/** UUID of the property; its name in an API that tells none. */
	id: string;
	name: string;
	/** Whether it holds the day alone. */
	isDay?: boolean;
}

/** Which records a trigger watches, and by which properties. */
export interface Watched {
	model: Model | ModelReference;
	/** What the records are sorted by. */
	orderBy: Stamp;
	/** When they were created, where that is another property and is known. */
	createdBy?: Stamp;
	/** UUID of the property that holds the id, where the app tells it. */
	idProperty?: string;
	/** UUID of a saved view. */
	viewId?: string;
	/** UUID of a saved filter. */
	filterId?: string;
	/** Conditions that the records must meet. */
	filter?: Filter;
	/** The zone of the workflow: what shows times without one is in it. */
	zone: string;
}

/** A record, and when things happened to it. All instants are milliseconds since 1970. */
export interface Stamped {
	id: number;
	/** What the records are sorted by; undefined where the app shows no time there. */
	at: number | undefined;
	/** When it was created, as far as the record tells. */
	created: number | undefined;
	/** Whether the app shows local times without a zone, which go back by an hour once a year. */
	isLocal?: boolean;
	record: AppRecord;
}

export interface ChangesWindow {
	/** All records stamped at or after this instant; -Infinity for all there are. */
	from: number;
	/** Where the app shows no more, all from this instant on will do. */
	enough: number;
	/** How many records stamped at or after `from`, or without a time, are known. */
	known: number;
	/** How many unknown records are output at most: the rest may be read later. */
	most: number;
	isKnown: (record: Stamped) => boolean;
	/** Whether the time is used up; asked between requests. */
	isOver: () => boolean;
}

/** What was read: every record stamped between `from` and `below`, and perhaps some others. */
export interface ChangesRead {
	records: Stamped[];
	/** At most what was asked for, unless the app showed no more. */
	from: number;
	/** Infinity when nothing newer was left out. Of this instant itself, a part may have been read. */
	below: number;
	/** Whether all records without an instant are among them. */
	hasUndated: boolean;
	/** What the API wants to know at the next read. */
	hints: IDataObject;
}

/** The records of a model by time. What an app can't be trusted with stays behind this. */
export interface Changes {
	/**
	 * The newest records, newest first as far as the app sorts.
	 *
	 * @param limit maximum number
	 */
	newest(limit: number): Promise<Stamped[]>;
	/**
	 * All records stamped at or after an instant, or the oldest part of them when the time is up.
	 *
	 * @param hints what the last read returned as such: kept, given back, never looked at
	 * @throws {InputError} when the app makes it impossible to read them all
	 */
	read(window: ChangesWindow, hints: IDataObject): Promise<ChangesRead>;
}

/** @param readable how many records the app shows */
export function incompleteChanges(readable: number): InputError {
	return new InputError(
		`Couldn't read all new records: the app shows only the newest ${readable}`,
		'Nothing is lost: the next poll tries again. Watch through a view or filter with fewer records, and poll more often',
	);
}

/** For an app that doesn't put the newest record first. */
export function unsortedChanges(property: string): InputError {
	return new InputError(
		`The app doesn't sort the records by "${property}", so new records can't be told from old ones`,
		'Choose another property in the options, or watch through a view or filter with fewer than 100 records',
	);
}
