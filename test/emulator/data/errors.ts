import { json, text, type Answer } from '../answers.ts';
import { isParameters } from '../parameters.ts';
import type { DataPersonality } from './personality.ts';

/** An entry of `errors`; its message may be a text, a list or an object. */
export interface ErrorEntry {
	message: unknown;
	extensions?: Record<string, unknown>;
	path?: ReadonlyArray<string | number>;
}

interface Facts {
	extensions?: Record<string, unknown>;
	/** The status of the whole answer; 200 unless given. */
	status?: number;
	/** Whether a login might have helped. */
	needsLogin?: boolean;
	/** Whether it is told without the data and the path that belong to it. */
	isAlone?: boolean;
}

/** A refusal of one field. */
export class FieldError extends Error {
	readonly entry: ErrorEntry;
	readonly status: number | undefined;
	readonly needsLogin: boolean;
	readonly isAlone: boolean;

	constructor(message: unknown, { extensions, status, ...facts }: Facts = {}) {
		super(typeof message === 'string' ? message : JSON.stringify(message));
		this.entry = { message, ...(extensions === undefined ? {} : { extensions }) };
		this.status = status;
		this.needsLogin = facts.needsLogin ?? false;
		this.isAlone = facts.isAlone ?? false;
	}
}

const authEntries: Readonly<Record<DataPersonality['authError'], ErrorEntry>> = {
	unauthenticated: {
		message: 'Request not authenticated',
		extensions: { code: 'UNAUTHENTICATED' },
	},
	unauthorized: { message: 'Unauthorized', extensions: { code: 'UNAUTHORIZED' } },
	tokenExpired: { message: 'Token expired', extensions: { code: 'TOKEN_EXPIRED' } },
	statusCode: { message: 'Request not authenticated', extensions: { statusCode: 401 } },
	httpStatus: { message: 'No access', extensions: { http: { status: 401 } } },
	jwtExpired: { message: 'jwt expired' },
};

/**
 * The answer to a request that needs a token, or whose token is no good.
 *
 * @param field the first field at the root of the request
 */
export function notAuthenticated(
	{ authError, authStatus, tokenRefusal }: DataPersonality,
	field = 'action',
): Answer {
	switch (tokenRefusal) {
		case 'http401':
			return text(401, 'Unauthorized');
		case 'signature':
			return json(401, { errors: [{ message: 'Signature verification failed' }] });
		case 'atField':
			return json(authStatus, {
				data: { [field]: null },
				errors: [{ ...authEntries[authError], path: [field] }],
			});
		default:
			return json(authStatus, { errors: [authEntries[authError]] });
	}
}

/** An answer with its errors in another form. */
export function inForm(answer: Answer, { errorsForm }: DataPersonality): Answer {
	if (errorsForm === 'list' || answer.file || answer.bytes) return answer;
	const body = parsedObject(answer.body);
	const [first] = Array.isArray(body?.errors) ? (body.errors as ErrorEntry[]) : [];
	if (body === undefined || first === undefined) return answer;
	const message = first.message;
	const errors = { text: message, message: { message }, detail: { detail: message } }[errorsForm];
	return { ...answer, body: JSON.stringify({ ...body, errors }) };
}

function parsedObject(body: string): Record<string, unknown> | undefined {
	try {
		const json: unknown = JSON.parse(body);
		return isParameters(json) ? json : undefined;
	} catch {
		return undefined;
	}
}

/** An answer without data. */
export function errorsOnly(
	status: number,
	message: unknown,
	extensions?: Record<string, unknown>,
): Answer {
	const entry: ErrorEntry = { message, ...(extensions === undefined ? {} : { extensions }) };
	return json(status, { errors: [entry] });
}
