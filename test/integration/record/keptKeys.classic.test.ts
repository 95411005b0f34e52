import fc from 'fast-check';
import type { Personality } from '../../emulator/index.ts';
import { company, onCompanies, uuid, useApp } from '../../support/app';
import { execute, executeContext } from '../../support/n8n';
import { BettyBlocks } from '../../../nodes/BettyBlocks/BettyBlocks.node';
import { runs } from '../../support/runs';

const definition = company([]);
definition.models[0]?.properties.push({
	id: uuid('cd'),
	name: 'lasts',
	kind: 'minutes',
	options: {},
});
const app = useApp(definition);
const nodeType = new BettyBlocks();

type Key = 'email' | 'revenue' | 'called_at' | 'lasts' | 'id';

/** Runs Create or Update, and says what it told besides the records: hints and errors. */
async function run(key: Key, values: unknown[]) {
	const context = executeContext({
		credential: app.credential,
		onError: 'continueRegularOutput',
		parameters: onCompanies('upsert', {
			fieldsMode: 'json',
			fieldsJson: '={{ $json }}',
			matchOn: key,
			options: { concurrency: 3 },
		}),
		items: values.map((value, index) => ({
			json: { [key]: value as string, name: `N${index}`, employees: index },
		})),
	});
	const hints: string[] = [];
	Object.assign(context, {
		addExecutionHints: (...given: Array<{ message: string }>) =>
			hints.push(...given.map(({ message }) => message)),
	});
	const [output = []] = await nodeType.execute.call(context);
	return { output, told: [...hints, ...output.flatMap(({ error }) => error?.message ?? [])] };
}
const rows = () => app.emulator.records('Company');
const actions = ({ output }: Awaited<ReturnType<typeof run>>) =>
	output.map(({ json, error }) => (error === undefined ? json._action : 'error'));

