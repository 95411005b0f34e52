import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { searchModels } from './methods/listSearch';
import { getDateProperties, getFileProperties, getFilterProperties } from './methods/loadOptions';
import { triggerFields } from './trigger/parameters';

export class BettyBlocksTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Betty Blocks Trigger',
		name: 'bettyBlocksTrigger',
		icon: {
			light: 'file:../../icons/bettyblocks.svg',
			dark: 'file:../../icons/bettyblocks.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		// A model is its value here: the UUID of one from the list tells people nothing.
		subtitle:
			'={{ $parameter["event"].replace(/[A-Z]/g, " $&").toLowerCase() + ($parameter["model"] && !/[0-9a-f]{32}/i.test($parameter["model"].replaceAll("-", "")) ? ": " + $parameter["model"] : "") }}',
		// The nodes panel shows it above the actions of the node as well.
		description:
			'Start workflows when records of a Betty Blocks app change, and work with its records, files and actions',
		defaults: { name: 'Betty Blocks Trigger' },
		polling: true,
		inputs: [],
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
		properties: triggerFields,
	};

	methods = {
		listSearch: { searchModels },
		loadOptions: { getDateProperties, getFileProperties, getFilterProperties },
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		// n8n loads every node at its start, and polls with few.
		const { runPoll } = await import('./trigger/runPoll');
		return await runPoll(this);
	}
}
