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
	/** Aborted when nothing more is to be asked. */
	stop: AbortSignal;
	say: (text: string) => void;
	wait?: Wait;
}

/** What a person is told before anything is sent. */
export function announcement({ access, write }: Omit<ProbeOptions, 'stop' | 'say'>): string {
	const { api } = access;
	const facts = api === 'data' ? dataFacts.length : classicFacts.length;
	const more = write === undefined ? 0 : 2 * writeFacts.length + 10;
	const requests = Math.ceil((1.5 * facts + more) / 10) * 10;
	const extent =
		write === undefined
			? 'It only reads.'
			: 'It reads, and creates one record, changes it and deletes it.';
	return `About ${requests} requests, one after another. ${extent}`;
}

/** Settles all facts of an app. */
export async function probe(options: ProbeOptions): Promise<{ settled: Settled[]; sent: number }> {
	const { access, stop, say, wait, write } = options;
	const line = new Line({ origin: access.app.origin, stop, say, wait });
	if (access.api === 'data') {
		const settled = await readData(line, access.app);
		return { settled, sent: line.sent };
	}
	const settled = await readClassic(line, access.app);
	if (write !== undefined) {
		settled.push(...(await writeClassic(line, { ...access.app, model: write }, say)));
	}
	return { settled, sent: line.sent };
}
