import { reasonAgainst, settle, type Course, type Fact, type Settled } from '../fact.ts';
import type { Line } from '../line.ts';
import { answerFacts, breakFacts } from './answers.ts';
import { ClassicApp, type ClassicAccess } from './app.ts';
import { filterFacts } from './filters.ts';
import { listFacts } from './lists.ts';
import { OwnRecord } from './own.ts';
import { sizeFacts } from './sizes.ts';
import { valueFacts } from './values.ts';
import { writeFacts } from './writes.ts';

const recordFacts = [...listFacts, ...sizeFacts, ...filterFacts, ...valueFacts, ...answerFacts];

export const classicFacts: ReadonlyArray<Fact<ClassicApp>> = [...recordFacts, ...breakFacts];

export { writeFacts } from './writes.ts';

/** Settles the facts of a classic app by reading from it. */
export async function readClassic(
	line: Line,
	access: ClassicAccess,
	isWanted: Course['isWanted'],
): Promise<Settled[]> {
	const app = new ClassicApp(line, access);
	const problem = await reasonAgainst(app.open());
	const isOver = () => problem ?? line.whyStopped;
	return [
		...(await settle(recordFacts, app, { isWanted, isOver })),
		...(await settle(breakFacts, app, {
			isWanted,
			isOver: () => (line.breaks ? undefined : isOver()),
		})),
	];
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
	isWanted: Course['isWanted'],
	warn: (text: string) => void,
): Promise<Settled[]> {
	const app = new ClassicApp(line, access);
	const own = new OwnRecord(app);
	const closed = await reasonAgainst(app.open());
	try {
		const problem = closed ?? (await reasonAgainst(own.create()));
		return await settle(writeFacts, own, { isWanted, isOver: () => problem ?? line.whyStopped });
	} finally {
		const left = await own.remove();
		if (left !== undefined) warn(left);
	}
}
