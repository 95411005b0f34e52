import type { Filter } from './filter';
import type { Model } from '../schema/models';
import type { SortKey } from './sorting';

/** Views and filters that are saved in the app. */
export interface Selection {
	/** UUID of a view: its columns and its filter; changes the shape of the records. */
	viewId?: string;
	/** UUID of a filter. */
	filterId?: string;
}

/** Which records are wanted, and how; everything fits the model. */
export interface RecordQuery extends Selection, Filter {
	model: Model;
	/** Ids of the records. */
	ids?: number[];
	/** Only records with a higher id, sorted by id. */
	after?: number;
	sort: SortKey[];
	/** Infinity for all. */
	limit: number;
	/** Whether any of the records will do, whatever they are sorted by. */
	isAnyOrder?: boolean;
	/** Rows to ask for at once; undefined leaves it to the app's API. */
	pageSize?: number;
	/** Paths of the properties to read; what the app usually shows unless given. */
	fields?: string[];
	/** The zone of the workflow. */
	zone: string;
	/** What a person can do when the app does not apply the conditions. */
	otherWays: string;
	/** Told in a sentence of what is right but may surprise. */
	tell?: (message: string) => void;
}

export type RecordMatch = Pick<RecordQuery, 'model' | 'conditions' | 'zone' | 'otherWays'>;
