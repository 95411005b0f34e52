import type {
	IBinaryData,
	IDataObject,
	IExecuteFunctions,
	INode,
	IPollFunctions,
} from 'n8n-workflow';
import type { App } from '../app/app';
import type { Parameter, Reader } from '../parameters/parameter';
import { timeout } from '../parameters/options';
import { filesOf } from './binary';

/** One item of a run: its parameters, its data and the app it is about. */
export class Item implements Reader {
	readonly node: INode;
	readonly zone: string;
	readonly helpers: IExecuteFunctions['helpers'];
	private ownApp: App | undefined;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly index: number,
		private readonly sharedApp: App,
		private readonly hints: Set<string>,
	) {
		this.node = context.getNode();
		this.zone = context.getTimezone();
		this.helpers = context.helpers;
	}

	/** The app, with the time-out that the item asks for. */
	get app(): App {
		return (this.ownApp ??= this.sharedApp.within({ timeoutMs: this.read(timeout) }));
	}

	/** Tells a person something that the output does not show: once a run, in the output pane. */
	hint(message: string): void {
		this.hints.add(message);
	}

	read<Value>(parameter: Parameter<Value>): Value {
		return parameter.read(this);
	}

	get(path: string, fallback?: unknown): unknown {
		return this.context.getNodeParameter(path, this.index, fallback);
	}

	/** The same with expressions not evaluated. */
	getRaw(path: string, fallback?: unknown): unknown {
		return this.context.getNodeParameter(path, this.index, fallback, { rawExpressions: true });
	}

	/** The same without n8n's own conversion, which would turn an empty number into 0. */
	getUnconverted(path: string, fallback?: unknown): unknown {
		return this.context.getNodeParameter(path, this.index, fallback, { skipValidation: true });
	}

	get json(): IDataObject {
		return this.context.getInputData()[this.index]?.json ?? {};
	}

	/** The files of the item by the name of their binary field. */
	get files(): Map<string, IBinaryData> {
		return filesOf(this.context, this.index);
	}
}

/** A poll as far as parameters are read: it has no items. */
export function pollReader(context: IPollFunctions): Reader {
	const reader: Reader = {
		node: context.getNode(),
		zone: context.getTimezone(),
		get: (path, fallback) => context.getNodeParameter(path, fallback),
		read: (parameter) => parameter.read(reader),
	};
	return reader;
}
