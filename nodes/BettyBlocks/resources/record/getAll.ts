import type { INodeProperties } from 'n8n-workflow';
import { keepProperties, simplifyRows } from '../../app/rows';
import {
	DEFAULT_PAGE_SIZE,
	filterOption,
	limitField,
	modelField,
	optionsField,
	returnAllField,
	simplifyField,
	viewOption,
} from '../fields';
import type { Operation } from '../../node/operation';
import { namesParameter, simplifyParameter } from '../parameters';
import { clientFor } from '../run';
import { task } from '../../node/task';
import { readQuery } from '../../rest/list/query';
import { filterFields, sortField } from './queryFields';
import { queryParameters } from './queryParameters';

const idsOption: INodeProperties = {
	displayName: 'Record IDs',
	name: 'ids',
	type: 'string',
	default: '',
	placeholder: 'e.g. 4, 8, 15',
	description: 'The IDs of the records to return, with commas in between',
};

const pageSizeOption: INodeProperties = {
	displayName: 'Page Size',
	name: 'pageSize',
	type: 'number',
	typeOptions: { minValue: 1, numberPrecision: 0 },
	default: DEFAULT_PAGE_SIZE,
	description: 'How many records to ask for in one request',
};

const outputFieldsOption: INodeProperties = {
	displayName: 'Output Property Names or IDs',
	name: 'outputFields',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getProperties', loadOptionsDependsOn: ['model.value'] },
	default: [],
	description:
		'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many records',
		description: 'Retrieve many records',
	},
	properties: [
		modelField,
		returnAllField,
		limitField,
		...filterFields,
		sortField,
		simplifyField,
		optionsField(viewOption, filterOption, idsOption, pageSizeOption, outputFieldsOption),
	],
	async prepare(run, itemIndex) {
		const { context } = run;
		const client = clientFor(run, itemIndex);
		const simplify = simplifyParameter(context, itemIndex);
		const query = await queryParameters(run, client, itemIndex);
		const names = namesParameter(context, 'options.outputFields', itemIndex);
		return task(async () => {
			if (query === undefined) return [];
			const rows = await readQuery(client, query);
			const shaped = simplify ? simplifyRows(rows, query.model) : rows;
			return names.length > 0 ? keepProperties(shaped, query.model, names) : shaped;
		});
	},
};
