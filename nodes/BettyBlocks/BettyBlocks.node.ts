import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import {
	getActionInputs,
	getColumnsToCreate,
	getColumnsToUpdate,
	getColumnsToUpsert,
	getInputsOfEither,
} from './methods/resourceMapping';
import {
	getFileProperties,
	getFilterProperties,
	getMatchProperties,
	getProperties,
	getReadableFields,
	getSortProperties,
	getToManyRelations,
} from './methods/loadOptions';
import { searchActions, searchInputs, searchModels, searchRecords } from './methods/listSearch';
import { resources } from './resources';
import { propertiesOf, choiceFields } from './node/operation';

export class BettyBlocks implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Betty Blocks',
		name: 'bettyBlocks',
		icon: {
			light: 'file:../../icons/bettyblocks.svg',
			dark: 'file:../../icons/bettyblocks.dark.svg',
		},
		group: ['transform'],
		version: 1,
		// A model is its value here: the UUID of one from the list tells people nothing.
		subtitle:
			'={{ ({ getAll: "get many", upsert: "create or update", callEndpoint: "call endpoint", findAndRun: "find and run" }[$parameter["operation"]] ?? $parameter["operation"]) + ": " + (["record", "action"].includes($parameter["resource"]) && $parameter["model"] && !/[0-9a-f]{32}/i.test($parameter["model"].replaceAll("-", "")) ? $parameter["model"] : $parameter["resource"]) }}',
		description: 'Work with the records, files, actions and models of a Betty Blocks app',
		defaults: { name: 'Betty Blocks' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		// By `hide`: for n8n, a parameter whose values stand in a `show` here chooses the authentication.
		credentials: [
			{ name: 'bettyBlocksApi', required: true, displayOptions: { hide: { api: ['data'] } } },
			{
				name: 'bettyBlocksDataApi',
				required: true,
				displayOptions: { hide: { api: ['classic'] } },
			},
		],
		properties: [...choiceFields(resources), ...resources.flatMap(propertiesOf)],
	};

	methods = {
		listSearch: { searchActions, searchInputs, searchModels, searchRecords },
		loadOptions: {
			getFileProperties,
			getFilterProperties,
			getMatchProperties,
			getProperties,
			getReadableFields,
			getSortProperties,
			getToManyRelations,
		},
		resourceMapping: {
			getActionInputs,
			getColumnsToCreate,
			getColumnsToUpdate,
			getColumnsToUpsert,
			getInputsOfEither,
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		// n8n loads every node at its start, and executes few.
		const { route } = await import('./resources/router');
		return [await route(this)];
	}
}
