import fc from 'fast-check';
import { manyTasks, onTasks, tasks, useDataApp } from '../../support/dataApp';
import { executeJson } from '../../support/n8n';
import { runs } from '../../support/runs';

const RUNS = 40;

const odd: fc.Arbitrary<unknown> = fc.oneof(
	fc.constantFrom<unknown>(null, true, false, 0, -1, 1e300, '', 'text', [], {}, [null], [[]]),
	fc.jsonValue({ maxDepth: 2 }),
);

/** A record as it should be, or something else in its place. */
const record = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ id: fc.integer({ min: 1, max: 5 }), name: fc.string() }) },
	{ weight: 1, arbitrary: fc.record({ id: odd, name: odd }) },
	{ weight: 1, arbitrary: odd },
);

const or = (arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
	fc.oneof({ weight: 4, arbitrary }, { weight: 1, arbitrary: odd });

/** A response whose parts may each be anything. */
const responses = or(
	fc.record(
		{
			data: or(
				fc.record(
					{
						allTask: or(
							fc.record({
								results: or(fc.array(record, { maxLength: 4 })),
								totalCount: or(fc.integer({ min: 0, max: 4 })),
							}),
						),
						oneTask: or(record),
						action: odd,
						end: or(fc.record({ results: or(fc.array(record, { maxLength: 2 })) })),
					},
					{ requiredKeys: [] },
				),
			),
			errors: odd,
			error: odd,
			status: odd,
		},
		{ requiredKeys: ['data'] },
	),
);

const isRecord = (row: unknown): row is { id: unknown } =>
	typeof row === 'object' && row !== null && !Array.isArray(row);

/** Errors of JavaScript, which nobody understands. */
const CRASH = /undefined|is not a function|not iterable|Cannot read|Cannot convert|Invalid array/;

describe('A newer app that answers whatever it likes', () => {
	const app = useDataApp(tasks(manyTasks(2)));

	it.each(['getAll', 'count', 'exists', 'get'])(
		'is believed in nothing that is no answer, and told in words (%s)',
		async (operation) => {
			await fc.assert(
				fc.asyncProperty(responses, async (response) => {
					app.emulator.reset();
					app.credential.jwtToken = app.emulator.token();
					const body = JSON.stringify(response);
					for (const contains of ['allTask', 'oneTask']) {
						app.emulator.fault({ status: 200, body, contains, times: 1_000 });
					}
					const outcome = await executeJson({
						parameters: onTasks(operation, {
							limit: 3,
							recordId: { __rl: true, mode: 'id', value: '2' },
							options: { fields: 'id, name' },
						}),
						credential: app.credential,
					}).catch((error: unknown) => error as Error);
					if (outcome instanceof Error) {
						expect(outcome.name).toMatch(/^Node(Api|Operation)Error$/);
						expect(outcome.message.length).toBeGreaterThan(10);
						expect(outcome.message).not.toMatch(CRASH);
						return;
					}
					const { data, errors } = response as { data: Record<string, unknown>; errors?: unknown };
					expect([undefined, null, false, '', []]).toContainEqual(errors);
					if (operation !== 'getAll') return;
					const { results } = data.allTask as { results: unknown[] };
					expect(results.every(isRecord)).toBe(true);
					const ids = outcome.map(({ id }) => id);
					expect(ids).toEqual(results.slice(0, 3).map((row) => (row as { id: unknown }).id));
				}),
				{ ...runs(RUNS), examples: [[{ data: { oneTask: {} } }]] },
			);
		},
	);
});