describe('A key that the app keeps in a form of its own', () => {
	it.each<[Partial<Personality>, Key, unknown]>([
		[{ keptText: 'lowercase' }, 'email', 'A@Example.com'],
		[{ keptText: 'trimmed' }, 'email', 'a@example.com '],
		[{ keptText: 'cut' }, 'email', `${'a'.repeat(250)}@example.com`],
		[{ keptText: 'composed' }, 'email', 'ame\u0301lie@example.com'],
		[{ keptNumber: 'cents' }, 'revenue', 12.345],
		[
			{ keptTime: 'seconds', timestampPrecision: 'milliseconds' },
			'called_at',
			'2026-03-01T12:00:00.400Z',
		],
		[{}, 'id', 77],
	])(
		'is told with %j where the next run won’t find the record: %s %j',
		async (form, key, value) => {
			app.emulator.setPersonality(form);
			const first = await run(key, [value]);
			expect(first.told).toEqual([expect.stringMatching(/next run won't find/)]);
			expect(actions(first)).toEqual(['created']);
		},
	);

	it.each<[Partial<Personality>, Key, unknown]>([
		[{}, 'email', 'A@Example.com '],
		[{ textCase: 'insensitive' }, 'email', 'A@Example.com'],
		[{ keptText: 'lowercase' }, 'email', 'a@example.com'],
		[{ decimals: 'text' }, 'revenue', '12.50'],
		[{ timestampPrecision: 'seconds' }, 'called_at', '2026-03-01T12:00:00.400Z'],
		[{ timestampFormat: 'local' }, 'called_at', '2026-03-01T12:00:00Z'],
	])('is told of none with %j where it will: %s %j', async (form, key, value) => {
		app.emulator.setPersonality(form);
		expect((await run(key, [value])).told).toEqual([]);
		expect(actions(await run(key, [value]))).toEqual(['updated']);
	});

	it('ends a later run with what was made twice, where that could not be known before', async () => {
		app.emulator.setPersonality({ keptText: 'lowercase' });
		await run('email', ['A@example.com']);
		const { told } = await run('email', ['A@example.com']);
		expect(told.at(-1)).toBe(
			'Record 2 was created, but record 1 already has the same key: the app stores "A@example.com" as "a@example.com"',
		);
	});

	it('leads later items of the run to the record, in whichever form they have it', async () => {
		app.emulator.setPersonality({ keptText: 'lowercase' });
		const run1 = await run('email', ['A@b.nl', 'A@b.nl', 'a@B.nl', 'a@b.nl', 'c@d.nl', 'C@d.nl']);
		expect(actions(run1).slice(0, 4)).toEqual(['created', 'updated', 'updated', 'updated']);
		expect(rows().filter(({ email }) => email === 'a@b.nl')).toMatchObject([{ employees: 3 }]);
	});

	it('never leads to another record: what only may be the same is refused', async () => {
		app.emulator.setPersonality({ keptText: 'trimmed' });
		const run1 = await run('email', [' a@b.nl', 'A@b.nl', 'A@b.nl ']);
		expect(actions(run1)).toEqual(['created', 'error', 'error']);
		expect(run1.told.at(-1)).toMatch(/^Not created: "A@b.nl " may be the same as record 1/);
		expect(rows()).toMatchObject([{ email: 'a@b.nl', employees: 0 }]);
	});
});

describe('A record that the run made', () => {
	it('gets each later change, also one back to what it was made with', async () => {
		const output = await execute({
			credential: app.credential,
			parameters: onCompanies('upsert', { fieldsMode: 'auto', matchOn: 'email' }),
			items: ['A', 'B', 'A'].map((notes) => ({ json: { email: 'x@y.nl', name: 'N', notes } })),
		});
		expect(output.map(({ json }) => json._action)).toEqual(['created', 'updated', 'updated']);
		expect(rows()).toMatchObject([{ notes: 'A' }]);
	});

	it('is known also while the app does not show it yet', async () => {
		app.emulator.fault({ method: 'GET', path: '/records/1', status: 404, times: 9 });
		const output = await run('email', ['x@y.nl', 'x@y.nl']);
		expect(actions(output)).toEqual(['created', 'updated']);
	});
});

describe('An ID that the app does not have', () => {
	it('leads later items of the run to the record that was made for it', async () => {
		expect(actions(await run('id', [99, 99, 98]))).toEqual(['created', 'updated', 'created']);
		expect(rows()).toHaveLength(2);
	});
});

describe('One key in two runs', () => {
	const keys: Record<Exclude<Key, 'id'>, fc.Arbitrary<unknown>> = {
		email: fc.constantFrom('a@b.nl', 'A@b.nl', ' a@b.nl', 'e\u0301@b.nl', 'é@b.nl', 'É@b.nl'),
		revenue: fc.constantFrom(1, 1.004, 1.005, '1.00', 2.5, '2.50', 2.499),
		called_at: fc.constantFrom(
			'2026-03-01T12:00:00Z',
			'2026-03-01T12:00:00.400Z',
			'2026-03-01T13:00:00+01:00',
		),
		lasts: fc.constantFrom('1:30', 90, '90', '0:30', 30),
	};
	const forms = fc.record<Partial<Personality>>({
		keptText: fc.constantFrom('as sent', 'lowercase', 'trimmed', 'cut', 'composed'),
		keptNumber: fc.constantFrom('as sent', 'cents'),
		keptTime: fc.constantFrom('as sent', 'seconds'),
		textCase: fc.constantFrom('sensitive', 'insensitive'),
		// What is shown tells the oracle what is kept.
		timestampPrecision: fc.constant('milliseconds'),
	});
	const work = fc
		.constantFrom<Exclude<Key, 'id'>>('email', 'revenue', 'called_at', 'lasts')
		.chain((key) =>
			fc.record({
				key: fc.constant(key),
				form: forms,
				values: fc.array(keys[key], { minLength: 1, maxLength: 4 }),
			}),
		);

	const isChanged = (key: Key, { keptText, keptNumber, keptTime }: Partial<Personality>) =>
		({
			email: keptText !== 'as sent',
			revenue: keptNumber !== 'as sent',
			called_at: keptTime !== 'as sent',
			lasts: true,
			id: true,
		})[key];

	it('is one record, or what the app makes of it is told', async () => {
		await fc.assert(
			fc.asyncProperty(work, async ({ key, form, values }) => {
				app.emulator.reset();
				app.emulator.setPersonality({ ...form });
				const told = [...(await run(key, values)).told, ...(await run(key, values)).told];
				const kept = rows().map((row) => JSON.stringify(row[key]));
				if (told.length === 0) expect(new Set(kept).size).toBe(kept.length);
				if (!isChanged(key, form)) expect(told).toEqual([]);
			}),
			runs(12, 5),
		);
	});
});
