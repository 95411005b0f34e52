import type { Stream } from '../app/app';

/** What a request sends. */
export interface Body {
	content: string | Buffer | Stream;
	contentType: string;
	/** The exact number of bytes that a stream yields. */
	size?: number;
}

/** An answer, whatever its status; `headers` in lower case, `text` the undecoded body. */
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

export function isRedirect({ status, headers }: FileAnswer): boolean {
	return [301, 302, 303, 307, 308].includes(status) && headers.location !== undefined;
}

/** The origin that a redirect leads to, as people can be shown it. */
export function originOf(location: string | undefined): string {
	const origin = /^https?:\/\/[^/?#]+/i.exec(location ?? '')?.[0] ?? '';
	return origin === '' || origin.includes('@') ? 'another address' : origin;
}
