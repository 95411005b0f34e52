import type { FieldType } from 'n8n-workflow';
import * as keys from './keys';
import * as parse from './parse';
import { asNumber, withoutEmptyRelation } from './shown';

/** What values of a kind are, for comparing them. */
export type Family = 'text' | 'number' | 'boolean' | 'temporal' | 'relation' | 'other';

/** All that our code knows about a kind of property: an entry for each, in this file. */
export interface Kind {
	/** What people call it. */
	label: string;
	/** What it takes, in words. */
	takes: string;
	/** What its input in n8n's mapper says beside the name, where the input doesn't show it. */
	mapperHint?: 'label' | 'ID' | 'IDs' | 'URL or binary field' | 'URLs or binary fields';
	family: Family;
	/** The input that n8n's mapper shows. */
	fieldType: FieldType;
	writable: boolean;
	/** Whether the mapper offers it; how the app takes values of the others is not known. */
	mappable: boolean;
	/** Whether records can be sorted by it. */
	sortable: boolean;
	/** Whether records can be told apart by it, so that equality means something. */
	matchable: boolean;
	/** How finely dates and times are told apart. */
	precision?: 'day' | 'instant' | 'time';
	/** Whether it holds whole numbers only. */
	isWhole?: boolean;
	/** Whether it holds several related records. */
	isToMany?: boolean;
	/** Whether white space alone is a value. */
	keepsBlanks?: boolean;
	/** Whether it holds the URL of a file, or of several. */
	files?: 'one' | 'several';
	/** Whether an app may show less than it keeps, or in another form: digits, seconds, a signed URL. */
	isShownInPart?: boolean;
	/** Whether what an app shows of it, if anything, is not what it keeps. */
	isSecret?: boolean;
	/** Makes what was entered ready to be written, unless it is empty. */
	parse: parse.Parse;
	/** Tells whether two values are the same. */
	key: keys.Key;
	/** A value as the output shows it, with Simplify; as the app shows it unless given. */
	simplify?: (shown: unknown) => unknown;
}

const NOT_WRITABLE = { writable: false, mappable: false };

const COMMON = { writable: true, mappable: true, sortable: true, matchable: true };

const text = kind({
	label: 'Text',
	takes: 'text',
	family: 'text',
	fieldType: 'string',
	keepsBlanks: true,
	parse: parse.text,
	key: keys.textKey,
});
const secret: Kind = { ...text, isSecret: true };
const choice = kind({
	label: 'List',
	takes: 'one of the values in its list',
	family: 'text',
	fieldType: 'options',
	parse: parse.choice,
	key: keys.textKey,
});
const number = kind({
	label: 'Number',
	takes: 'a number, for example 12.5',
	mapperHint: 'label',
	family: 'number',
	fieldType: 'number',
	isShownInPart: true,
	parse: parse.number,
	key: keys.numberKey,
	simplify: asNumber,
});
const integer: Kind = {
	...number,
	label: 'Whole Number',
	takes: 'a whole number, for example 12',
	isWhole: true,
	isShownInPart: false,
	parse: parse.integer,
};
const minutes: Kind = {
	...number,
	label: 'Minutes',
	takes: 'a number of minutes, for example 90 or 1:30',
	isShownInPart: false,
	parse: parse.minutes,
	key: keys.minutesKey,
};
const boolean = kind({
	label: 'Yes/No',
	takes: 'true or false',
	family: 'boolean',
	fieldType: 'boolean',
	matchable: false,
	parse: parse.boolean,
	key: keys.booleanKey,
});
const date = kind({
	label: 'Date',
	takes: 'a date, for example 2025-12-31',
	mapperHint: 'label',
	family: 'temporal',
	fieldType: 'dateTime',
	precision: 'day',
	parse: parse.date,
	key: keys.dayKey,
});
const dateTime = kind({
	label: 'Date & Time',
	takes: 'a date and time, for example 2025-12-31T14:30:00',
	mapperHint: 'label',
	family: 'temporal',
	fieldType: 'dateTime',
	precision: 'instant',
	isShownInPart: true,
	parse: parse.dateTime,
	key: keys.instantKey,
});
const time = kind({
	label: 'Time',
	takes: 'a time, for example 14:30',
	mapperHint: 'label',
	family: 'text',
	fieldType: 'time',
	precision: 'time',
	isShownInPart: true,
	parse: parse.time,
	key: keys.timeKey,
});
const document = kind({
	label: 'Document',
	takes: 'text',
	family: 'other',
	fieldType: 'string',
	parse: parse.text,
	key: keys.fileKey,
});
const file = kind({
	label: 'File',
	takes: 'a URL or the name of a binary field',
	mapperHint: 'URL or binary field',
	family: 'other',
	fieldType: 'string',
	files: 'one',
	isShownInPart: true,
	parse: parse.file,
	key: keys.fileKey,
});
const files = kind({
	label: 'Files',
	takes: 'a list of URLs or names of binary fields',
	mapperHint: 'URLs or binary fields',
	family: 'other',
	fieldType: 'string',
	files: 'several',
	isShownInPart: true,
	parse: parse.files,
	key: keys.textKey,
});
const relation = kind({
	label: 'Relation',
	takes: 'the ID of a record',
	mapperHint: 'ID',
	family: 'relation',
	fieldType: 'number',
	sortable: false,
	matchable: true,
	parse: parse.relation,
	key: keys.relationKey,
	simplify: withoutEmptyRelation,
});
const relations: Kind = {
	...relation,
	label: 'Relation to Many',
	takes: 'a list of IDs of records',
	mapperHint: 'IDs',
	fieldType: 'array',
	mappable: false,
	matchable: false,
	isToMany: true,
	parse: parse.relations,
};
const object = kind({
	label: 'Object',
	takes: 'an object',
	mapperHint: 'label',
	family: 'other',
	fieldType: 'object',
	isShownInPart: true,
	parse: parse.object,
	key: keys.textKey,
});

