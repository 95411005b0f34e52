import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import type {
	AppDefinition,
	AppRecord,
	Personality,
	PropertyDefinition,
} from '../../emulator/index.ts';
import { useApp, uuid } from '../../support/app';
import { executeJson } from '../../support/n8n';

/** The workflow's zone is New York's, and the app's own is not. */
const THING = uuid('d0');
const VIEW = uuid('e0');
const CHOICES = ['Withdrawn', 'Open', 'Café'];
const TEXTS = [
	...['string', 'text', 'rich_text', 'email_address', 'email', 'phone_number', 'url', 'iban'],
	'zipcode',
];
const DECIMALS = ['decimal', 'float', 'price'];
const KINDS = [
	...[...TEXTS, ...DECIMALS, 'password', 'login_token', 'list', 'enum', 'boolean', 'integer'],
	...['minutes', 'date', 'date_time', 'time', 'file', 'image', 'multi_file', 'multi_image'],
	...['belongs_to', 'object', 'unheard_of', 'string_expression', 'integer_expression', 'pdf'],
];
const optionsOf = (kind: string) => {
	if (kind === 'belongs_to') return { model: THING };
	return kind === 'list' || kind === 'enum' ? { values: CHOICES } : {};
};
const properties: PropertyDefinition[] = [
	{ id: uuid('d1'), name: 'id', kind: 'serial', options: {} },
	{ id: uuid('d2'), name: 'changed', kind: 'string', options: {} },
	{ id: uuid('d3'), name: 'key', kind: 'string', options: {} },
	...KINDS.map((kind, index) => ({
		id: uuid(`d${(index + 16).toString(16)}`).slice(0, 32),
		name: `a_${kind}`,
		kind,
		options: optionsOf(kind),
	})),
];

const text = fc.oneof(
	fc.constantFrom('a&b=c', 'x[y][]=z', '"q"', '100% + 1', 'null', '{"a":1}', '["A"]', ' padded '),
	fc
		.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
		.filter((value) => value.trim() !== ''),
);
const decimal = fc.oneof(
	fc.integer({ min: -1e9, max: 1e9 }).map((cents) => cents / 100),
	fc.constantFrom(
		'90071992547409.935',
		'0.1234567890123456789',
		'-12345678901234567890.5',
		12.345678,
	),
);
const file = fc.constantFrom(
	'https://my-app.example/uploads/1/a.pdf',
	'https://my-app.example/media/1/a%20b.pdf',
	'https://my-app.example/private/a.pdf?x=1&y=[2]',
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
	json: fc.oneof(
		fc.constantFrom<unknown>('x', 7, true, null, '', {}, [], { value: 7, unit: 'm' }),
		fc.constantFrom(
			{ id: null, city: 'Utrecht' },
			{ value: 1 },
			{ 'a[b]': [[1], [2]] },
			{ busy: false, value: 1 },
		),
		fc.array(tie('json'), { maxLength: 3 }),
		fc.dictionary(fc.constantFrom('a', 'b[c]', 'value', '1'), tie('json'), { maxKeys: 3 }),
	),
}));
const anObject = fc.dictionary(fc.constantFrom('id', 'value', 'unit', 'a[b]'), json, {
	maxKeys: 3,
});
const instant = fc
	.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
	.map((date) => date.toISOString());

const valueOf = (kind: string): fc.Arbitrary<unknown> => {
	if (TEXTS.includes(kind) || kind === 'password' || kind === 'login_token') return text;
	if (DECIMALS.includes(kind)) return decimal;
	switch (kind) {
		case 'list':
		case 'enum':
			return fc.constantFrom(...CHOICES);
		case 'boolean':
			return fc.boolean();
		case 'integer':
		case 'integer_expression':
			return fc.integer();
		case 'minutes':
			return fc.nat(10_000);
		case 'date':
			return instant.map((iso) => iso.slice(0, 10));
		case 'date_time':
			return instant;
		case 'time':
			return fc.constantFrom('00:00:00', '23:59:59', '09:15:00', '18:45:30');
		case 'file':
		case 'image':
			return file;
		case 'multi_file':
		case 'multi_image':
			return fc.array(file, { minLength: 1, maxLength: 2 });
		case 'belongs_to':
			return fc.constantFrom(1, 2);
		case 'object':
			return anObject;
		case 'unheard_of':
			return fc.oneof(text, json);
		default:
			return fc.constant('kept');
	}
};

const values = fc.record(
	Object.fromEntries(KINDS.map((kind) => [`a_${kind}`, fc.option(valueOf(kind))])),
);

