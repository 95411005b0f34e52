// What to do when more than one record has the values that should identify one.
import type { INodePropertyOptions } from 'n8n-workflow';
import type { App, AppRecord, RecordMatch } from '../../app/app';
import type { Change } from '../../app/parts';
import { inSentences, toAppError } from '../../app/errors';
import { InputError } from '../../app/inputError';
import { performed, type Performed } from '../../node/prepared';
import { idList } from '../../node/runSummary';
import { toChoice } from '../../parameters/converters';
import { parameter } from '../../parameters/parameter';

export type WhenSeveralMatch = 'fail' | 'first' | 'all';

const CHOICES: INodePropertyOptions[] = [
	{ name: 'Fail', value: 'fail', description: 'Use none of them' },
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
		`More than one record matches, among them ${found.map(({ id }) => String(id)).join(' and ')}. None was changed`,
		`Give more properties, or choose another option for '${whenSeveralMatch.displayName}'`,
	);
}

/**
 * Changes records one after the other; an error says which were changed before it.
 *
 * @param done what happened to those, for example "updated"
 */
export async function changeEach<Target>(
	targets: Target[],
	done: string,
	change: (target: Target) => Promise<Change>,
): Promise<Performed> {
	const records: AppRecord[] = [];
	let mayStillArrive = false;
	try {
		for (const target of targets) {
			const changed = await change(target);
			mayStillArrive ||= changed.mayStillArrive;
			records.push(changed.record);
		}
	} catch (thrown) {
		if (records.length === 0) return await Promise.reject(thrown as Error);
		const error = toAppError(thrown);
		const told = `Of the records that match, ${idList(records.map(({ id }) => id))} had already been ${done}`;
		throw error.with({ message: inSentences(error.message, told) });
	}
	return performed(records, mayStillArrive);
}
