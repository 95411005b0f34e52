// What can be wanted of a list of records, and what of it an app's API offers.
import { InputError } from '../errors';
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

/** What the records of an app can be asked for. */
export interface Abilities {
	/** Paths of the properties to read, also of related records. */
	fields: boolean;
	/** Views and filters that are saved in the app. */
	saved: boolean;
	groups: boolean;
	/** Maximum number of keys to sort by. */
	sortKeys: number;
	/** Conditions on the records that a trigger watches. */
	watchedConditions: boolean;
}

/** @throws {InputError} for what the app's API would drop without a word */
export function checkOffered(
	{ fields, saved, groups, sortKeys }: Abilities,
	query: Partial<RecordQuery>,
): void {
	if (!saved && (query.viewId ?? query.filterId) !== undefined) {
		throw new InputError('Newer apps have no saved views or filters', 'Use conditions instead');
	}
	if (!groups && query.groups !== undefined) {
		throw new InputError(
			"Classic apps don't support groups of conditions",
			'Save the conditions as a filter in the builder instead',
		);
	}
	if (!fields && query.fields !== undefined) {
		throw new InputError(
			"A classic app can't be asked for some of the properties",
			'Leave out properties in a separate step (for example with the Edit Fields node)',
		);
	}
	if ((query.sort?.length ?? 0) > sortKeys) {
		throw new InputError(
			'The app can sort by one property only',
			'Keep one of them, or sort in a separate step (for example with the Sort node)',
		);
	}
}

/** @throws {InputError} for what a trigger on the app would not go by */
export function checkWatchable(can: Abilities, selection: Selection, isFiltered: boolean): void {
	checkOffered(can, selection);
	if (isFiltered && !can.watchedConditions) {
		throw new InputError(
			"A trigger on a classic app can't filter by conditions",
			'Remove the conditions, and save them as a filter in the builder instead',
		);
	}
}
