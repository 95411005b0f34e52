// What is kept between two reads of a trigger.
import type { IDataObject } from 'n8n-workflow';

export interface RangeHints {
	/** The most rows that the app has returned at once. */
	largest: number;
	/** Rows to ask for beside those that are known. */
	room?: number;
	/** The newest instant of the table. */
	top?: number;
	/** Which proof has shown last that the table ends. */
	proof?: number;
	/** Rows above the page where the last read ended, in an app that returns only so many at once. */
	above?: number;
}

/** Anything else than whole numbers is left out: hints only save requests. */
export function readHints(kept: IDataObject): RangeHints {
	const numbers = Object.entries(kept).filter(([, value]) => Number.isSafeInteger(value));
	return { largest: 0, ...Object.fromEntries(numbers) };
}

/** Without what says nothing. */
export function keepHints(hints: RangeHints): IDataObject {
	const kept = Object.entries(hints).filter(([, value]) => Number.isFinite(value) && value !== 0);
	return Object.fromEntries(kept);
}
