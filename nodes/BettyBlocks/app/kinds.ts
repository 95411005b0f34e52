import type { FieldType } from 'n8n-workflow';
import * as convert from './convert';

const { TAKES } = convert;

/** What values of a kind are, for comparing them. */
export type Family = 'text' | 'number' | 'boolean' | 'temporal' | 'relation' | 'other';

/** What our code needs to know about a kind of property. */
export interface Kind {
	/** What people call it. */
	label: string;
	/** What it takes, as in "a whole number, as in 12". */
	takes: string;
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
	/** Makes what was entered ready to be written, unless it is empty. */
	convert: convert.Convert;
}

const NOT_WRITABLE = { writable: false, mappable: false };

const text: Kind = {
	...kind('Text', TAKES.text, 'text', 'string', convert.text),
	keepsBlanks: true,
};
const choice = kind('List', TAKES.choice, 'text', 'options', convert.choice);
const number = kind('Number', TAKES.number, 'number', 'number', convert.number);
const integer: Kind = {
	...kind('Whole Number', TAKES.integer, 'number', 'number', convert.integer),
	isWhole: true,
};
const minutes = kind('Minutes', TAKES.minutes, 'number', 'number', convert.minutes);
const boolean = kind('Yes/No', TAKES.boolean, 'boolean', 'boolean', convert.boolean);
const date: Kind = {
	...kind('Date', TAKES.date, 'temporal', 'dateTime', convert.date),
	precision: 'day',
};
const dateTime: Kind = {
	...kind('Date & Time', TAKES.dateTime, 'temporal', 'dateTime', convert.dateTime),
	precision: 'instant',
};
const time: Kind = { ...kind('Time', TAKES.time, 'text', 'time', convert.time), precision: 'time' };
const document = kind('Document', TAKES.text, 'other', 'string', convert.text);
const file: Kind = { ...kind('File', TAKES.file, 'other', 'string', convert.text), files: 'one' };
const files: Kind = {
	...kind('Files', TAKES.files, 'other', 'string', convert.any),
	files: 'several',
};
const relation = kind('Relation', TAKES.relation, 'relation', 'number', convert.relation);
const relations: Kind = {
	...kind('Relation to Many', TAKES.relations, 'relation', 'array', convert.relations),
	mappable: false,
	matchable: false,
	isToMany: true,
};
const object = kind('Object', TAKES.object, 'other', 'object', convert.object);

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
	password: text,
	login_token: text,

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
const UNKNOWN: Kind = {
	...kind('Text', TAKES.text, 'text', 'string', convert.any),
	keepsBlanks: true,
};

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

/** Whether anything is known of the kind of a property. */
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

function kind(
	label: string,
	takes: string,
	family: Family,
	fieldType: FieldType,
	convertValue: convert.Convert,
): Kind {
	return {
		label,
		takes,
		family,
		fieldType,
		writable: true,
		mappable: true,
		sortable: family !== 'relation' && family !== 'other',
		matchable: family !== 'boolean' && family !== 'other',
		convert: convertValue,
	};
}
