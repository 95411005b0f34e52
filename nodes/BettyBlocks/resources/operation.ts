import {
	updateDisplayOptions,
	type INodeExecutionData,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';
import type { Run } from './run';

/** One thing that the node can do: what the user sees of it, and what it does. */
export interface Operation {
	/** The entry in the list of operations. */
	option: INodePropertyOptions & { value: string; action: string };
	/** Its parameters, without the conditions that show them. */
	properties: INodeProperties[];
	/** Items of the same key run one after the other, in their order; undefined: in any order. */
	keyOf?: (run: Run, itemIndex: number) => string | undefined;
	/** Does it for one item. The runner adds which item the output comes from. */
	execute: (run: Run, itemIndex: number) => Promise<INodeExecutionData[]>;
}

/** What operations are about: a record, an asset. */
export interface Resource {
	option: INodePropertyOptions & { value: string };
	operations: Operation[];
	/** What a new node does: something that changes no data. */
	defaultOperation: string;
}

const operationField: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: [],
	default: '',
};

/** All parameters of a resource: which operation, and what each operation needs. */
export function propertiesOf({
	option,
	operations,
	defaultOperation,
}: Resource): INodeProperties[] {
	const show = { resource: [option.value] };
	return [
		{
			...operationField,
			options: operations
				.map((operation) => operation.option)
				.sort((a, b) => a.name.localeCompare(b.name)),
			default: defaultOperation,
			displayOptions: { show },
		},
		...operations.flatMap((operation) =>
			updateDisplayOptions(
				{ show: { ...show, operation: [operation.option.value] } },
				operation.properties,
			),
		),
	];
}
