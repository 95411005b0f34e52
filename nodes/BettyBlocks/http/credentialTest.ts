import type { ICredentialTestRequest } from 'n8n-workflow';
import { REDIRECTS } from './response';

type Rule = NonNullable<ICredentialTestRequest['rules']>[number];
type Rules<Type> = Extract<Rule, { type: Type }>;

/** What the test of a credential says: n8n itself words the faults that have no response. */
interface Messages {
	/** By the status of a response. */
	statuses: Record<number, string>;
	/** A field of the response's body, and its values that no API of Betty Blocks would send. */
	body: { key: string; values: unknown[] };
	/** When what responds isn't the API. */
	noApi: string;
}

/** The rules by which n8n judges the test of a credential. */
export function testRules({
	statuses,
	body: { key, values },
	noApi,
}: Messages): ICredentialTestRequest['rules'] {
	// n8n applies both kinds of rule side by side; its type knows only lists of one kind.
	const rules: Array<Rules<'responseCode'> | Rules<'responseSuccessBody'>> = [
		...Object.entries(statuses).map(([status, message]) => ({
			type: 'responseCode' as const,
			properties: { value: Number(status), message },
		})),
		...values.map((value) => ({
			type: 'responseSuccessBody' as const,
			properties: { key, value, message: noApi },
		})),
	];
	return rules as ICredentialTestRequest['rules'];
}

/** The same for each redirect, as none is followed. */
export function forRedirects(message: string): Record<number, string> {
	return Object.fromEntries(REDIRECTS.map((status) => [status, message]));
}
