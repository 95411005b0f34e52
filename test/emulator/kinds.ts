/** How a property's values are compared and coerced; many kinds share one group. */
export type KindGroup =
	| 'text'
	| 'choice'
	| 'boolean'
	| 'integer'
	| 'decimal'
	| 'date'
	| 'dateTime'
	| 'time'
	| 'file'
	| 'files'
	| 'object'
	| 'belongsTo'
	| 'hasOne'
	| 'hasMany'
	| 'manyToMany';

const groups: Readonly<Record<string, KindGroup>> = {
	list: 'choice',
	enum: 'choice',
	boolean: 'boolean',
	integer: 'integer',
	minutes: 'integer',
	serial: 'integer',
	auto_increment: 'integer',
	count: 'integer',
	decimal: 'decimal',
	float: 'decimal',
	price: 'decimal',
	sum: 'decimal',
	date: 'date',
	date_time: 'dateTime',
	time: 'time',
	file: 'file',
	image: 'file',
	pdf: 'file',
	signed_pdf: 'file',
	google_document: 'file',
	multi_file: 'files',
	multi_image: 'files',
	object: 'object',
	belongs_to: 'belongsTo',
	has_one: 'hasOne',
	has_many: 'hasMany',
	has_and_belongs_to_many: 'manyToMany',
};

const readOnlyKinds = new Set([
	'serial',
	'auto_increment',
	'count',
	'sum',
	'pdf',
	'signed_pdf',
	'google_document',
]);

const serverKept = new Set(['id', 'created_at', 'updated_at']);

const textKinds = new Set([
	...['string', 'text', 'rich_text', 'email_address', 'email', 'phone_number', 'url', 'iban'],
	...['zipcode', 'password', 'login_token'],
]);

/** Whether nothing is known of a kind: such a property keeps whatever it is sent. */
export function isUnknown(kind: string): boolean {
	const plain = kind.replace(/_expression$/, '');
	return !textKinds.has(plain) && !Object.hasOwn(groups, plain);
}

/** The group of a kind; `integer_expression` counts as `integer`, an unknown kind as text. */
export function kindGroup(kind: string): KindGroup {
	const plain = kind.replace(/_expression$/, '');
	return Object.hasOwn(groups, plain) ? (groups[plain] ?? 'text') : 'text';
}

/** Whether a write to the property is passed over: computed kinds and what the server keeps. */
export function isReadOnly(property: { name: string; kind: string }): boolean {
	return (
		serverKept.has(property.name) ||
		readOnlyKinds.has(property.kind) ||
		property.kind.endsWith('_expression')
	);
}

/** Whether the property reaches other records through their side of the relation. */
export function isToMany(group: KindGroup): boolean {
	return group === 'hasOne' || group === 'hasMany' || group === 'manyToMany';
}
