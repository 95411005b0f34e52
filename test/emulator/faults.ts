import { empty, json, text, type Answer } from './answers.ts';

/** Something that goes wrong, for the next requests that match. */
export interface Fault {
	method?: string;
	/** A text matches anywhere in the raw URL. */
	path?: string | RegExp;
	/** A part of the request's body; the Data API only, where all requests have one URL. */
	contains?: string;
	/** How many matching requests it strikes; default 1. */
	times?: number;
	/** How many matching requests it lets through first. */
	skip?: number;
	/** Answer with this status instead of handling the request. */
	status?: number;
	body?: string | object;
	/** Headers of that answer; without status and body, added to the ordinary one. */
	headers?: Record<string, string>;
	/** Milliseconds to wait before answering. */
	delayMs?: number;
	/** Cut the connection before the request is handled, or after. */
	drop?: 'before' | 'after';
}

interface Queued {
	fault: Fault;
	skip: number;
	left: number;
}

function isCount(value: unknown): boolean {
	return typeof value === 'number' && value >= 0 && !Number.isNaN(value);
}

function isObject(value: unknown): boolean {
	return typeof value === 'object' && value !== null;
}

const checks: Readonly<Record<keyof Fault, (value: unknown) => boolean>> = {
	method: (value) => typeof value === 'string',
	path: (value) => typeof value === 'string' || value instanceof RegExp,
	contains: (value) => typeof value === 'string',
	times: isCount,
	skip: isCount,
	status: (value) => Number.isInteger(value) && Number(value) >= 200 && Number(value) <= 599,
	body: (value) => typeof value === 'string' || isObject(value),
	headers: isObject,
	delayMs: isCount,
	drop: (value) => value === 'before' || value === 'after',
};

function isFaultKey(key: string): key is keyof Fault {
	return Object.hasOwn(checks, key);
}

/**
 * Checks a fault that comes from outside.
 * @throws Error naming the key that is unknown or whose value is not allowed
 */
export function checkFault(value: unknown): Fault {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new Error('A fault must be an object');
	}
	for (const [key, entry] of Object.entries(value)) {
		if (!isFaultKey(key)) throw new Error(`Unknown key "${key}" in a fault`);
		if (entry !== undefined && !checks[key](entry)) {
			throw new Error(`"${key}" of a fault must not be ${JSON.stringify(entry)}`);
		}
	}
	return { ...value };
}

function matches(fault: Fault, method: string, rawUrl: string, rawBody: string): boolean {
	const { path = '', contains = '' } = fault;
	if (!rawBody.includes(contains)) return false;
	if (fault.method !== undefined && fault.method.toUpperCase() !== method) return false;
	return typeof path === 'string' ? rawUrl.includes(path) : rawUrl.search(path) >= 0;
}

/** Faults that wait for a request; the first that matches and is not skipped strikes. */
export class FaultQueue {
	private queue: Queued[] = [];

	add(value: Fault): void {
		const fault = checkFault(value);
		this.queue.push({ fault, skip: fault.skip ?? 0, left: fault.times ?? 1 });
	}

	clear(): void {
		this.queue = [];
	}

	/** The fault that strikes this request, if any. */
	take(method: string, rawUrl: string, rawBody = ''): Fault | undefined {
		for (const queued of this.queue) {
			if (queued.left <= 0 || !matches(queued.fault, method, rawUrl, rawBody)) continue;
			if (queued.skip > 0) {
				queued.skip -= 1;
				continue;
			}
			queued.left -= 1;
			return queued.fault;
		}
		return undefined;
	}
}

function replacement({ status = 200, body }: Fault): Answer {
	if (body === undefined) return empty(status);
	return typeof body === 'string' ? text(status, body) : json(status, body);
}

/** The answer to a request that a fault strikes: the fault's own, or the app's with its headers. */
export async function withFault(fault: Fault, answer: () => Promise<Answer>): Promise<Answer> {
	const replaces = fault.status !== undefined || fault.body !== undefined;
	const base = replaces ? replacement(fault) : await answer();
	const added = Object.entries(fault.headers ?? {}).map(([name, value]): [string, string] => [
		name.toLowerCase(),
		value,
	]);
	return { ...base, headers: { ...base.headers, ...Object.fromEntries(added) } };
}
