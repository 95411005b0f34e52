// The same work over the Data API: what a script asks for, and how our node is set.
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { company, type Access, type CompanyItem } from './app.ts';

/** How it is spoken to. */
export interface Newer {
	/** With a token, as n8n keeps it after the first login. */
	access: Access;
	/** Where GraphQL is sent to. */
	runtimeUrl: string;
	token: string;
}

export const actionId = 'ac'.repeat(16);

export const newerWorks = ['gets', 'actions'] as const;
export type NewerWork = (typeof newerWorks)[number];

/** A request as a script sends it. */
export interface Question {
	query: string;
	variables: IDataObject;
}

const fields = '{ id name email employees createdAt updatedAt }';

export function questionFor(work: NewerWork, { id, name }: CompanyItem): Question {
	return work === 'gets'
		? {
				query: `query ($where: CompanyFilterInput!) { oneCompany(where: $where) ${fields} }`,
				variables: { where: { id: { eq: id } } },
			}
		: {
				query: 'mutation { action(id: $id, input: $input) }',
				variables: { id: actionId, input: { name } },
			};
}

/** Records that a request of a long list asks for, everybody alike. */
export const newerPageSize = 1_000;

/** The records after one of an id, in the order of their ids. */
export function pageQuestion(after: number): Question {
	return {
		query: `query ($where: CompanyFilterInput) { allCompany(where: $where, sort: { field: id, order: ASC }, take: ${newerPageSize}) { results ${fields} totalCount } }`,
		variables: { where: { id: { gt: after } } },
	};
}

const model: INodeParameters = { __rl: true, mode: 'list', value: company.name };

/** The parameters of our node; all others have their defaults. */
export function newerParameters(work: NewerWork): INodeParameters {
	return work === 'gets'
		? { api: 'data', resource: 'record', operation: 'get', model, recordId: '={{ $json.id }}' }
		: {
				...{ api: 'data', resource: 'action', operation: 'execute' },
				actionId: { __rl: true, mode: 'id', value: actionId },
				inputsMode: 'mapped',
				inputs: { variables: [{ name: 'name', value: '={{ $json.name }}' }] },
			};
}

export const newerUploadParameters: INodeParameters = {
	...{ api: 'data', resource: 'asset', operation: 'upload', model, property: 'contract' },
};

export const newerListParameters: INodeParameters = {
	...{ api: 'data', resource: 'record', operation: 'getAll', model, returnAll: true },
};

export const newerPollParameters: INodeParameters = {
	...{ api: 'data', event: 'recordCreated', model, startFrom: 'now' },
};
