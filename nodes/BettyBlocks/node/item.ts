import type { IBinaryData, IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { App, AppWith } from '../app/app';
import type { AppPart } from '../app/parts';
import { filesOf } from './binary';
import { errorItem } from './nodeError';
import type { NodeRun } from './nodeRun';

/** One item of a run: its data and the app it is about. */
export class Item {
	/** With the timeout that the item asks for. */
	readonly app: App;
	/** The zone of the workflow. */
	readonly zone: string;
	readonly helpers: IExecuteFunctions['helpers'];

	constructor(
		private readonly run: NodeRun,
		private readonly index: number,
		timeoutMs: number,
	) {
		this.app = run.appWithin(timeoutMs);
		this.zone = run.context.getTimezone();
		this.helpers = run.context.helpers;
	}

	/** Tells a person something that the output does not show: once a run, in the output pane. */
	readonly hint = (message: string): void => {
		this.run.hints.add(message);
	};

	/** What all items of a run share, made when the first of them asks for it. */
	shared<Shared>(make: () => Shared): Shared {
		return this.run.shared(make);
	}

	/** What is output in the place of a part that failed; undefined where a failure ends the run. */
	insteadOf(thrown: unknown): INodeExecutionData | undefined {
		const { context, node } = this.run;
		return context.continueOnFail() ? errorItem(node, thrown, this.index) : undefined;
	}

	/** How many things a person allows at the same time; undefined leaves it to the node. */
	get atOnce(): number | undefined {
		return this.run.atOnce;
	}

	/** The item as it came, to be passed on. */
	get data(): INodeExecutionData {
		const { json, binary } = this.run.context.getInputData()[this.index] ?? { json: {} };
		return { json, ...(binary && { binary }) };
	}

	get json(): IDataObject {
		return this.data.json;
	}

	/** The files of the item by the name of their binary field. */
	get files(): Map<string, IBinaryData> {
		return filesOf(this.run.context, this.index);
	}
}

/** An item that is about an app with certain parts. */
export type ItemWith<Part extends AppPart> = Item & { readonly app: AppWith<Part> };
