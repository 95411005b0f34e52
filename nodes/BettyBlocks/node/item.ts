import type {
	IBinaryData,
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	IPollFunctions,
} from 'n8n-workflow';
import type { App, AppWith } from '../app/app';
import type { AppPart } from '../app/parts';
import type { Parameter, Reader } from '../parameters/parameter';
import { timeout } from '../parameters/options';
import { filesOf } from './binary';
import type { NodeRun } from './nodeRun';

/** One item of a run: its parameters, its data and the app it is about. */
export class Item implements Reader {
	readonly node: INode;
	readonly zone: string;
	readonly helpers: IExecuteFunctions['helpers'];
	private ownApp: App | undefined;

	constructor(
		private readonly run: NodeRun,
		private readonly index: number,
		private readonly ownTimeout = timeout,
	) {
		this.node = run.node;
		this.zone = run.context.getTimezone();
		this.helpers = run.context.helpers;
	}

	/** The app, with the time-out that the item asks for. */
	get app(): App {
		return (this.ownApp ??= this.run.app.within({ timeoutMs: this.read(this.ownTimeout) }));
	}

	/** Tells a person something that the output does not show: once a run, in the output pane. */
	hint(message: string): void {
		this.run.hints.add(message);
	}

	/** What all items of a run share, made when the first of them asks for it. */
	shared<Shared>(make: () => Shared): Shared {
		return this.run.shared(make);
	}

	read<Value>(parameter: Parameter<Value>): Value {
		return parameter.read(this);
	}

	get(path: string, fallback?: unknown): unknown {
		return this.run.parameter(path, this.index, fallback);
	}

	/** The same with expressions not evaluated. */
	getRaw(path: string, fallback?: unknown): unknown {
		return this.run.parameter(path, this.index, fallback, { rawExpressions: true });
	}

	/** The same without n8n's own conversion, which would turn an empty number into 0. */
	getUnconverted(path: string, fallback?: unknown): unknown {
		return this.run.parameter(path, this.index, fallback, { skipValidation: true });
	}

	/** The item as it came, to be passed on. */
	get data(): INodeExecutionData {
		const { json, binary } = this.run.context.getInputData()[this.index] ?? { json: {} };
		return { json, ...(binary && { binary }) };
	}

	get json(): IDataObject {
		return this.run.context.getInputData()[this.index]?.json ?? {};
	}

	/** The files of the item by the name of their binary field. */
	get files(): Map<string, IBinaryData> {
		return filesOf(this.run.context, this.index);
	}
}

/** An item that is about an app with certain parts. */
export type ItemWith<Part extends AppPart> = Item & { readonly app: AppWith<Part> };

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
