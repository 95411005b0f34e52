// The work on single records, as a script does it: the requests for each item.
import { company, properties, type CompanyItem } from './app.ts';

export const works = ['creates', 'updates', 'gets', 'upserts'] as const;
export type Work = (typeof works)[number];

/** A request as a script sends it. */
export interface WorkRequest {
	method: 'GET' | 'POST' | 'PUT';
	/** Below `/api`. */
	path: string;
	query?: Record<string, string>;
	form?: Record<string, string>;
}

export const recordsPath = `/models/${company.id}/records`;

/** How the app is asked for the record with an email address. */
export function findQuery(email: string): Record<string, string> {
	return {
		limit: '2',
		'filters[][operator]': 'and',
		'filters[][conditions][][predicate]': 'eq',
		'filters[][conditions][][criteria]': email,
		'filters[][conditions][][path][]': properties.email.id,
	};
}

export function formOf({ name, email, employees }: CompanyItem): Record<string, string> {
	return {
		'record[name]': name,
		'record[email]': email,
		'record[employees]': String(employees),
	};
}

/** What a script sends for an item, one request after the other. Every record to upsert exists. */
export function requestsFor(work: Work, item: CompanyItem): WorkRequest[] {
	const form = formOf(item);
	const one = `${recordsPath}/${item.id}`;
	switch (work) {
		case 'creates':
			return [{ method: 'POST', path: `${recordsPath}/new`, form }];
		case 'updates':
			return [{ method: 'PUT', path: one, form }];
		case 'gets':
			return [{ method: 'GET', path: one }];
		case 'upserts':
			return [
				{ method: 'GET', path: recordsPath, query: findQuery(item.email) },
				{ method: 'PUT', path: one, form },
			];
	}
}

/** How many records Get Many asks for at once unless it is told otherwise; the others do the same. */
export const pageSize = 500;
