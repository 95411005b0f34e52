// What is kept between two reads of a trigger.
import type { IDataObject } from 'n8n-workflow';
import { isJsonObject } from '../../app/json';

/** A page to begin with, where rows above it may be left for later. */
export interface SkipTo {
	/** Rows above the page. */
	offset: number;
	/** How many rows the app returns at once. */
	cap: number;
}

export interface RangeHints {
	/** The most rows that the app has returned at once. */
	largest: number;
	/** The newest instant of the table. */
	top?: number;
	/** Rows to ask for at first, where the time ended before a page was large enough. */
	limit?: number;
	skipTo?: SkipTo;
	/** How many unknown records are left, as more were found than are output. */
	left?: number;
	/** Whether everything below was looked through, and the top is left. */
	isAgain?: boolean;
	/** Rows of the whole table, where it was a single page. */
	rows?: number;
	/** From which instant on a page with nothing new was taken for the table, without proof. */
	unproven?: number;
	/** Whether nothing unknown was found. */
	isQuiet?: boolean;
	/** Whether the app doesn't sort, but shows all it has on one page. */
	isUnsorted?: boolean;
}

/** Anything that isn't what it should be is left out: hints only save requests. */
export function readHints(kept: IDataObject): RangeHints {
	const { largest, top, limit, skipTo, rows, unproven } = kept;
	return {
		largest: count(largest) ?? 0,
		top: instant(top),
		limit: count(limit),
		skipTo: readSkipTo(skipTo),
		left: count(kept.left),
		isAgain: kept.isAgain === true,
		rows: count(rows),
		unproven: unproven === null ? -Infinity : instant(unproven),
		isQuiet: kept.isQuiet === true,
		isUnsorted: kept.isUnsorted === true,
	};
}

/** Without what says nothing. */
export function keepHints(hints: RangeHints): IDataObject {
	const kept = Object.entries(hints).filter(
		([, value]) => value !== undefined && value !== false && value !== 0,
	);
	return Object.fromEntries(
		kept.map(([name, value]) => [name, value === -Infinity ? null : value]),
	);
}

function readSkipTo(value: unknown): SkipTo | undefined {
	if (!isJsonObject(value)) return undefined;
	const offset = count(value.offset);
	const cap = count(value.cap);
	return offset && cap ? { offset, cap } : undefined;
}

function count(value: unknown): number | undefined {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function instant(value: unknown): number | undefined {
	return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
