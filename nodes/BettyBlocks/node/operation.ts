import {
	updateDisplayOptions,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';
import type { AppPart } from '../app/parts';
import { API_PARAMETER, hasParts, type Api } from '../connect';
import { apiField, APIS } from '../parameters/api';
import { parseAll, type Parameter, type Parameters, type ValuesOf } from '../parameters/parameter';
import { Item, type ItemWith } from './item';
import type { NodeRun } from './nodeRun';
import type { Prepared } from './prepared';
import type { Effect } from './runSummary';

/** One thing that the node can do, as those see it who offer and run it. */
export interface Operation {
	/** The entry in the list of operations. */
	option: INodePropertyOptions & { value: string; action: string };
	/** What an app must have for it. */
	needs: AppPart[];
	/** Its parameters, without the conditions that show them. */
	properties: INodeProperties[];
	/** What happened to an item that went through, as in "was already written"; none when reading. */
	done?: string;
	/**
	 * What becomes of such an item when it is run again, `done` again unless given; false where that
	 * does no harm.
	 */
	again?: string | false;
	/**
	 * Reads and checks what one item asks for, and changes nothing. Every item is prepared before the
	 * first is performed, so a mistake in any of them is found while nothing has happened.
	 */
	prepare: (run: NodeRun, index: number) => Promise<Prepared>;
}

type WithOptions = Parameters & { options: Parameter<{ timeout: number }> };

/** Declares an operation in reading order: what a person sees, and what is done with it. */
export function operation<Declared extends WithOptions, Part extends AppPart = never>(
	declared: Omit<Operation, 'needs' | 'properties' | 'prepare'> & {
		needs?: Part[];
		parameters: Declared;
		/** @param item about an app that has what is needed: no other is offered the operation */
		prepare: (values: ValuesOf<Declared>, item: ItemWith<Part>) => Promise<Prepared>;
	},
): Operation {
	const { needs = [], parameters, prepare, ...others } = declared;
	return {
		...others,
		needs,
		properties: Object.values(parameters).flatMap(({ fields }) => fields),
		prepare: async (run, index) => {
			const values = parseAll(parameters, run.readerOf(index));
			const { timeout } = (values as ValuesOf<WithOptions>).options;
			const item = new Item(run, index, timeout);
			return await prepare(values, item as ItemWith<Part>);
		},
	};
}

/** What performing an item changes; undefined when it only reads. */
export function effectOf({ done, again }: Operation): Effect | undefined {
	if (done === undefined) return undefined;
	return again === false ? { done } : { done, again: again ?? `${done} again` };
}

/** What operations are about: a record, an asset. */
export interface Resource {
	option: INodePropertyOptions & { value: string };
	operations: Operation[];
	/** What a new node does: something that changes no data. */
	defaultOperation: string;
	/** What a person is told who looks for what one API doesn't do. */
	notices?: INodeProperties[];
}

const operationField: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: [],
	default: '',
};

/**
 * Which API an app has, and what a node can work with. The nodes panel of n8n takes its actions from the
 * one field called Resource; an older n8n shows each of its options whatever the API is.
 */
export function choiceFields(resources: Resource[]): INodeProperties[] {
	return [
		apiField,
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: resources.map(resourceOption),
			default: 'record',
		},
	];
}

function resourceOption(resource: Resource): INodePropertyOptions {
	const apis = APIS.filter((api) => offered(resource, api).length > 0);
	return apis.length === APIS.length
		? resource.option
		: { ...resource.option, displayOptions: { show: { [API_PARAMETER]: apis } } };
}

/** All parameters of a resource: which operation, and what each operation needs. */
export function propertiesOf(resource: Resource): INodeProperties[] {
	const { option, operations, notices = [] } = resource;
	const show = { resource: [option.value] };
	return [
		...apisOf(resource).flatMap((api) => operationFields(resource, api)),
		...updateDisplayOptions({ show }, notices),
		...operations.flatMap(({ option: { value }, needs, properties }) => {
			const apis = APIS.filter((api) => hasParts(api, needs));
			const byApi = apis.length < APIS.length && { [API_PARAMETER]: apis };
			return updateDisplayOptions({ show: { ...show, operation: [value], ...byApi } }, properties);
		}),
	];
}

/** What can be done with a resource in an app of one API. */
export function offered({ operations }: Resource, api: Api): Operation[] {
	return operations.filter(({ needs }) => hasParts(api, needs));
}

/**
 * The APIs in the order of their fields for the operation. In the first field of that name alone, n8n looks for the
 * words of an operation, for agents and for its nodes panel. A node that is added there is for the API of this
 * field. So the one with all operations comes first: a newer app for actions, which is how it writes.
 */
function apisOf(resource: Resource): Api[] {
	return [...APIS].sort((a, b) => offered(resource, b).length - offered(resource, a).length);
}

function sorted(options: INodePropertyOptions[]): INodePropertyOptions[] {
	return options.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function operationFields(resource: Resource, api: Api): INodeProperties[] {
	const options = offered(resource, api).map(({ option }) => option);
	if (options.length === 0) return [];
	const show = { resource: [resource.option.value], [API_PARAMETER]: [api] };
	return [
		{
			...operationField,
			options: sorted(options),
			default: resource.defaultOperation,
			displayOptions: { show },
		},
	];
}
