import {
	updateDisplayOptions,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';
import type { Item } from './item';
import type { Task } from './task';

/** One thing that the node can do: what the user sees of it, and what it does. */
export interface Operation {
	/** The entry in the list of operations. */
	option: INodePropertyOptions & { value: string; action: string };
	/** Its parameters, without the conditions that show them. */
	properties: INodeProperties[];
	/** What happened to an item that went through, as in "was already written"; none when reading. */
	done?: string;
	/**
	 * Reads and checks what one item asks for, and changes nothing. Every item is prepared before the
	 * first is performed, so a mistake in any of them is found while nothing has happened.
	 */
	prepare: (item: Item) => Promise<Task>;
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
