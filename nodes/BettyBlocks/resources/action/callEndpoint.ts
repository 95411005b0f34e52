import type { IDataObject, IHttpRequestMethods, INodePropertyOptions } from 'n8n-workflow';
import { InputError } from '../../app/errors';
import { checkMeant } from '../../app/values/values';
import { operation } from '../../node/operation';
import { prepared } from '../../node/prepared';
import { checkJsonText, shown, toChoice, toOptionalText } from '../../parameters/converters';
import { options } from '../../parameters/options';
import { entries, parameter, toggle, type Parameter } from '../../parameters/parameter';
import { actionReference } from './actionReference';
import { actionTimeout } from './execute';

const METHODS: INodePropertyOptions[] = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'].map((method) => ({
	name: method,
	value: method,
}));

const method = parameter(
	{
		displayName: 'Method',
		name: 'method',
		default: 'POST',
		description: 'The HTTP method, which the action receives',
		type: 'options',
		options: METHODS,
	},
	toChoice<IHttpRequestMethods & string>(METHODS),
);

const path = parameter(
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		default: '',
		placeholder: 'e.g. orders/8',
		description: "What follows the action's own URL",
	},
	(entered, displayName) => {
		const text = toOptionalText(entered, displayName) ?? '';
		// Whoever reads a URL takes such parts out, and the call would go to another action.
		if (!text.split('/').some((part) => part === '.' || part === '..')) return text;
		throw new InputError(
			`'${displayName}' can't have "." or ".." between its slashes, but got ${shown(text)}`,
			"Enter what follows the action's own URL, for example orders/8",
		);
	},
);

const query = entries({
	displayName: 'Query Parameters',
	name: 'query',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add parameter',
	default: {},
	options: [
		{
			displayName: 'Parameter',
			name: 'parameters',
			values: [
				{ displayName: 'Name', name: 'name', type: 'string', default: '' },
				{ displayName: 'Value', name: 'value', type: 'string', default: '' },
			],
		},
	],
});

const shownBody = parameter(
	{
		displayName: 'Body',
		name: 'body',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		description: 'Text or JSON to send. An expression can return an object.',
		displayOptions: { hide: { method: ['GET'] } },
	},
	(entered, displayName) => {
		if (typeof entered === 'string') checkJsonText(entered, displayName);
		checkMeant(`'${displayName}'`, entered);
		return entered === '' ? undefined : (entered ?? undefined);
	},
);

/** Undefined for none; with GET there is none. */
const body: Parameter<unknown> = {
	...shownBody,
	parse: (reader) => (method.parse(reader) === 'GET' ? undefined : shownBody.parse(reader)),
};

const neverError = toggle({
	displayName: 'Never Error',
	name: 'neverError',
	default: false,
	description: 'Whether to output every response, including those with a status of 400 or more',
});

export const callEndpoint = operation({
	needs: ['endpoints'],
	option: {
		name: 'Call Endpoint',
		value: 'callEndpoint',
		action: 'Call action endpoint',
		description: 'Call an action that is an HTTP endpoint, and output its response as it is',
	},
	parameters: {
		action: actionReference,
		method,
		path,
		query,
		body,
		options: options({ timeout: actionTimeout, neverError }),
	},
	done: 'called',
	async prepare({ options: { neverError: takesErrors }, ...entered }, { app }) {
		const call = { ...entered, query: entered.query.map(toPair), takesErrors };
		return prepared(async () => [
			{ ...(await app.endpoints.call(call)) } as unknown as IDataObject,
		]);
	},
});

function toPair({ name, value }: IDataObject): [string, string] {
	const named = String(name ?? '').trim();
	if (named === '') {
		throw new InputError(
			`An entry of '${query.displayName}' has no name`,
			'Enter a name for each parameter, or remove the entry',
		);
	}
	if (typeof value === 'object' && value !== null) {
		throw new InputError(
			`The value of "${named}" must be text, but got ${shown(value)}`,
			'Use an expression that returns text or a number',
		);
	}
	return [named, String(value ?? '')];
}
