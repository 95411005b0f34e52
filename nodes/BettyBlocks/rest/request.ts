import type { IHttpRequestMethods } from 'n8n-workflow';
import type { Stream } from '../app/app';
import type { FormValue } from './form';
import type { Safety } from './retry';

/** What a request sends. */
export interface Body {
	content: string | Buffer | Stream;
	contentType: string;
	/** The exact number of bytes that a stream yields. */
	size?: number;
}

/** A request to the classic API. */
export interface ApiRequest {
	method: IHttpRequestMethods;
	/** Parts of the path below `/api`; each is percent-encoded. */
	path: string[];
	query?: { [name: string]: FormValue };
	/** A form-encoded body. */
	form?: { [name: string]: FormValue };
	/** Any other body. Made afresh for each attempt, as a stream can be sent only once. */
	body?: () => Promise<Body>;
	safety: Safety;
	/** What the request is to do, as in "create a record": errors say so. */
	purpose: string;
	/** Requests of one kind take about the same time; those of one purpose, unless it says more. */
	kind?: string;
	/** What a 404 means. */
	notFound: string;
	/** What to do about a 404. */
	notFoundAdvice: string;
	/** What a 502 means, where more can be said of it. */
	faultInside?: string;
	/** What may be wrong with the value of a property that the app refuses. */
	explain?: (property: string) => string | undefined;
}

/** An answer of the app, whatever its status; `headers` in lower case, `text` the undecoded body. */
export interface Answer {
	status: number;
	headers: Record<string, string | undefined>;
	text: string;
}

/** An answer whose body is still to come. */
export interface FileAnswer extends Omit<Answer, 'text'> {
	body: Stream;
}

/** An answer, and what is known of the attempts before it. */
export interface Exchange<Received = Answer> {
	answer: Received;
	/** Whether an earlier attempt may have been carried out without our hearing of it. */
	interrupted: boolean;
	/** Whether the connection broke after the request had left. */
	lostAnswer: boolean;
}

export function isSuccess({ status }: { status: number }): boolean {
	return status >= 200 && status < 300;
}