const readOnly = (like: Kind): Kind => ({ ...like, ...NOT_WRITABLE });

/** The kinds that the vendor's client library and command line know, in the platform's own names. */
const KINDS: Record<string, Kind> = {
	string: text,
	text,
	rich_text: text,
	email_address: text,
	email: text,
	phone_number: text,
	url: text,
	iban: text,
	zipcode: text,
	password: secret,
	login_token: secret,

	list: choice,
	enum: choice,
	boolean,

	integer,
	decimal: number,
	float: number,
	price: number,
	minutes,

	date,
	date_time: dateTime,
	time,

	serial: readOnly(integer),
	auto_increment: readOnly(integer),
	count: readOnly(integer),
	sum: readOnly(number),
	string_expression: readOnly(text),
	text_expression: readOnly(text),
	integer_expression: readOnly(integer),
	decimal_expression: readOnly(number),
	price_expression: readOnly(number),
	minutes_expression: readOnly(minutes),
	boolean_expression: readOnly(boolean),
	date_expression: readOnly(date),
	date_time_expression: readOnly(dateTime),
	pdf: readOnly(document),
	signed_pdf: readOnly(document),
	google_document: readOnly(document),

	file,
	image: file,
	multi_file: files,
	multi_image: files,

	belongs_to: relation,
	has_one: relation,
	has_many: relations,
	has_and_belongs_to_many: relations,

	object,
};

/** An unknown kind is a text that takes whatever it is given. */
const UNKNOWN: Kind = { ...text, isShownInPart: true, parse: parse.any };

/** The app keeps these itself, whatever their kinds are called (vendor's article). */
const KEPT_BY_THE_APP: Record<string, Kind> = {
	id: { ...readOnly(number), isWhole: true },
	created_at: readOnly(dateTime),
	updated_at: readOnly(dateTime),
};

type KindOf = { name: string; kind: string };

/** What is known about a property; without one, or of an unknown kind, whatever it is given. */
export function kindOf(property: KindOf | undefined): Kind {
	if (property === undefined) return UNKNOWN;
	return own(KEPT_BY_THE_APP, property.name) ?? own(KINDS, property.kind) ?? UNKNOWN;
}

export function isKnownKind(property: KindOf): boolean {
	return own(KEPT_BY_THE_APP, property.name) !== undefined || Object.hasOwn(KINDS, property.kind);
}

/** Whether a property may tell when something happened: a kind that is not known may be a date. */
export function tellsTime(property: KindOf): boolean {
	return kindOf(property).family === 'temporal' || !Object.hasOwn(KINDS, property.kind);
}

function own(kinds: Record<string, Kind>, key: string): Kind | undefined {
	return Object.hasOwn(kinds, key) ? kinds[key] : undefined;
}

/** What most kinds have in common, and what is said of one. */
function kind(facts: Omit<Kind, keyof typeof COMMON> & Partial<Kind>): Kind {
	const isPlain = facts.family !== 'other';
	return { ...COMMON, sortable: isPlain, matchable: isPlain, ...facts };
}
