import type { AppRecord, Personality } from '../../emulator/index.ts';
import { executeJson } from '../../support/n8n';
import { onCompanies } from '../../support/app';
import { describePersonalities, type Outcome } from '../../support/personalities';
import { oddly, useVariedApp, type ClassicState } from '../../support/variedApp';

const app = useVariedApp();

const json = (fieldsJson: object, more: object = {}) => ({
	fieldsMode: 'json',
	fieldsJson,
	...more,
});

/** Runs an operation, and keeps which record it was, and what was done to it. */
const run = async (operation: string, more: object, items = 1) => {
	const output = await executeJson({
		credential: app.credential,
		parameters: onCompanies(operation, more) as never,
		items: Array.from({ length: items }, () => ({ json: {} })),
	});
	return output.map(({ id, _action: action }) => [id, action]);
};

/** A text as this app keeps it. */
function keptText(text: string, { keptText: form }: Personality): string {
	if (form === 'lowercase') return text.toLowerCase();
	if (form === 'trimmed') return text.trim();
	return form === 'composed' ? text.normalize('NFC') : text;
}

const EMPTY: Omit<AppRecord, 'id'> = Object.fromEntries(
	['name', 'email', 'employees', 'revenue', 'active', 'founded', 'called_at', 'branch', 'notes']
		.concat('group', 'label', 'opens', 'photo', 'extra', 'secret')
		.map((name) => [name, null]),
);

const VALUES = {
	...{ name: 'Ni\u0301jmegen', email: ' N@x.nl', employees: 4, revenue: 12.344, active: true },
	...{ called_at: '2024-06-01T08:00:00.250Z', branch: 'Steel', group: 2, opens: '09:15' },
};

const stored = (s: Personality): object => ({
	...{ ...EMPTY, ...VALUES, group: { id: 2 }, opens: '09:15:00' },
	name: keptText(VALUES.name, s),
	email: keptText(VALUES.email, s),
	revenue: s.keptNumber === 'cents' ? 12.34 : 12.344,
	called_at: s.keptTime === 'seconds' ? '2024-06-01T08:00:00.000Z' : VALUES.called_at,
});

const IGNORES = /^This app can't filter by .*: it returned records that don't match/;
const REFUSES = /^The app refuses the conditions? "/;

/** How an app that does not filter has a record looked for in vain. */
const unfiltered = (s: Personality) =>
	({ supported: undefined, ignored: IGNORES, rejected: oddly(s, 'read records', 400) ?? REFUSES })[
		s.filters
	];

const changed = (id: number, values: object) => (state: ClassicState) => {
	Object.assign(state.companies.find((row) => row.id === id) ?? {}, values);
};

const added = (values: object) => (state: ClassicState) => {
	state.companies.push({ ...EMPTY, id: 10, ...values });
};

/** What an app does where it finds records as it should. */
const found = (s: Personality, outcome: Outcome<ClassicState>): Outcome<ClassicState> => {
	const refusal = unfiltered(s);
	return refusal === undefined ? outcome : { refusal };
};

describe('A classic app', () => {
	describePersonalities<Personality, ClassicState>(app, [
		{
			name: 'creates a record',
			run: async () => await run('create', json(VALUES)),
			outcome: (s) => ({ output: [[10, undefined]], change: added(stored(s)) }),
		},
		{
			name: 'refuses a record without a name',
			run: async () => await run('create', json({ email: 'n@x.nl' })),
			outcome: (s) => {
				const odd = oddly(s, 'create a record', s.validationStatus);
				return { refusal: odd ?? /^The app didn't accept/ };
			},
		},
		{
			name: 'updates a record',
			run: async () =>
				await run('update', {
					recordId: 2,
					...json({ name: ' Breda', branch: 'Food', employees: null, group: 1 }),
				}),
			outcome: (s) =>
				s.choices === 'withdrawn'
					? { refusal: 'Property "branch" must be one of the values in its list, but got "Food"' }
					: {
							output: [[2, undefined]],
							change: changed(2, {
								name: keptText(' Breda', s),
								branch: 'Food',
								employees: null,
								group: { id: 1 },
							}),
						},
		},
		{
			name: 'deletes a record',
			run: async () => await run('delete', { recordId: 3 }),
			outcome: () => ({
				output: [[3, undefined]],
				change: (state) => void state.companies.splice(2, 1),
			}),
		},
		{
			name: 'has no record to delete',
			run: async () => await run('delete', { recordId: 99 }),
			outcome: (s) => ({
				refusal: oddly(s, 'delete the record', 404) ?? /^No record 99 was found in the model "/,
			}),
		},
		{
			name: 'finds the record to update by a key',
			run: async () =>
				await run('upsert', json({ email: 'g@x.nl', employees: 70 }, { matchOn: 'email' })),
			outcome: (s) => found(s, { output: [[7, 'updated']], change: changed(7, { employees: 70 }) }),
		},
		{
			name: 'gets one record for a key that is new, however late it shows',
			run: async () =>
				await run('upsert', json({ email: 'z@x.nl', name: 'Zwolle' }, { matchOn: 'email' }), 2),
			outcome: (s) =>
				found(s, {
					output: [
						[10, 'created'],
						[10, 'updated'],
					],
					change: added({ email: 'z@x.nl', name: keptText('Zwolle', s) }),
				}),
		},
		{
			name: 'changes none of several records with a key',
			run: async () =>
				await run('upsert', json({ employees: 12, notes: 'x' }, { matchOn: 'employees' })),
			outcome: (s) =>
				found(s, { refusal: 'More than one record matches, among them 4 and 5. None was used' }),
		},
		{
			name: 'finds the record to update by two keys',
			run: async () =>
				await run(
					'upsert',
					json(
						{ employees: 3, branch: 'Steel', active: true, notes: 'x' },
						{ matchOn: ['employees', 'branch', 'active'] },
					),
				),
			outcome: (s) =>
				found(
					s,
					['first', 'last'].includes(s.filtersApplied)
						? { refusal: IGNORES }
						: { output: [[3, 'updated']], change: changed(3, { notes: 'x' }) },
				),
		},
	]);
});
