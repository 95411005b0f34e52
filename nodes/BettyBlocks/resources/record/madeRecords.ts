// Records that Create or Update has made in this run. An app may keep a value in a form of its own (in
// lower case, trimmed, rounded), and its lists may lag: either way a later item wouldn't find the record
// by the value that was sent, and would make another.
import type { App, AppRecord, RecordMatch } from '../../app/app';
import type { Condition } from '../../app/query/conditions';
import { describe } from '../../app/values/parse';
import { AppError, unless, InputError } from '../../app/errors';
import { kindOf } from '../../app/values/kinds';
import { lastOf, valueAt } from '../../app/schema/paths';
import { sameKey } from '../../app/values/equality';
import type { Item } from '../../node/item';
import { matchSequence } from './matching';

/** What an app may do to a text before it keeps it. */
const STEPS: Array<(text: string) => string> = [
	(text) => text.trim(),
	(text) => text.toLowerCase(),
	(text) => text.normalize('NFC'),
];

/** The same, in all combinations. */
const FORMS = STEPS.reduce<Array<(text: string) => string>>(
	(forms, step) => [...forms, ...forms.map((form) => (text: string) => step(form(text)))],
	[(text) => text],
);

interface Made {
	record: AppRecord;
	sent: Condition[];
	/** As the app shows it. */
	kept: Condition[];
}

class MadeRecords {
	private readonly records = new Map<string, AppRecord>();
	/** Those kept in another form than was sent, by what may be the same. */
	private readonly changed = new Map<string, Made[]>();

	/**
	 * The record that was made for a key.
	 *
	 * @throws {InputError} when it can't be told whether a record that was made is the same
	 */
	find(match: RecordMatch): AppRecord | undefined {
		const known = this.records.get(exactKey(match));
		if (known !== undefined) return known;
		for (const made of this.changed.get(likeKeyOf(match)) ?? []) {
			const verdict = isSameInForm(made, match);
			if (verdict === true) return made.record;
			if (verdict === undefined) throw mayBeTheSame(match, made);
		}
		return undefined;
	}

	/** @param kept what the app made of the key, where it isn't what was sent */
	add(match: RecordMatch, record: AppRecord, kept?: Condition[]): void {
		if (record.id === undefined) return;
		this.records.set(exactKey(match), record);
		if (kept === undefined) return;
		this.records.set(exactKey({ ...match, conditions: kept }), record);
		const like = likeKeyOf(match);
		const made = { record, sent: match.conditions, kept };
		this.changed.set(like, [...(this.changed.get(like) ?? []), made]);
	}

	/** The ID of the record that was made because there was none with this one. */
	findById(model: { id: string }, id: number): number {
		return Number(this.records.get(`${model.id} ${id}`)?.id ?? id);
	}

	addById(model: { id: string }, wanted: number, record: AppRecord): void {
		if (record.id !== undefined) this.records.set(`${model.id} ${wanted}`, record);
	}
}

/** Those of the run that an item belongs to. */
export function madeRecordsOf(item: Item): MadeRecords {
	return item.shared(newMadeRecords);
}

const newMadeRecords = () => new MadeRecords();

/**
 * Remembers a record that was made, and says so where a later run won't find it.
 *
 * @returns whether a later run would find it
 * @throws {AppError} when the app already had a record with the key that it keeps
 */
export async function checkMade(
	item: Item,
	match: RecordMatch,
	record: AppRecord,
): Promise<boolean> {
	const { app, hint } = item;
	const id = Number(record.id);
	const kept = keptConditions(match, record);
	const isAsSent = kept !== undefined && !Number.isNaN(id) && kept.every(isSameAs(match));
	madeRecordsOf(item).add(match, record, isAsSent ? undefined : kept);
	if (isAsSent) return true;
	// It may compare values in a form of its own as well, or show less of them than it keeps.
	if (await finds(app, match, id)) return true;
	hint(changedHint(match, kept));
	if (kept === undefined) return false;
	const all = unless(() => true, app.records.matches({ ...match, conditions: kept }, 'all'), []);
	const other = (await all).find((found) => Number(found.id) !== id);
	if (other !== undefined) throw madeTwice(match, kept, [id, Number(other.id)]);
	return false;
}

