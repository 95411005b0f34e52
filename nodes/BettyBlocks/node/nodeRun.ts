import type { IExecuteFunctions, INode, IGetNodeParameterOptions } from 'n8n-workflow';
import type { App } from '../app/app';
import { InputError } from '../app/errors';
import { isJsonObject, isTooDeep, MAX_DEPTH } from '../app/values/json';
import { isExpression, Reader } from '../parameters/parameter';
import { fieldExpressions, NOT_PLAIN, type FillIn } from './fieldExpressions';

/** One run of the node: what its items share. */
export class NodeRun {
	readonly node: INode;
	/** What a person should know that the output does not show. */
	readonly hints = new Set<string>();
	private readonly apps = new Map<number, App>();
	private readonly sharedBy = new Map<() => unknown, unknown>();
	private readonly isFixed = new Map<string, boolean>();
	private readonly fixed = new Map<string, unknown>();
	private readonly fillIns = new Map<string, FillIn | undefined>();
	/** Whether expressions are about the items that the node gets, as ever but in tools for agents. */
	private isOwnInput: boolean | undefined;

	constructor(
		readonly context: IExecuteFunctions,
		readonly app: App,
		/** How many things a person allows at the same time; undefined leaves it to the node. */
		readonly atOnce?: number,
	) {
		this.node = context.getNode();
	}

	/** The app with a time limit of an item's own; those with the same limit share one. */
	appWithin(timeoutMs: number): App {
		const known = this.apps.get(timeoutMs) ?? this.app.within({ timeoutMs });
		this.apps.set(timeoutMs, known);
		return known;
	}

	/** Reads the parameters of an item. */
	readerOf(index: number): Reader {
		return new Reader({
			node: this.node,
			zone: this.context.getTimezone(),
			get: (path, fallback, options) => this.parameter(path, index, fallback, options),
		});
	}

	/**
	 * What is entered for an item. n8n takes its time for each parameter that it is asked for, so one
	 * without an expression, which is the same for all items, is asked for once, and one with no more
	 * than fields of the item is read here.
	 */
	parameter(
		path: string,
		index: number,
		fallback: unknown,
		options: IGetNodeParameterOptions = {},
	): unknown {
		const read = () =>
			bounded(path, () => this.context.getNodeParameter(path, index, fallback, options));
		if (options.rawExpressions !== true && !this.isWithoutExpression(path)) {
			const value = this.filledIn(path, index);
			return value === NOT_PLAIN ? read() : value;
		}
		const key = `${JSON.stringify(options)} ${path}`;
		if (!this.fixed.has(key)) this.fixed.set(key, read());
		return this.fixed.get(key);
	}

	/** @returns the same for the same function */
	shared<Shared>(make: () => Shared): Shared {
		if (!this.sharedBy.has(make)) this.sharedBy.set(make, make());
		return this.sharedBy.get(make) as Shared;
	}

	private filledIn(path: string, index: number): unknown {
		if (!this.fillIns.has(path)) {
			const { value, isWhole } = entered(this.node.parameters, path);
			this.fillIns.set(path, isWhole ? fieldExpressions(value) : undefined);
		}
		const fillIn = this.fillIns.get(path);
		return fillIn === undefined ? NOT_PLAIN : fillIn(this.jsonOf(index));
	}

	/** What the expression `$json` yields for an item. */
	private jsonOf(index: number): unknown {
		const input = this.context.getInputData();
		this.isOwnInput ??= expressionJson(this.context, 0) === input[0]?.json;
		return this.isOwnInput ? input[index]?.json : expressionJson(this.context, index);
	}

	private isWithoutExpression(path: string): boolean {
		const known =
			this.isFixed.get(path) ?? !hasExpression(entered(this.node.parameters, path).value);
		this.isFixed.set(path, known);
		return known;
	}
}

/** @throws {InputError} for a value that is nested more deeply than code can walk, n8n's own included */
function bounded(path: string, read: () => unknown): unknown {
	let value: unknown;
	try {
		value = read();
	} catch (error) {
		throw isOverflow(error) ? nestedTooDeeply(path) : error;
	}
	const isContainer = typeof value === 'object' && value !== null;
	if (isContainer && isTooDeep(value)) throw nestedTooDeeply(path);
	return value;
}

function isOverflow(error: unknown): boolean {
	return error instanceof Error && /maximum call stack/i.test(error.message);
}

function nestedTooDeeply(path: string): InputError {
	return new InputError(
		`The value of '${path}' is nested more than ${MAX_DEPTH} levels deep`,
		'Check its expression, or pass only a part of the value',
	);
}

/**
 * n8n takes its time for it.
 *
 * @returns undefined when there is none: n8n tells why, as soon as it evaluates an expression
 */
function expressionJson(context: IExecuteFunctions, index: number): unknown {
	try {
		return context.getWorkflowDataProxy(index).$json;
	} catch {
		return undefined;
	}
}

interface Entered {
	value: unknown;
	/** False for what stands for more than the path names. */
	isWhole: boolean;
}

/** What is saved at a path; an expression that stands for a part of it stands for all below. */
function entered(parameters: unknown, path: string): Entered {
	let value = parameters;
	for (const name of path.split('.')) {
		if (!isJsonObject(value)) return { value, isWhole: false };
		value = value[name];
	}
	return { value, isWhole: true };
}

function hasExpression(value: unknown): boolean {
	if (isExpression(value)) return true;
	return typeof value === 'object' && value !== null && Object.values(value).some(hasExpression);
}
