import type { IDataObject, IGetNodeParameterOptions, INode } from 'n8n-workflow';

/** What n8n was given for one item, or for a poll. */
export interface EnteredParameters {
	node: INode;
	/** The zone of the workflow. */
	zone: string;
	/** What is entered, with expressions evaluated unless the options say otherwise. */
	get: (path: string, fallback: unknown, options?: IGetNodeParameterOptions) => unknown;
}

/** Reads what was entered, as a whole or inside a collection. */
export class Reader {
	readonly zone: string;

	constructor(
		private readonly entered: EnteredParameters,
		private readonly collection = '',
	) {
		this.zone = entered.zone;
	}

	/** The same inside a collection. */
	within(collection: string): Reader {
		return new Reader(this.entered, `${collection}.`);
	}

	get(path: string, fallback?: unknown, options?: IGetNodeParameterOptions): unknown {
		return this.entered.get(this.collection + path, fallback, options);
	}

	/** Whether nothing was typed, as opposed to an expression that yields nothing. */
	isTypedEmpty(path: string): boolean {
		let value: unknown = this.entered.node.parameters;
		for (const name of (this.collection + path).split('.')) {
			if (isExpression(value)) return false;
			value = (value as IDataObject | undefined)?.[name];
		}
		return value === undefined || value === null || value === '';
	}
}

/** Whether a value as it is saved is an expression. */
export function isExpression(saved: unknown): saved is string {
	return typeof saved === 'string' && saved.startsWith('=');
}
