import { parseJson } from '../app/values/json';
import { plainText } from '../http/response';

const LONGEST_EXCERPT = 300;

/** What an app's response says about why it refused a request. */
export interface Refusal {
	/** One line a property, in the property's name, or one line of text; empty when nothing is said. */
	lines: string[];
	/** Whether the lines are about single properties. */
	aboutProperties: boolean;
}

/** What may be wrong with the value of a property. */
type Explain = (property: string) => string | undefined;

/** Reasons that leave open what would be right. */
const VAGUE = /invalid|not included|not in the list|not a\b|not found|does not exist|must exist/i;

/**
 * Makes the body of a refusal readable. The body may be JSON of several shapes, text, HTML
 * or nothing (vendor's client: `{"errors":{"first_name":["is_required"]}}`, or no body at all).
 */
export function readRefusal(body: string, explain: Explain = () => undefined): Refusal {
	const json = parseJson(body);
	if (json === undefined) return plain(plainText(body));
	if (typeof json !== 'object' || json === null) return plain(String(json ?? ''));
	const { errors, error, message } = json as Record<string, unknown>;
	if (typeof errors === 'object' && errors !== null && !Array.isArray(errors)) {
		return { lines: propertyLines(errors, explain), aboutProperties: true };
	}
	const said = errors ?? message ?? error;
	if (said === undefined) return plain(JSON.stringify(json));
	return plain(reasons(said).join(', '));
}

/** Names and values by which APIs, proxies and firewalls tell of an error in what calls itself a success. */
const SIGNS: Array<[name: RegExp, isSign: (value: unknown) => boolean]> = [
	[/^(error|exception|fault)/i, isSomething],
	[/^(ok|success|succeeded)$/i, (value) => /^(false|no|0)$/i.test(String(value))],
	[/^(status|result|outcome)$/i, (value) => /^(error|fail)/i.test(String(value))],
	[/^(status|code|status_?code)$/i, (value) => Number(value) >= 400 && Number(value) < 600],
];

/** The names in a response that tell of an error, unless a model has properties that are called so. */
export function signsOfError(json: object): string[] {
	return Object.entries(json)
		.filter(([name, value]) => SIGNS.some(([sign, isSign]) => sign.test(name) && isSign(value)))
		.map(([name]) => name);
}

function isSomething(value: unknown): boolean {
	if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
	return Boolean(value);
}

function plain(text: string): Refusal {
	const line = text.trim().slice(0, LONGEST_EXCERPT);
	return { lines: line === '' ? [] : [line], aboutProperties: false };
}

function propertyLines(errors: object, explain: Explain): string[] {
	return Object.entries(errors).map(([property, said]) => {
		const text = reasons(said).join(', ');
		if (property === 'base') return text;
		const explained = VAGUE.test(text) ? explain(property) : undefined;
		return [`${property} ${text}`, explained].filter(Boolean).join(': ');
	});
}

/** Flattens what is said of one property: `"is_required"`, `["is_required"]`, `{"code": …}`. */
function reasons(said: unknown): string[] {
	if (Array.isArray(said)) return said.flatMap(reasons);
	if (typeof said === 'object' && said !== null) {
		const { message, code } = said as Record<string, unknown>;
		const named = message ?? code;
		return named === undefined
			? Object.entries(said).map(([key, value]) => `${key} ${reasons(value).join(', ')}`)
			: reasons(named);
	}
	return [readable(String(said))];
}

/** `is_required` is a code; a sentence with spaces is left as it is. */
function readable(reason: string): string {
	return /^[a-z0-9]+(_[a-z0-9]+)*$/.test(reason) ? reason.replaceAll('_', ' ') : reason;
}
