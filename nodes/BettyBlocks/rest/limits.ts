/** How many records the app returns when it is not asked for a number (vendor's article). */
export const DEFAULT_LIMIT = 100;

/** The largest `limit` that an app was seen to take (a client's code); it may refuse a larger one. */
export const ACCEPTED_LIMIT = 500;

/** So many rows show two records, even in an app that returns each of them twice. */
export const TWO_RECORDS = 4;
