import { factsOf } from '../fact.ts';
import { clock, clockFinding } from '../headers.ts';
import {
	instantForm,
	instantForms,
	isBlank,
	isRecordLike,
	precisionOf,
	precisions,
} from '../shapes.ts';
import { noKind, type ClassicApp, type Property } from './app.ts';

const fact = factsOf<ClassicApp>();
const decimals = ['decimal', 'float', 'price'];

/** What the list of a property may hold, as far as the app tells; undefined where it doesn't. */
function choicesOf({ options }: Property): unknown[] | undefined {
	const { values } = (options ?? {}) as { values?: unknown };
	return Array.isArray(values) && values.length > 0 ? values : undefined;
}

function choiceText(choice: unknown): string {
	if (!isRecordLike(choice)) return String(choice);
	return String(choice.value ?? choice.name);
}

/** An instant that the sample shows: when a record was created, or any other. */
function instant(app: ClassicApp): unknown {
	const stamps = app.sample.map(({ created_at, updated_at }) => created_at ?? updated_at);
	return stamps.find((stamp) => !isBlank(stamp)) ?? app.valueOf('date_time');
}

export const valueFacts = [
	fact({
		name: 'defaultProperties',
		fact: 'Whether the models list id, created_at and updated_at',
		findings: { listed: 'yes', hidden: 'not all of them' },
		relies: 'in part',
		node: 'The trigger needs the two times, or properties of your own instead. Without id in the list, lists cannot be sorted by it, and one that cannot be shown to be complete is refused.',
		ask: async ({ model }) => {
			const names = model.properties.map(({ name }) => name);
			const isListed = ['id', 'created_at', 'updated_at'].every((name) => names.includes(name));
			return isListed ? 'listed' : 'hidden';
		},
	}),
	fact({
		name: 'listOptions',
		fact: 'How a model tells the values of a list',
		findings: { texts: 'as texts', objects: 'as objects', none: 'not at all' },
		relies: 'no',
		node: 'Without them it shows a text field and leaves the check to the app.',
		ask: async (app) => {
			const lists = app.ofKind('list', 'enum');
			if (lists.length === 0) return { untold: 'the model has no list' };
			const [first] = lists.flatMap((list) => choicesOf(list) ?? []);
			if (first === undefined) return 'none';
			return isRecordLike(first) ? 'objects' : 'texts';
		},
	}),
	fact({
		name: 'choices',
		fact: 'Whether records have values that their list has no longer',
		findings: { current: 'no, as far as was seen', withdrawn: 'yes' },
		relies: 'no',
		node: 'It returns them as they are. Writing such a value is left to the app.',
		ask: async (app) => {
			const lists = app.ofKind('list', 'enum').filter((list) => choicesOf(list) !== undefined);
			const used = lists.flatMap((list) => {
				const known = (choicesOf(list) ?? []).map(choiceText);
				const values = app.sample.map((row) => row[list.name]).filter((value) => !isBlank(value));
				return values.map((value) => known.includes(String(value)));
			});
			if (used.length === 0) return noKind;
			return used.every(Boolean) ? 'current' : 'withdrawn';
		},
	}),
	fact({
		name: 'emptyRelation',
		fact: 'How an empty "belongs to" is shown',
		findings: { null: 'null', object: 'as an object without an id', absent: 'not at all' },
		relies: 'no',
		node: 'All are null, with Simplify on.',
		ask: async (app) => {
			const relations = app.ofKind('belongs_to');
			if (relations.length === 0) return { untold: 'the model has no "belongs to"' };
			const values = app.sample.flatMap((row) => relations.map(({ name }) => row[name]));
			const empty = values.find((value) =>
				isRecordLike(value) ? isBlank(value.id) : isBlank(value),
			);
			if (isRecordLike(empty)) return 'object';
			if (values.includes(null)) return 'null';
			return values.includes(undefined) ? 'absent' : { untold: 'none is empty' };
		},
	}),
	fact({
		name: 'decimals',
		fact: 'How decimals and prices are written',
		findings: { number: 'as numbers', text: 'as texts', object: 'as objects' },
		relies: 'no',
		node: 'It takes numbers and texts, and keeps as text what JavaScript would change.',
		ask: async (app) => {
			const value = app.valueOf(...decimals);
			if (value === undefined) return noKind;
			if (isRecordLike(value)) return 'object';
			return typeof value === 'number' ? 'number' : 'text';
		},
	}),
	fact({
		name: 'emptyText',
		fact: 'How an empty text is shown',
		findings: { null: 'null', empty: 'as an empty text', absent: 'not at all' },
		relies: 'no',
		node: 'All count as empty.',
		ask: async (app) => {
			const names = app.ofKind('string', 'text').map(({ name }) => name);
			const values = app.sample.flatMap((row) => names.map((name) => row[name]));
			if (values.includes(null)) return 'null';
			if (values.includes('')) return 'empty';
			return values.includes(undefined) ? 'absent' : { untold: 'none is empty' };
		},
	}),
	fact({
		name: 'booleans',
		fact: 'How a boolean is shown',
		findings: { boolean: 'true and false', other: 'in another form' },
		relies: 'in part',
		node: 'It takes true, false, 1, 0 and these as text.',
		ask: async (app) => {
			const value = app.valueOf('boolean');
			if (value === undefined) return noKind;
			return typeof value === 'boolean' ? 'boolean' : 'other';
		},
	}),
	fact({
		name: 'timestampFormat',
		fact: 'The zone of times',
		findings: instantForms,
		relies: 'no',
		node: 'It takes each of them. A time without a zone is in the workflow’s, and the trigger reads up to a day back.',
		ask: async (app) => {
			const stamp = instant(app);
			return stamp === undefined ? noKind : instantForm(stamp);
		},
	}),
	fact({
		name: 'timestampPrecision',
		fact: 'The precision of times',
		findings: precisions,
		relies: 'no',
		node: 'The trigger goes by the precision that the app shows.',
		ask: async (app) => {
			const stamp = instant(app);
			return stamp === undefined ? noKind : precisionOf(stamp);
		},
	}),
	fact({
		name: 'timeOfDay',
		fact: 'How a time of day is shown',
		findings: {
			seconds: '14:30:00',
			minutes: '14:30',
			instant: '2000-01-01T14:30:00.000Z',
			spaced: '2000-01-01 14:30:00 UTC',
			other: 'in another form',
		},
		relies: 'no',
		node: 'It takes each of the four forms as a time of day.',
		ask: async (app) => {
			const value = app.valueOf('time');
			if (value === undefined) return noKind;
			if (/^\d\d:\d\d:\d\d$/.test(String(value))) return 'seconds';
			if (/^\d\d:\d\d$/.test(String(value))) return 'minutes';
			const form = instantForm(value);
			return form === 'spaced' ? 'spaced' : form === 'utc' ? 'instant' : 'other';
		},
	}),
	fact({
		name: 'fileValue',
		fact: 'How a file is shown',
		findings: {
			url: 'as its URL',
			path: 'as a path of the app',
			host: 'as a URL without its scheme',
			object: 'as an object with its URL',
			other: 'in another form',
		},
		relies: 'no',
		node: 'It downloads each of them.',
		ask: async (app) => {
			const value = app.valueOf('file', 'image', 'pdf');
			if (value === undefined) return noKind;
			if (isRecordLike(value)) return 'url' in value ? 'object' : 'other';
			if (/^https?:\/\//.test(String(value))) return 'url';
			if (/^\/\//.test(String(value))) return 'host';
			return String(value).startsWith('/') ? 'path' : 'other';
		},
	}),
	fact({
		name: 'passwordValue',
		fact: 'What is shown of a password or a login token',
		findings: {
			absent: 'nothing',
			empty: 'an empty value',
			masked: 'asterisks',
			hash: 'a hash',
			shown: 'something else, perhaps the value itself',
		},
		relies: 'no',
		node: 'It returns what the app shows, and writes none of it back with "Map Input Automatically". If your app shows the value itself, give the API user no right to read it.',
		ask: async (app) => {
			const [secret] = app.ofKind('password', 'login_token');
			if (secret === undefined || app.sample.length === 0) return noKind;
			const values = app.sample.map((row) => row[secret.name]);
			if (values.every((value) => value === undefined)) return 'absent';
			const value = values.find((each) => !isBlank(each));
			if (value === undefined) return values.includes('') ? 'empty' : noKind;
			if (/^[*•●]+$/.test(String(value))) return 'masked';
			return /^\$2[aby]\$|^[0-9a-f]{40,}$/.test(String(value)) ? 'hash' : 'shown';
		},
	}),
	fact({
		name: 'objectValue',
		fact: 'How an object is shown',
		findings: { parsed: 'as an object', text: 'as a text with JSON' },
		relies: 'no',
		node: 'It returns what the app shows.',
		ask: async (app) => {
			const value = app.valueOf('object');
			if (value === undefined) return noKind;
			return typeof value === 'string' ? 'text' : 'parsed';
		},
	}),
	fact({
		name: 'appClock',
		fact: 'The app’s clock, compared with this machine’s',
		findings: clock,
		relies: 'no',
		node: 'The trigger goes by the app’s clock. Without one, a clock that goes back is followed for a day only.',
		ask: async ({ first }) => clockFinding(first?.headers),
	}),
];
