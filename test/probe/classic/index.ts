import { settle, Stopped, type Fact, type Settled } from '../fact.ts';
import type { Line } from '../line.ts';
import { answerFacts } from './answers.ts';
import { ClassicApp, type ClassicAccess } from './app.ts';
import { filterFacts } from './filters.ts';
import { listFacts } from './lists.ts';
import { OwnRecord } from './own.ts';
import { valueFacts } from './values.ts';
import { writeFacts } from './writes.ts';

export const classicFacts: ReadonlyArray<Fact<ClassicApp>> = [
	...listFacts,
	...filterFacts,
	...valueFacts,
	...answerFacts,
];

export { writeFacts } from './writes.ts';

/** Settles the facts of a classic app by reading from it. */
export async function readClassic(line: Line, access: ClassicAccess): Promise<Settled[]> {
	const app = new ClassicApp(line, access);
	await app.open();
	return await settle(classicFacts, app, () => (line.isStopped ? 'stopped' : undefined));
}

/**
 * Settles the facts that show only when something is written, with one record that is deleted at the
 * end, whatever happens.
 *
 * @param warn told when the record could not be deleted
 */
export async function writeClassic(
	line: Line,
	access: ClassicAccess,
	warn: (text: string) => void,
): Promise<Settled[]> {
	const app = new ClassicApp(line, access);
	await app.open();
	const own = new OwnRecord(app);
	try {
		const problem = await own.create().catch((error: unknown) => reasonOf(error));
		const isOver = () => problem ?? (line.isStopped ? 'stopped' : undefined);
		return await settle(writeFacts, own, isOver);
	} finally {
		const left = await own.remove();
		if (left !== undefined) warn(left);
	}
}

function reasonOf(error: unknown): string {
	return error instanceof Stopped ? error.message : 'no response';
}
