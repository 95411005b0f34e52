// The same work as it is set up in a workflow: with our node, and with HTTP Request nodes.
import type { INodeParameters } from 'n8n-workflow';

import { company } from './app.ts';
import { findQuery, pageSize, recordsPath, type Work } from './work.ts';

/** The name of the node that makes the items. */
export const itemsNode = 'Items';

const OPERATIONS: Record<Work, string> = {
	creates: 'create',
	updates: 'update',
	gets: 'get',
	upserts: 'upsert',
};

/** The values as a person maps them: each from the field of the item. */
const mapped: INodeParameters = {
	name: '={{ $json.name }}',
	email: '={{ $json.email }}',
	employees: '={{ $json.employees }}',
};

/** The columns as the editor saves them. */
const schema: INodeParameters[] = Object.keys(mapped).map((name) => ({
	id: name,
	displayName: name,
	type: name === 'employees' ? 'number' : 'string',
	required: false,
	defaultMatch: false,
	display: true,
	removed: false,
	canBeUsedToMatch: true,
}));

const model: INodeParameters = { __rl: true, mode: 'list', value: company.id };

/** The parameters of our node for a work; all others have their defaults. */
export function nodeParameters(work: Work, options: INodeParameters = {}): INodeParameters {
	const matchingColumns = work === 'upserts' ? ['email'] : [];
	const fields = { mappingMode: 'defineBelow', value: mapped, matchingColumns, schema };
	return {
		resource: 'record',
		operation: OPERATIONS[work],
		model,
		...((work === 'updates' || work === 'gets') && { recordId: '={{ $json.id }}' }),
		...(work !== 'gets' && { fields }),
		options,
	};
}

/** The parameters of our node that read all records. */
export const getManyParameters: INodeParameters = {
	resource: 'record',
	operation: 'getAll',
	model,
	returnAll: true,
};

const pair = (name: string, value: string): INodeParameters => ({ name, value });

function httpRequest(method: string, url: string, more: INodeParameters = {}): INodeParameters {
	return {
		method,
		url,
		authentication: 'predefinedCredentialType',
		nodeCredentialType: 'bettyBlocksApi',
		...more,
		options: more.options ?? {},
	};
}

/** @param item where the values come from: the input, or an earlier node */
function sendForm(item: string): INodeParameters {
	const parameters = Object.keys(mapped).map((name) =>
		pair(`record[${name}]`, `={{ ${item}.${name} }}`),
	);
	return { sendBody: true, contentType: 'form-urlencoded', bodyParameters: { parameters } };
}

/** The parameters of the HTTP Request nodes that a person puts one after the other for the same. */
export function httpRequestParameters(work: Work, application: string): INodeParameters[] {
	const url = `${application}/api${recordsPath}`;
	const query = Object.entries(findQuery('={{ $json.email }}'));
	const find = httpRequest('GET', url, {
		sendQuery: true,
		queryParameters: { parameters: query.map(([name, value]) => pair(name, value)) },
	});
	const update = (item: string) => httpRequest('PUT', `=${url}/{{ $json.id }}`, sendForm(item));
	switch (work) {
		case 'creates':
			return [httpRequest('POST', `${url}/new`, sendForm('$json'))];
		case 'updates':
			return [update('$json')];
		case 'gets':
			return [httpRequest('GET', `=${url}/{{ $json.id }}`)];
		case 'upserts':
			// The first node puts out the record that it found, so the values are taken from before it.
			return [find, update(`$('${itemsNode}').item.json`)];
	}
}

/** The HTTP Request node with its own pagination. */
export function httpRequestPages(application: string): INodeParameters[] {
	const options = {
		pagination: {
			pagination: {
				paginationMode: 'updateAParameterInEachRequest',
				parameters: {
					parameters: [{ type: 'qs', name: 'offset', value: `={{ $pageCount * ${pageSize} }}` }],
				},
				paginationCompleteWhen: 'other',
				completeExpression: `={{ $response.body.length < ${pageSize} }}`,
			},
		},
	};
	const queryParameters = { parameters: [pair('limit', String(pageSize))] };
	const url = `${application}/api${recordsPath}`;
	return [httpRequest('GET', url, { sendQuery: true, queryParameters, options })];
}

/** The parameters of the trigger on new records. */
export function pollParameters(maxRecords: number): INodeParameters {
	return { event: 'recordCreated', model, startFrom: 'now', options: { maxRecords } };
}