const form = <Key extends keyof Personality>(...forms: Array<Personality[Key]>) =>
	fc.constantFrom(...forms);
const personality = fc.record({
	timeOfDay: form<'timeOfDay'>(
		'14:30',
		'14:30:00',
		'2000-01-01T14:30:00.000Z',
		'2000-01-01 14:30:00 UTC',
	),
	fileValue: form<'fileValue'>('as sent', 'path', 'host', 'object'),
	shownDigits: form<'shownDigits'>('all', '15', 'cents'),
	decimals: form<'decimals'>('number', 'text'),
	objectValue: form<'objectValue'>('as sent', 'parsed'),
	passwordValue: form<'passwordValue'>('as sent', 'absent', 'empty', 'masked', 'hash'),
	choices: form<'choices'>('current', 'withdrawn'),
	emptyRelation: form<'emptyRelation'>('null', 'object'),
	timestampFormat: form<'timestampFormat'>('utc', 'offset', 'spaced', 'local'),
	timestampPrecision: form<'timestampPrecision'>('seconds', 'milliseconds'),
	updateBody: form<'updateBody'>('record', 'empty'),
});

const definition = (records: AppRecord[]): AppDefinition => ({
	users: [{ email: 'api@example.com', apiKey: 'a-secret-key' }],
	models: [{ id: THING, name: 'Thing', table: 'things', properties, records }],
	views: [{ id: VIEW, model: THING, columns: properties.map(({ id }) => id) }],
});
const TIMES = 12;
const ROWS = fc.sample(values, { numRuns: TIMES, seed: 7 }).map((row, index) => ({
	...(row as IDataObject),
	id: index + 3,
	key: `key ${index}`,
}));
const OLD = 99;
const app = useApp(
	definition([
		{ id: 1 },
		{ id: 2 },
		...(ROWS as AppRecord[]),
		{ id: OLD, key: 'old', a_list: 'Withdrawn' },
		{ id: 101, key: 'twin', a_list: 'Withdrawn' },
		{ id: 102, key: 'twin', a_list: 'Withdrawn' },
		{ id: 103, key: 'unlike', a_list: 'Withdrawn' },
		{ id: 104, key: 'unlike', a_list: 'Open' },
	]),
);

const run = async (operation: string, parameters: object, items: IDataObject[] = [{}]) =>
	await executeJson({
		credential: app.credential,
		parameters: {
			resource: 'record',
			operation,
			model: { __rl: true, mode: 'id', value: THING },
			...parameters,
		},
		items: items.map((item) => ({ json: item })),
	});

const FORMS_AS_KEPT: Partial<Personality> = {
	timeOfDay: '14:30:00',
	fileValue: 'as sent',
	shownDigits: 'all',
	decimals: 'number',
	passwordValue: 'as sent',
	emptyRelation: 'null',
	timestampFormat: 'utc',
	timestampPrecision: 'milliseconds',
};

/** All that the app keeps, whatever it shows. */
const kept = (id: number) => {
	app.emulator.setPersonality(FORMS_AS_KEPT);
	const record = app.emulator.records('Thing').find((each) => each.id === id);
	return { ...record, updated_at: 'whenever' };
};

