import type { FieldType } from 'n8n-workflow';
import type { FormValue } from '../rest/form';
import { InputError } from './inputError';
import { choicesOf } from './choices';
import * as encode from './encode';

/** What values of a kind are, for comparing them. */
export type Family = 'text' | 'number' | 'boolean' | 'temporal' | 'relation' | 'other';

/** What our code needs to know about a kind of property. */
export interface Kind {
	family: Family;
	/** The input that n8n's mapper shows. */
	fieldType: FieldType;
	writable: boolean;
	/** Whether the mapper offers it; how the app takes values of the others is not known. */
	mappable: boolean;
	/** How finely dates and times are told apart. */
	precision?: 'day' | 'instant' | 'time';
	/** Whether it holds several related records. */
	isToMany?: boolean;
	/** Whether white space alone is a value. */
	keepsBlanks?: boolean;
	/** For values that are not empty. */
	encode: encode.Encode;
	/** What clears the property. */
	empty: FormValue;
}

const NOT_WRITABLE = { writable: false, mappable: false };

const text: Kind = { ...kind('text', 'string', encode.text), keepsBlanks: true };
const choice = kind('text', 'options', encode.choice);
const number = kind('number', 'number', encode.number);
const integer = kind('number', 'number', encode.integer);
const minutes = kind('number', 'number', encode.minutes);
const boolean = kind('boolean', 'boolean', encode.boolean);
const date: Kind = { ...kind('temporal', 'dateTime', encode.date), precision: 'day' };
const dateTime: Kind = {
	...kind('temporal', 'dateTime', encode.dateTime),
	precision: 'instant',
};
const time: Kind = { ...kind('text', 'time', encode.time), precision: 'time' };
const file = kind('other', 'string', encode.text);
const files = kind('other', 'string', encode.any);
const relation: Kind = { ...kind('relation', 'number', encode.relation), empty: { id: '' } };
const relations: Kind = {
	...kind('relation', 'array', encode.relations),
	mappable: false,
	isToMany: true,
};

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
	pdf: readOnly(file),
	signed_pdf: readOnly(file),
	google_document: readOnly(file),

	file,
	image: file,
	multi_file: files,
	multi_image: files,

	belongs_to: relation,
	has_one: relation,
	has_many: relations,
	has_and_belongs_to_many: relations,

	object: kind('other', 'object', encode.object),
};

/** An unknown kind is a text that takes whatever it is given. */
const UNKNOWN: Kind = { ...kind('text', 'string', encode.any), keepsBlanks: true };

/** The app keeps these itself, whatever their kinds are called (vendor's article). */
const KEPT_BY_THE_APP: Record<string, Kind> = {
	id: readOnly(number),
	created_at: readOnly(dateTime),
	updated_at: readOnly(dateTime),
};

type KindOf = { name: string; kind: string };

type Encodable = KindOf & { options: Record<string, unknown> };

/** What is known about a property; without one, or of an unknown kind, whatever it is given. */
export function kindOf(property: KindOf | undefined): Kind {
	if (property === undefined) return UNKNOWN;
	return own(KEPT_BY_THE_APP, property.name) ?? own(KINDS, property.kind) ?? UNKNOWN;
}

export function isKnownKind(kind: string): boolean {
	return Object.hasOwn(KINDS, kind);
}

function own(kinds: Record<string, Kind>, key: string): Kind | undefined {
	return Object.hasOwn(kinds, key) ? kinds[key] : undefined;
}

function kind(family: Family, fieldType: FieldType, encodeValue: encode.Encode): Kind {
	return { family, fieldType, writable: true, mappable: true, encode: encodeValue, empty: '' };
}

/** Whether a value clears the property: white space alone does, except in text. */
export function isEmptyFor(property: KindOf | undefined, value: unknown): boolean {
	if (value === null || value === '') return true;
	return typeof value === 'string' && value.trim() === '' && kindOf(property).keepsBlanks !== true;
}

/**
 * Encodes one value of a record for the app's form parameters. Null clears the property.
 *
 * @param zone the zone of the workflow, which dates without one are meant in
 * @throws {InputError} naming the property, when it cannot hold the value
 */
export function encodeValue(
	name: string,
	property: Encodable | undefined,
	value: unknown,
	zone: string,
): FormValue {
	const { empty, encode: encodeKind } = kindOf(property);
	if (isEmptyFor(property, value)) return empty;
	const encoded = encodeKind(value, name, zone);
	checkText(name, encoded);
	if (property !== undefined) checkChoice(name, property, encoded);
	// A form carries neither an empty list nor an empty object.
	return isNothing(encoded) ? empty : encoded;
}

function isNothing(encoded: FormValue): boolean {
	return typeof encoded === 'object' && Object.keys(encoded).length === 0;
}

/** @throws {InputError} for text that no form can carry */
function checkText(name: string, encoded: FormValue): void {
	if (typeof encoded !== 'string') {
		for (const entry of Object.values(encoded)) checkText(name, entry as FormValue);
	} else if (!encoded.isWellFormed()) {
		throw new InputError(
			`"${name}" holds half of a character, such as an emoji that was cut in two`,
			'Cut text between whole characters, as in [...text].slice(0, 100).join("")',
		);
	}
}

const MAX_CHOICES_NAMED = 20;

/** @throws {InputError} when the app's list does not have the value */
function checkChoice(name: string, property: Encodable, encoded: FormValue): void {
	const choices = kindOf(property).fieldType === 'options' ? choicesOf(property) : undefined;
	if (choices === undefined) return;
	const allowed = choices.map(({ value }) => String(value));
	const given = (Array.isArray(encoded) ? encoded : [encoded]) as string[];
	const other = given.find((each) => !allowed.includes(each));
	if (other === undefined) return;
	const more = allowed.length > MAX_CHOICES_NAMED ? ' and others' : '';
	throw new InputError(
		`"${name}" takes one of the values of its list, not ${encode.describe(other)}`,
		`Its values are ${allowed.slice(0, MAX_CHOICES_NAMED).join(', ')}${more}`,
	);
}
