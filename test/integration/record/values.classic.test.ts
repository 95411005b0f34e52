import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import type { AppDefinition, PropertyDefinition } from '../../emulator/index.ts';
import { useApp, uuid } from '../../support/app';
import { executeJson } from '../../support/n8n';
import { runs } from '../../support/runs';

const KINDS = [
	...['string', 'text', 'rich_text', 'email_address', 'email', 'phone_number', 'url', 'iban'],
	...['zipcode', 'password', 'login_token', 'list', 'enum', 'boolean', 'integer', 'decimal'],
	...['float', 'price', 'minutes', 'date', 'date_time', 'time', 'file', 'image', 'belongs_to'],
	'unheard_of',
];
const THING = uuid('d0');

const properties: PropertyDefinition[] = KINDS.map((kind, index) => ({
	id: uuid(`d${(index + 16).toString(16)}`).slice(0, 32),
	name: `a_${kind}`,
	kind,
	options: kind === 'belongs_to' ? { model: THING } : {},
}));
const definition: AppDefinition = {
	users: [{ email: 'api@example.com', apiKey: 'a-secret-key' }],
	models: [
		{
			id: THING,
			name: 'Thing',
			table: 'things',
			properties: [{ id: uuid('d1'), name: 'id', kind: 'serial', options: {} }, ...properties],
			records: [{ id: 1 }, { id: 2 }],
		},
	],
};
const app = useApp(definition);

const on = (operation: string, more: object) => ({
	credential: app.credential,
	parameters: {
		resource: 'record',
		operation,
		model: { __rl: true, mode: 'id', value: THING },
		fieldsMode: 'json',
		...more,
	},
});

/** Writes values and reads them back, as a workflow would. */
async function roundTrip(values: IDataObject): Promise<IDataObject> {
	const [created] = await executeJson(on('create', { fieldsJson: values }));
	const [read] = await executeJson(on('get', { recordId: created?.id }));
	return read ?? {};
}

/** Text that means something to forms, JSON, HTML and n8n's expressions, and any other text. */
const text = fc.oneof(
	fc.constantFrom(
		'a&b=c',
		'x[y][]=z',
		'"quoted"',
		"l'été 🙂 漢字",
		'100% + 1',
		'<b>&amp;</b>',
		'\\n',
	),
	fc.constantFrom('line\nbreak', '\ttab', '0', 'false', 'null', '{"a":1}', '#x?y/z', '%5B%5D'),
	fc
		.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
		.filter((value) => value.trim() === value && value !== '' && !value.startsWith('=')),
);
const decimals = fc.integer({ min: -1e9, max: 1e9 }).map((cents) => cents / 100);
const day = fc
	.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
	.map((date) => date.toISOString());

const values = fc.record(
	{
		...Object.fromEntries(
			[...KINDS.slice(0, 11), 'list', 'enum', 'unheard_of'].map((kind) => [`a_${kind}`, text]),
		),
		a_file: fc.webUrl(),
		a_image: fc.constantFrom('/uploads/1/a.png', 'https://example.com/a%20b.png?x=1&y=2'),
		a_boolean: fc.boolean(),
		a_integer: fc.integer(),
		a_minutes: fc.nat(),
		a_decimal: decimals,
		a_float: decimals,
		a_price: decimals,
		a_date: day.map((iso) => iso.slice(0, 10)),
		a_date_time: day,
		a_time: fc.constantFrom('00:00:00', '23:59:59', '09:05:00'),
		a_belongs_to: fc.constantFrom(1, 2),
	},
	{ requiredKeys: [] },
);

/** What comes back for what was written: a relation as an object, an instant in its own format. */
function expected(written: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(written).map(([name, value]) => {
			if (name === 'a_belongs_to') return [name, { id: value }];
			if (name === 'a_date_time') return [name, `${String(value).slice(0, 19)}Z`];
			return [name, value];
		}),
	);
}

