/** What the server will send: a body in memory, or a file to stream. */
export interface Answer {
	status: number;
	headers: Record<string, string>;
	body: string;
	/** A file to stream instead of `body`. */
	file?: { path: string; size: number };
	/** Bytes to send instead of `body`. */
	bytes?: Buffer;
}

/** A refusal found somewhere below an endpoint; the server sends its answer. */
export class Refusal extends Error {
	readonly answer: Answer;

	constructor(answer: Answer) {
		super(`Answered with status ${answer.status}`);
		this.answer = answer;
	}
}

export function json(status: number, value: unknown): Answer {
	return {
		status,
		headers: { 'content-type': 'application/json; charset=utf-8' },
		body: JSON.stringify(value),
	};
}

export function text(status: number, body: string): Answer {
	return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

export function html(status: number, title: string): Answer {
	return {
		status,
		headers: { 'content-type': 'text/html; charset=utf-8' },
		body: `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`,
	};
}

export function empty(status: number): Answer {
	return { status, headers: {}, body: '' };
}

/** A 400 with a short JSON explanation. */
export function badRequest(message: string): Refusal {
	return new Refusal(json(400, { error: message }));
}

/** An answer of one of three body variants, as the personality's switches name them. */
export function variant(
	status: number,
	body: 'empty' | 'html' | 'json',
	title: string,
	error: string,
): Answer {
	if (body === 'html') return html(status, title);
	if (body === 'json') return json(status, { error });
	return empty(status);
}

/** The form in which an app may tell of errors, and send its text: see the switch `errorForm`. */
export type ErrorForm = 'as they are' | 'error with 200' | 'page with 200' | 'latin1' | 'marked';

/** An answer in the form that the app gives it. Files are left as they are. */
export function inErrorForm(answer: Answer, form: ErrorForm): Answer {
	const type = answer.headers['content-type'] ?? '';
	const isText = /^(text|application\/json)/.test(type) && answer.file === undefined;
	if (answer.status >= 400 && form === 'error with 200') {
		return json(200, { error: `Refused with ${answer.status}` });
	}
	if (answer.status >= 400 && form === 'page with 200') return html(200, 'Something went wrong');
	if (isText && form === 'latin1') {
		const headers = { ...answer.headers, 'content-type': type.replace('utf-8', 'ISO-8859-1') };
		const body = answer.body.replace(/[\u0100-\uffff]/g, '?');
		return { ...answer, headers, bytes: Buffer.from(body, 'latin1') };
	}
	if (isText && form === 'marked') return { ...answer, body: `\ufeff${answer.body}` };
	return answer;
}
