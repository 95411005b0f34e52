import type { IHttpRequestOptions } from 'n8n-workflow';
import { InputError } from '../app/inputError';
import type { Answer, Body, FileAnswer } from '../http/answer';
import { redaction } from '../http/redaction';
import { Sender, type Broken } from '../http/sender';
import type { ApiContext, Credential } from '../http/transport';
import { CREDENTIAL_TYPE } from './credentialType';
import { toBaseUrl } from './baseUrl';
import { encodeForm } from './form';
import type { ApiRequest } from './request';
import { CHECK_CREDENTIAL } from './statuses';

/** Sends single requests to one app: its address and the authentication. */
export class Connection {
	/** The address of the app without `/api`. */
	readonly origin: string;
	readonly sender: Sender;

	private constructor(
		context: ApiContext,
		private readonly baseUrl: string,
		/** The user, as the credential names it. */
		readonly email: string,
		private readonly credential: Credential,
		redact: (text: string) => string,
	) {
		this.origin = baseUrl.slice(0, -'/api'.length);
		this.sender = new Sender(context, { origin: this.origin, advice: CHECK_CREDENTIAL, redact });
	}

	/**
	 * Reads the credential of the node.
	 *
	 * @throws {NodeOperationError | AppError} when there is no credential, or its application is no address
	 */
	static async open(context: ApiContext): Promise<Connection> {
		const data = await context.getCredentials(CREDENTIAL_TYPE);
		const { application, email, apiKey } = data;
		const { id, name = '' } = context.getNode().credentials?.[CREDENTIAL_TYPE] ?? {};
		// For each request, n8n would read it from its database and decrypt it anew.
		const decrypted = { id: id ?? '', name, type: CREDENTIAL_TYPE, data };
		const redact = redaction(secretsOf(String(email), String(apiKey)));
		try {
			const user = String(email).trim().toLowerCase();
			const credential = { type: CREDENTIAL_TYPE, decrypted };
			return new Connection(context, toBaseUrl(application), user, credential, redact);
		} catch (error) {
			throw notAnAddress(error);
		}
	}

	/** @returns the answer, whatever its status, or how it broke */
	async send(request: ApiRequest, timeoutMs: number): Promise<Answer | Broken> {
		const body = await bodyOf(request);
		const { credential } = this;
		return await this.sender.send({
			options: this.optionsOf(request),
			body,
			credential,
			timeoutMs,
		});
	}

	/** Asks for the file at an address of any host. A redirect is not followed. */
	async sendForFile(url: URL, timeoutMs: number): Promise<FileAnswer | Broken> {
		const credential = this.sender.isOwn(url) ? this.credential : undefined;
		return await this.sender.sendForFile(url, credential, timeoutMs);
	}

	private optionsOf({ method, path, query }: ApiRequest): IHttpRequestOptions {
		const search = query === undefined ? '' : `?${encodeForm(query)}`;
		return {
			method,
			baseURL: this.baseUrl,
			url: `/${path.map(encodeURIComponent).join('/')}${search}`,
		};
	}
}

/** @param error says why the application is no address */
function notAnAddress(error: unknown): InputError {
	const { message } = error as Error;
	return new InputError(message, 'Change the application in the credential of this node');
}

/** The key, and what is made from it for HTTP. */
function secretsOf(email: string, apiKey: string): string[] {
	const key = apiKey.trim();
	if (key === '') return [];
	const basic = [`${email.trim()}:${key}`, `${email}:${apiKey}`].map((pair) =>
		Buffer.from(pair).toString('base64'),
	);
	return [key, ...basic];
}

async function bodyOf({ form, body }: ApiRequest): Promise<Body | undefined> {
	return form === undefined
		? await body?.()
		: { content: encodeForm(form), contentType: 'application/x-www-form-urlencoded' };
}