describe('Values of every kind', () => {
	it('come back as they were written', async () => {
		await fc.assert(
			fc.asyncProperty(values, async (written) => {
				fc.pre(Object.keys(written).length > 0);
				expect(await roundTrip(written)).toMatchObject(expected(written));
			}),
			runs(150),
		);
	});

	it('come back in full when they are very long', async () => {
		const long = 'é&"'.repeat(200_000);
		expect(await roundTrip({ a_text: long })).toMatchObject({ a_text: long });
	});

	it.each(KINDS)('%s is null when it was never written', async (kind) => {
		const name = kind === 'string' ? 'a_text' : 'a_string';
		expect(await roundTrip({ [name]: 'x' })).toMatchObject({ [`a_${kind}`]: null });
	});

	it.each(KINDS)('%s is left alone when absent and cleared by null', async (kind) => {
		const samples: IDataObject = {
			a_boolean: true,
			a_integer: 1,
			a_decimal: 1.5,
			a_float: 1.5,
			a_price: 1.5,
			a_minutes: 5,
			a_date: '2026-01-01',
			a_date_time: '2026-01-01T00:00:00Z',
			a_time: '09:05:00',
			a_file: 'https://example.com/a.pdf',
			a_image: '/uploads/1/a.png',
			a_belongs_to: 1,
		};
		const name = `a_${kind}`;
		const other = kind === 'string' ? 'a_text' : 'a_string';
		const [created] = await executeJson(
			on('create', { fieldsJson: { [name]: samples[name] ?? 'x' } }),
		);
		const change = async (fieldsJson: IDataObject) =>
			(await executeJson(on('update', { recordId: created?.id, fieldsJson })))[0]?.[name];
		expect(await change({ [other]: 'x' })).toEqual(created?.[name]);
		expect(created?.[name]).not.toBeNull();
		expect(await change({ [name]: null })).toBeNull();
	});
});

describe('Input that is mapped automatically', () => {
	const autoMap = (options: object, json: IDataObject) => ({
		...on('create', {
			fieldsMode: 'auto',
			options,
		}),
		items: [{ json }],
	});

	it('names what is no property, unless told to ignore it', async () => {
		const json = { a_string: 'x', colour: 'red' };
		await expect(executeJson(autoMap({}, json))).rejects.toThrow(/no property "colour"/);
		const [created] = await executeJson(autoMap({ ignoreUnknown: true }, json));
		expect(created).toMatchObject({ id: 3, a_string: 'x' });
		expect(app.emulator.requests.at(-1)?.body).toEqual({ record: { a_string: 'x' } });
	});

	it('may use UUIDs for names', async () => {
		const id = properties[0]?.id ?? '';
		for (const options of [{}, { ignoreUnknown: true }]) {
			const [created] = await executeJson(autoMap(options, { [id]: 'x' }));
			expect(created).toMatchObject({ a_string: 'x' });
		}
	});

	it('does not hide a mistake in JSON', async () => {
		const mistaken = on('create', {
			fieldsJson: { a_string: 'x', colour: 'red' },
			options: { ignoreUnknown: true },
		});
		await expect(executeJson(mistaken)).rejects.toThrow(/no property "colour"/);
	});
});

describe('A value that is nested thousands of levels deep', () => {
	let deep: unknown = 'x';
	for (let depth = 0; depth < 6_000; depth++) deep = depth % 2 === 0 ? { deep } : [deep];

	it.each<[string, string, object]>([
		['"a_string"', 'create', { fieldsMode: 'auto' }],
		['"a_string"', 'update', { fieldsMode: 'auto', recordId: 1 }],
		["'fieldsJson'", 'create', { fieldsJson: '={{ $json }}' }],
		["'recordId'", 'get', { recordId: '={{ $json.a_string }}' }],
		["'options.ids'", 'getAll', { options: { ids: '={{ $json.a_string }}' } }],
		[
			"'fields.value'",
			'create',
			{ fieldsMode: 'mapped', fields: { value: { a_string: '={{ $json.a_string }}' } } },
		],
	])('is refused in the name of %s on %s', async (name, operation, parameters) => {
		const items = [{ json: { a_string: deep } as IDataObject }];
		const run = executeJson({ ...on(operation, parameters), items });
		await expect(run).rejects.toThrow(new RegExp(`${name} is nested .*deep`));
	});
});