describe('A record that is read, changed in one property and written back', () => {
	it('is as it was but for that property, in whatever form the app shows it', async () => {
		const ways = fc.record({
			way: fc.constantFrom('update', 'upsert'),
			matchOn: fc.constantFrom('id', 'key'),
			personality,
			simplify: fc.boolean(),
			through: fc.constantFrom('get', 'list', 'view'),
		});
		for (const [index, { personality: forms, simplify, through, way, matchOn }] of fc
			.sample(ways, { numRuns: TIMES, seed: 11 })
			.entries()) {
			const id = index + 3;
			const before = kept(id);
			app.emulator.setPersonality(forms);
			const [read] =
				through === 'get'
					? await run('get', { recordId: id, simplify })
					: await run('getAll', {
							simplify,
							options: { ids: String(id), ...(through === 'view' && { viewId: VIEW }) },
						});
			const changed = `changed ${index}`;
			const plain = JSON.parse(
				JSON.stringify({
					...read,
					[through === 'view' && !simplify ? uuid('d2') : 'changed']: changed,
				}),
			) as IDataObject;
			await run(way, { recordId: id, fieldsMode: 'auto', matchOn }, [plain]);
			expect({ forms, ...kept(id) }).toEqual({ forms, ...before, changed });
		}
	});

	it.each([
		['upsert', { matchOn: 'id' }],
		['upsert', { matchOn: 'key' }],
		['update', { recordId: OLD }],
		['update', { findBy: 'properties', match: { by: [{ property: 'key', value: 'old' }] } }],
	])('keeps a choice that the list no longer has: %s %j', async (operation, way) => {
		app.emulator.setPersonality({ choices: 'withdrawn', updateBody: 'record' });
		const [read] = await run('get', { recordId: OLD });
		expect(read).toHaveProperty('a_list', 'Withdrawn');
		await run(operation, { fieldsMode: 'auto', ...way }, [{ ...read, changed: 'again' }]);
		expect(kept(OLD)).toMatchObject({ a_list: 'Withdrawn', changed: 'again' });
		const other = run(operation, { fieldsMode: 'auto', ...way }, [{ ...read, a_enum: 'None' }]);
		await expect(other).rejects.toThrow(/"a_enum" must be one of the values in its list/);
	});

	const several = {
		update: (value: string) => ({
			findBy: 'properties',
			match: { by: [{ property: 'key', value }] },
		}),
		upsert: () => ({ matchOn: 'key' }),
	};

	it.each(['update', 'upsert'] as const)(
		'keeps a choice that the list no longer has in each of several records: %s',
		async (operation) => {
			app.emulator.setPersonality({ choices: 'withdrawn', updateBody: 'record' });
			const way = (key: string) => ({
				...several[operation](key),
				fieldsMode: 'auto',
				whenSeveralMatch: 'all',
			});
			const input = { key: 'twin', a_list: 'Withdrawn', changed: 'again' };
			expect(await run(operation, way('twin'), [input])).toHaveLength(2);
			for (const id of [101, 102]) {
				expect(kept(id)).toMatchObject({ a_list: 'Withdrawn', changed: 'again' });
			}
			app.emulator.setPersonality({ choices: 'withdrawn' });
			const unlike = run(operation, way('unlike'), [{ ...input, key: 'unlike' }]);
			await expect(unlike).rejects.toThrow(/"a_list" must be one of the values in its list/);
			expect(kept(103)).not.toHaveProperty('changed', 'again');
		},
	);

	it.each([
		['update', { recordId: OLD }, { a_list: 'Withdrawn' }],
		['update', several.update('old'), { a_list: 'Withdrawn', key: 'old' }],
		['upsert', { matchOn: 'id' }, { a_list: 'Withdrawn', id: OLD }],
		['upsert', { matchOn: 'key' }, { a_list: 'Withdrawn', key: 'old' }],
		['upsert', { matchOn: 'key' }, { a_list: 'Withdrawn', key: 'old', ID: 'x' }],
	])(
		'is left alone where there is nothing in the input but such a choice: %s %j %j',
		async (operation, way, input) => {
			app.emulator.setPersonality({ choices: 'withdrawn' });
			const options = { ignoreUnknown: true };
			const [output] = await run(operation, { fieldsMode: 'auto', options, ...way }, [input]);
			expect(output).toMatchObject({ id: OLD, a_list: 'Withdrawn' });
			expect(app.emulator.requests.map(({ method }) => method)).not.toContain('PUT');
		},
	);

	it.each(['update', 'upsert'])(
		'is written as it is by a user who may not read it: %s',
		async (operation) => {
			app.emulator.fault({ method: 'GET', path: '/records/1', status: 403 });
			const values = { id: 1, a_price: 12.5, a_time: '2000-01-01T09:15:00.000Z' };
			await run(operation, { recordId: 1, fieldsMode: 'auto', matchOn: 'id' }, [values]);
			expect(kept(1)).toMatchObject({ a_price: 12.5, a_time: '09:15:00' });
		},
	);

	it("isn't written at all where nothing differs", async () => {
		const [read] = await run('get', { recordId: 3 });
		const { id, a_price, a_time } = read ?? {};
		const before = app.emulator.requests.length;
		const [output] = await run('update', { recordId: 3, fieldsMode: 'auto' }, [
			{ id, a_price, a_time },
		]);
		expect(output).toMatchObject({ id: 3 });
		const methods = app.emulator.requests.slice(before).map(({ method }) => method);
		expect(methods).not.toContain('PUT');
	});

	it('keeps passwords out of a new record', async () => {
		const [made] = await run('create', { fieldsMode: 'auto' }, [
			{ changed: 'x', a_password: '********', a_login_token: 't' },
		]);
		expect(kept(Number(made?.id))).toMatchObject({
			changed: 'x',
			a_password: null,
			a_login_token: null,
		});
	});
});
