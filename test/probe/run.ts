import { classicFacts, readClassic, writeClassic, writeFacts } from './classic/index.ts';
import type { ClassicAccess } from './classic/app.ts';
import { dataFacts, readData } from './data/index.ts';
import type { DataAccess } from './data/app.ts';
import type { Settled } from './fact.ts';
import { Line, type Wait } from './line.ts';

/** What it takes to probe one app. */
export interface ProbeOptions {
	access: { api: 'classic'; app: ClassicAccess } | { api: 'data'; app: DataAccess };
	/** The model in which a record may be created. */
	write?: string;
	/** Names of the facts that are wanted; undefined for all. */
	only?: readonly string[];
	/** Aborted when nothing more is to be asked. */
	stop: AbortSignal;
	say: (text: string) => void;
	wait?: Wait;
}

/** The names of all facts of an API. */
export function namesOf(api: ProbeOptions['access']['api']): string[] {
	const facts = api === 'data' ? dataFacts : [...classicFacts, ...writeFacts];
	return facts.map(({ name }) => name);
}

/** What a person is told before anything is sent. */
export function announcement({ access, write, only }: Omit<ProbeOptions, 'stop' | 'say'>): string {
	const all = access.api === 'data' ? dataFacts.length : classicFacts.length;
	const more = write === undefined ? 0 : 2 * writeFacts.length;
	const requests = 10 + Math.ceil((only?.length ?? all + more) / 10) * 10;
	const extent =
		write === undefined
			? 'It only reads.'
			: 'It reads, and creates one record, changes it and deletes it.';
	return `About ${requests} requests, one after another, at most five a second. ${extent}`;
}

/** Settles the facts of an app. */
export async function probe(options: ProbeOptions): Promise<{ settled: Settled[]; sent: number }> {
	const { access, stop, say, wait, write, only } = options;
	const line = new Line({ origin: access.app.origin, stop, say, wait });
	const isWanted = (name: string) => only?.includes(name) ?? true;
	if (access.api === 'data') {
		const settled = await readData(line, access.app, isWanted);
		return { settled, sent: line.sent };
	}
	const settled = await readClassic(line, access.app, isWanted);
	if (write !== undefined && line.whyStopped === undefined) {
		const app = { ...access.app, model: write };
		settled.push(...(await writeClassic(line, app, isWanted, say)));
	}
	return { settled, sent: line.sent };
}
