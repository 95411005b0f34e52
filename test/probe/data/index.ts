import { reasonAgainst, settle, type Course, type Fact, type Settled } from '../fact.ts';
import type { Line } from '../line.ts';
import { answerFacts, breakFacts } from './answers.ts';
import { DataApp, type DataAccess } from './app.ts';
import { accessFact, entryFacts } from './entry.ts';
import { filterFacts } from './filters.ts';
import { listFacts } from './lists.ts';

const recordFacts = [...listFacts, ...filterFacts, ...answerFacts];

export const dataFacts: ReadonlyArray<Fact<DataApp>> = [
	accessFact,
	...entryFacts,
	...recordFacts,
	...breakFacts,
];

/** Settles the facts of a newer app. It only reads: outsiders can write nothing. */
export async function readData(
	line: Line,
	access: DataAccess,
	isWanted: Course['isWanted'],
): Promise<Settled[]> {
	const app = new DataApp(line, access);
	await reasonAgainst(app.enter());
	const problem = app.isIn ? await reasonAgainst(app.look()) : undefined;
	const isStopped = () => line.whyStopped;
	const isOut = () => (app.isIn ? isStopped() : 'the app does not let the probe in');
	const isOver = () => problem ?? isOut();
	return [
		...(await settle([accessFact], app, { isWanted, isOver: isStopped })),
		...(await settle(entryFacts, app, { isWanted, isOver: isOut })),
		...(await settle(recordFacts, app, { isWanted, isOver })),
		...(await settle(breakFacts, app, {
			isWanted,
			isOver: () => (line.breaks ? undefined : isOver()),
		})),
	];
}
