import type { IHttpRequestMethods } from 'n8n-workflow';
import type { Body } from '../http/requestBody';
import type { Safety } from '../http/retry';
import type { FormValue } from './form';

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
