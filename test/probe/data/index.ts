import { settle, Stopped, type Fact, type Settled } from '../fact.ts';
import type { Line } from '../line.ts';
import { answerFacts } from './answers.ts';
import { DataApp, type DataAccess } from './app.ts';
import { accessFact, entryFacts } from './entry.ts';
import { filterFacts } from './filters.ts';
import { listFacts } from './lists.ts';

const recordFacts = [...listFacts, ...filterFacts, ...answerFacts];

export const dataFacts: ReadonlyArray<Fact<DataApp>> = [accessFact, ...entryFacts, ...recordFacts];

/** Settles the facts of a newer app. It only reads: outsiders can write nothing. */
export async function readData(line: Line, access: DataAccess): Promise<Settled[]> {
	const app = new DataApp(line, access);
	await unlessOver(app.enter());
	const problem = app.isIn ? await unlessOver(app.look()) : undefined;
	const isStopped = () => (line.isStopped ? 'stopped' : undefined);
	const isOut = () => (app.isIn ? isStopped() : 'the app does not let the probe in');
	return [
		...(await settle([accessFact], app, isStopped)),
		...(await settle(entryFacts, app, isOut)),
		...(await settle(recordFacts, app, () => problem ?? isOut())),
	];
}

/** @returns why nothing more can be asked */
async function unlessOver(work: Promise<void>): Promise<string | undefined> {
	try {
		await work;
		return undefined;
	} catch (error) {
		return error instanceof Stopped ? error.message : 'the app does not respond as expected';
	}
}
