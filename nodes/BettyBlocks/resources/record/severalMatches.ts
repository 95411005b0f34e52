// What to do when more than one record has the values that should identify one.
import type { INodePropertyOptions } from 'n8n-workflow';
import type { App, AppRecord, RecordMatch } from '../../app/app';
import type { Change } from '../../app/parts';
import { inSentences, mayStillArrive, outcomeOf, toAppError, InputError } from '../../app/errors';
import type { TakenPlace } from '../../node/concurrently';
import { performed, type Performed } from '../../node/prepared';
import { idList } from '../../node/runSummary';
import { toChoice } from '../../parameters/converters';
import { parameter } from '../../parameters/parameter';

export type WhenSeveralMatch = 'fail' | 'first' | 'all';

const CHOICES: INodePropertyOptions[] = [
	{ name: 'Fail', value: 'fail', description: 'Use none of them, and fail' },
	{ name: 'Use All', value: 'all', description: 'Use each of them' },
	{ name: 'Use First', value: 'first', description: 'Use the one with the lowest ID' },
];

export const whenSeveralMatch = parameter(
	{
		displayName: 'When Several Match',
		name: 'whenSeveralMatch',
		type: 'options',
		default: 'fail',
		description: 'What to do when more than one record has the values',
		options: CHOICES,
	},
	toChoice<WhenSeveralMatch>(CHOICES),
);

/**
 * @returns the records to use, lowest ID first; none where there is none
 * @throws {InputError} when several match and none is to be used then
 */
export async function matchesToUse(
	app: App,
	match: RecordMatch,
	whenSeveral: WhenSeveralMatch,
): Promise<AppRecord[]> {
	const found = await app.records.matches(match, whenSeveral === 'fail' ? 'some' : 'all');
	if (whenSeveral === 'all') return found;
	if (whenSeveral === 'first') return found.slice(0, 1);
	if (found.length < 2) return found;
	throw new InputError(
		`More than one record matches, among them ${found.map(({ id }) => String(id)).join(' and ')}. None was used`,
		`Add more properties, or choose another option for '${whenSeveralMatch.displayName}'`,
	);
}

/**
 * Changes records, as many at once as there are places; an error says which were changed, and no further
 * one is started after it.
 *
 * @param done what happened to those, for example "updated"
 */
export async function changeEach<Target>(
	place: TakenPlace,
	targets: Target[],
	done: string,
	change: (target: Target) => Promise<Change>,
): Promise<Performed> {
	const all = new Array<Change | undefined>(targets.length).fill(undefined);
	const failures: unknown[] = [];
	const run = async (index: number) => {
		try {
			all[index] = await change(targets[index] as Target);
		} catch (thrown) {
			failures.push(thrown);
		}
	};
	// One needs no other place than its item has.
	if (targets.length > 1) await place.spread(targets.length, () => failures.length > 0, run);
	else if (targets.length === 1) await run(0);
	const changed = all.filter((each) => each !== undefined);
	const records = changed.map(({ record }) => record);
	if (failures.length > 0) return await Promise.reject(partly(records, failures, done));
	return performed(
		records,
		changed.some((each) => each.mayStillArrive),
	);
}

/** The first failure, with what became of the other records. */
function partly(records: AppRecord[], failures: unknown[], done: string): Error {
	const [first, ...others] = failures;
	if (records.length + others.length === 0) return first as Error;
	const error = toAppError(first);
	const unknown = others.filter((each) => outcomeOf(each) === 'unknown').length;
	const were = `Of the records that match, ${idList(records.map(({ id }) => id))} had already been ${done}`;
	const mayBe = `${unknown} more may have been ${done}: the app did not respond`;
	return error.with({
		message: inSentences(
			error.message,
			records.length > 0 ? were : undefined,
			unknown > 0 ? mayBe : undefined,
		),
		mayStillArrive: failures.some(mayStillArrive),
	});
}
