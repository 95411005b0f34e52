import type { FieldType } from 'n8n-workflow';
import type { FormValue } from '../api/form';
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
	/** For values that are not empty. */
	encode: encode.Encode;
	/** What clears the property. */
	empty: FormValue;
}

const NOT_WRITABLE = { writable: false, mappable: false };

const text = kind('text', 'string', encode.text);
const choice = kind('text', 'options', encode.choice);
const number = kind('number', 'number', encode.number);
// How the app writes a duration is not known, so `1:30` may pass as well.
const minutes = kind('number', 'number', encode.text);
const boolean = kind('boolean', 'boolean', encode.boolean);
const date = kind('temporal', 'dateTime', encode.date);
const dateTime = kind('temporal', 'dateTime', encode.dateTime);
const file = kind('other', 'string', encode.text);
const files = kind('other', 'string', encode.any);
const relation: Kind = { ...kind('relation', 'number', encode.relation), empty: { id: '' } };
const relations: Kind = { ...kind('relation', 'array', encode.relations), mappable: false };

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

	integer: number,
	decimal: number,
	float: number,
	price: number,
	minutes,

	date,
	date_time: dateTime,
	time: kind('text', 'time', encode.time),

	serial: readOnly(number),
	auto_increment: readOnly(number),
	count: readOnly(number),
	sum: readOnly(number),
	string_expression: readOnly(text),
	text_expression: readOnly(text),
	integer_expression: readOnly(number),
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
const UNKNOWN = kind('text', 'string', encode.any);

/** The app keeps these itself, whatever their kinds are called (vendor's article). */
const KEPT_BY_THE_APP: Record<string, Kind> = {
	id: readOnly(number),
	created_at: readOnly(dateTime),
	updated_at: readOnly(dateTime),
};

/** What is known about a property; without one, or of an unknown kind, whatever it is given. */
export function kindOf(property: { name: string; kind: string } | undefined): Kind {
	if (property === undefined) return UNKNOWN;
	return own(KEPT_BY_THE_APP, property.name) ?? own(KINDS, property.kind) ?? UNKNOWN;
}

function own(kinds: Record<string, Kind>, key: string): Kind | undefined {
	return Object.hasOwn(kinds, key) ? kinds[key] : undefined;
}

function kind(family: Family, fieldType: FieldType, encodeValue: encode.Encode): Kind {
	return { family, fieldType, writable: true, mappable: true, encode: encodeValue, empty: '' };
}

/**
 * Encodes one value of a record for the app's form parameters. Null clears the property.
 *
 * @throws {InputError} naming the property, when it cannot hold the value
 */
export function encodeValue(
	name: string,
	property: { name: string; kind: string } | undefined,
	value: unknown,
): FormValue {
	const { empty, encode: encodeKind } = kindOf(property);
	return value === null || value === '' ? empty : encodeKind(value, name);
}