async function finds(app: App, match: RecordMatch, id: number): Promise<boolean> {
	const found = await unless(() => true, app.records.matches(match, 'all'), []);
	return found.some((row) => Number.isNaN(id) || Number(row.id) === id);
}

/** The conditions that the record meets as it is shown; undefined when it doesn't show all of them. */
function keptConditions({ conditions }: RecordMatch, record: AppRecord): Condition[] | undefined {
	const kept = conditions.map((condition) => {
		const value = valueAt(record, condition.path);
		const isPlain = ['string', 'number', 'boolean'].includes(typeof value);
		return { ...condition, criteria: isPlain ? [value as string] : [] };
	});
	return kept.every(({ criteria }) => criteria.length > 0) ? kept : undefined;
}

/** Texts count as the same only letter by letter, as the strictest app compares them. */
function isSameAs({ conditions, zone }: RecordMatch) {
	return (kept: Condition, index: number): boolean => {
		const property = lastOf(kept.path);
		const [shown, sent] = [kept.criteria[0], conditions[index]?.criteria[0]];
		return kindOf(property).family === 'text'
			? String(shown) === String(sent)
			: sameKey(property, shown, zone) === sameKey(property, sent, zone);
	};
}

/** Whether the app keeps what is sent now as it kept what was sent for the other record. */
function isSameInForm({ sent, kept }: Made, { conditions }: RecordMatch): boolean | undefined {
	const verdicts = conditions.map(({ path, criteria: [now] }, index) => {
		// Others that may be the same are the same.
		if (kindOf(lastOf(path)).family !== 'text') return true;
		const [before, after] = [sent, kept].map((each) => String(each[index]?.criteria[0]));
		const forms = FORMS.filter((form) => form(before ?? '') === after);
		const same = forms.filter((form) => form(String(now)) === after);
		if (same.length === 0 && forms.length > 0) return false;
		return same.length === forms.length && forms.length > 0 ? true : undefined;
	});
	if (verdicts.includes(false)) return false;
	return verdicts.includes(undefined) ? undefined : true;
}

function exactKey(match: RecordMatch): string {
	const { by, exactly } = matchSequence(match);
	return JSON.stringify([by, exactly]);
}

function likeKeyOf(match: RecordMatch): string {
	const { by, value } = matchSequence(match);
	return JSON.stringify([match.model.id, by, value]);
}

function valuesOf(conditions: Condition[]): string {
	return conditions.map(({ criteria }) => describe(criteria[0])).join(', ');
}

function changedHint({ conditions }: RecordMatch, kept: Condition[] | undefined): string {
	const names = conditions.map(({ path }) => path.steps[0].name).join(', ');
	const what =
		kept === undefined
			? `The app doesn't show what it stored in "${names}" of a new record (sent: ${valuesOf(conditions)})`
			: `The app changed "${names}" when it stored the record: ${valuesOf(conditions)} became ${valuesOf(kept)}`;
	return `${what}. The next run won't find the record by the value that was sent, and will create another one. Send the value as the app stores it.`;
}

function mayBeTheSame(match: RecordMatch, { record, sent, kept }: Made): InputError {
	return new InputError(
		`Not created: ${valuesOf(match.conditions)} may be the same as record ${String(record.id)}, which this run created: the app stored ${valuesOf(sent)} as ${valuesOf(kept)}`,
		'Send the value as the app stores it',
	);
}

function madeTwice(match: RecordMatch, kept: Condition[], [id, other]: number[]): AppError {
	return new AppError({
		kind: 'input',
		outcome: 'done',
		message: `Record ${id} was created, but record ${other} already has the same key: the app stores ${valuesOf(match.conditions)} as ${valuesOf(kept)}`,
		advice: 'Delete one of the two records, and send the value as the app stores it',
	});
}
