import type { IExecuteFunctions, INode, IGetNodeParameterOptions } from 'n8n-workflow';
import type { App } from '../app/app';
import { isJsonObject } from '../app/json';

/** One run of the node: what its items share. */
export class NodeRun {
	readonly node: INode;
	/** What a person should know that the output does not show. */
	readonly hints = new Set<string>();
	private readonly isFixed = new Map<string, boolean>();
	private readonly fixed = new Map<string, unknown>();

	constructor(
		readonly context: IExecuteFunctions,
		readonly app: App,
	) {
		this.node = context.getNode();
	}

	/**
	 * What is entered for an item. n8n takes its time for each parameter that it is asked for, so one
	 * without an expression, which is the same for all items, is asked for once.
	 */
	parameter(
		path: string,
		index: number,
		fallback: unknown,
		options: IGetNodeParameterOptions = {},
	): unknown {
		const read = () => this.context.getNodeParameter(path, index, fallback, options);
		if (options.rawExpressions !== true && !this.isWithoutExpression(path)) return read();
		const key = `${JSON.stringify(options)} ${path}`;
		if (!this.fixed.has(key)) this.fixed.set(key, read());
		return this.fixed.get(key);
	}

	private isWithoutExpression(path: string): boolean {
		const known = this.isFixed.get(path) ?? !hasExpression(entered(this.node.parameters, path));
		this.isFixed.set(path, known);
		return known;
	}
}

/** What is saved at a path; an expression that stands for a part of it stands for all below. */
function entered(parameters: unknown, path: string): unknown {
	let value = parameters;
	for (const name of path.split('.')) {
		if (!isJsonObject(value)) return value;
		value = value[name];
	}
	return value;
}

function hasExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(hasExpression);
}
