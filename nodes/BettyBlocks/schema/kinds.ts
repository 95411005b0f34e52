import type { FieldType } from 'n8n-workflow';
import type { FormValue } from '../api/form';
import * as encode from './encode';

/** What our code needs to know about a kind of property. */
export interface Kind {
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

const text: Kind = kind('string', encode.text);
const choice: Kind = kind('options', encode.choice);
const number: Kind = kind('number', encode.number);
const file: Kind = kind('string', encode.text);
const NOT_WRITABLE = { writable: false, mappable: false };
const readOnly: Kind = { ...text, ...NOT_WRITABLE };
const relation: Kind = { ...kind('number', encode.relation), empty: { id: '' } };
const relations: Kind = { ...kind('array', encode.relations), mappable: false };

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
	boolean: kind('boolean', encode.boolean),

	integer: number,
	decimal: number,
	float: number,
	price: number,
	// How the app writes a duration is not known, so `1:30` may pass as well.
	minutes: { ...number, encode: encode.text },

	date: kind('dateTime', encode.date),
	date_time: kind('dateTime', encode.dateTime),
	time: kind('time', encode.time),

	serial: readOnly,
	auto_increment: readOnly,
	count: readOnly,
	sum: readOnly,
	string_expression: readOnly,
	text_expression: readOnly,
	integer_expression: readOnly,
	decimal_expression: readOnly,
	price_expression: readOnly,
	minutes_expression: readOnly,
	boolean_expression: readOnly,
	date_expression: readOnly,
	date_time_expression: readOnly,
	pdf: readOnly,
	signed_pdf: readOnly,
	google_document: readOnly,

	file,
	image: file,
	multi_file: { ...file, encode: encode.any },
	multi_image: { ...file, encode: encode.any },

	belongs_to: relation,
	has_one: relation,
	has_many: relations,
	has_and_belongs_to_many: relations,

	object: kind('object', encode.object),
};

/** An unknown kind is a text that takes whatever it is given. */
const UNKNOWN: Kind = kind('string', encode.any);

/** The app keeps these itself, whatever their kind (vendor's article: every model has them). */
const KEPT_BY_THE_APP = new Set(['id', 'created_at', 'updated_at']);

/** What is known about a property; without one, or of an unknown kind, whatever it is given. */
export function kindOf(property: { name: string; kind: string } | undefined): Kind {
	if (property === undefined) return UNKNOWN;
	const known = Object.hasOwn(KINDS, property.kind) ? KINDS[property.kind] : undefined;
	if (KEPT_BY_THE_APP.has(property.name)) return { ...(known ?? UNKNOWN), ...NOT_WRITABLE };
	return known ?? UNKNOWN;
}

function kind(fieldType: FieldType, encodeValue: encode.Encode): Kind {
	return { fieldType, writable: true, mappable: true, encode: encodeValue, empty: '' };
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
