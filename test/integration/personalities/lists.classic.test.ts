import type { Personality } from '../../emulator/index.ts';
import { executeJson } from '../../support/n8n';
import { onCompanies } from '../../support/app';
import { describePersonalities, type Outcome } from '../../support/personalities';
import { FILTER, useVariedApp, VIEW, type ClassicState } from '../../support/variedApp';

const app = useVariedApp();

const run = async (operation: string, more: object = {}) =>
	await executeJson({
		credential: app.credential,
		parameters: onCompanies(operation, more) as never,
	});
const ids = async (more: object) => (await run('getAll', more)).map(({ id }) => id);
const where = (...conditions: Array<[property: string, operator: string, value?: unknown]>) => ({
	filters: {
		conditions: conditions.map(([property, operator, value]) => ({ property, operator, value })),
	},
});
const by = (property: string, direction: string) => ({ sort: { by: [{ property, direction }] } });
const all = { returnAll: true };

const ALL = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const ACTIVE = [1, 3, 5, 7, 9];

/** How many records the app returns at once, each once. */
const atOnce = ({ cap, maxLimit, rows }: Personality) =>
	Math.ceil(Math.min(cap ?? Infinity, maxLimit ?? Infinity) / (rows === 'twice' ? 2 : 1));

/** Whether a condition finds what is not equal. */
const compares = ({ filters, predicates, filtersApplied }: Personality) =>
	filters === 'supported' && predicates === 'all' && filtersApplied !== 'eq';

/** Refusals with 200 can't be told from other errors, or from a wrong URL. */
function oddly({ errorForm }: Personality): RegExp | undefined {
	if (errorForm === 'error with 200') {
		return /^The app responded with an error to the request to read records: Refused with 40\d$/;
	}
	return errorForm === 'page with 200'
		? /^The response to the request to read records isn't from a Betty Blocks API/
		: undefined;
}

const UNREADABLE = "Couldn't read all records: the app ";

interface List {
	/** IDs of the records that match. */
	ids: number[];
	/** Whether a condition on the ID may stand beside the others. */
	narrows?: (s: Personality) => boolean;
}

/** What is seen first of an app that refuses the usual page, where refusals can't be told from other errors. */
const refusesPage = (s: Personality) =>
	s.refusedLimit !== null || s.ascending === 'rejected' ? oddly(s) : undefined;

/** Why not all records can be read in the order of their IDs, if they can't. */
function unread(
	s: Personality,
	{ ids: matching, narrows = compares }: List,
): string | RegExp | undefined {
	const count = matching.length;
	const some = atOnce(s);
	const isCapped = some < count;
	const isUp = s.ascending === 'supported';
	const isAsked = isCapped || (!isUp && matching[0] !== 1);
	const isRefused =
		isAsked && (s.filters === 'rejected' || (!narrows(s) && s.offset === 'rejected'));
	const goesOn = narrows(s) || s.offset === 'supported';
	const why = isUp
		? `${UNREADABLE}returns no more than ${some} at once, and can't skip records`
		: `${UNREADABLE}returned ${some} from the highest ID down, and doesn't show whether there are more`;
	const isRead = !isCapped || goesOn || (isUp && 2 * some >= count);
	return refusesPage(s) ?? (isRefused ? oddly(s) : undefined) ?? (isRead ? undefined : why);
}

const IGNORES = /^This app can't filter by .*: it returned records that don't match/;
const LEAVES_OUT = /^This app can't filter by .*: it leaves out records that match/;
const REFUSES = /^The app refuses the conditions? "/;

const outcome = (output: unknown, refusal?: string | RegExp): Outcome<ClassicState> => ({
	output,
	refusal,
});

/** Where an app applies no condition at all. */
const unfiltered = (s: Personality) =>
	s.filters === 'rejected' ? (oddly(s) ?? REFUSES) : s.filters === 'ignored' ? IGNORES : undefined;

/** The same where the records are read in the order of their IDs. */
const unfilteredById = (s: Personality) => (unfiltered(s) && refusesPage(s)) ?? unfiltered(s);

const appliesAll = (s: Personality) => compares(s) && s.filtersApplied === 'all';

describe('A classic app', () => {
	describePersonalities<Personality, ClassicState>(app, [
		{
			name: 'returns all records',
			run: async () => await ids(all),
			outcome: (s) => outcome(ALL, unread(s, { ids: ALL })),
		},
		{
			name: 'returns the first records by a property that meet two conditions',
			run: async () =>
				await ids({
					...where(['employees', 'gt', 3], ['branch', 'eq', 'Food']),
					...by('employees', 'desc'),
					returnAll: false,
					limit: 3,
				}),
			outcome: (s) => {
				const wanted = [4, 9, 7];
				if (unfiltered(s)) return outcome(wanted, unfiltered(s));
				if (appliesAll(s))
					return outcome(wanted, unread(s, { ids: [4, 7, 9], narrows: appliesAll }));
				// The first page of an app that shows each record twice has none that does not match.
				const isLate = s.filtersApplied === 'last' && s.rows === 'twice';
				return outcome(wanted, (isLate ? refusesPage(s) : undefined) ?? IGNORES);
			},
		},
		{
			name: 'returns all records that meet one of two conditions, by name',
			run: async () =>
				await ids({
					...where(['name', 'startsWith', 'G'], ['group.name', 'eq', 'South']),
					...by('name', 'asc'),
					combineFilters: 'or',
					...all,
				}),
			outcome: (s) => {
				const wanted = [2, 5, 7, 8];
				if (unfilteredById(s)) return outcome(wanted, unfilteredById(s));
				if (!appliesAll(s) || s.groups === 'and') {
					return outcome(wanted, refusesPage(s) ?? LEAVES_OUT);
				}
				return outcome(wanted, unread(s, { ids: wanted, narrows: () => false }));
			},
		},
		{
			name: 'returns the records with one of some values',
			run: async () => await ids({ ...where(['employees', 'in', '12, 8']), ...all }),
			outcome: (s) => {
				const wanted = [4, 5, 9];
				if (unfilteredById(s)) return outcome(wanted, unfilteredById(s));
				if (!compares(s)) return outcome(wanted, oddly(s) ?? REFUSES);
				if (s.severalValues === 'last') return outcome(wanted, refusesPage(s) ?? LEAVES_OUT);
				return outcome(wanted, unread(s, { ids: wanted, narrows: appliesAll }));
			},
		},
		{
			name: 'returns the records of a view',
			run: async () => await ids({ options: { viewId: VIEW }, ...all }),
			outcome: (s) => outcome(ACTIVE, unread(s, { ids: ACTIVE })),
		},
		{
			name: 'returns the records of a saved filter',
			run: async () => await ids({ options: { filterId: FILTER }, ...all }),
			outcome: (s) => outcome(ACTIVE, unread(s, { ids: ACTIVE })),
		},
		{
			name: 'counts records that meet a condition',
			run: async () => await run('count', where(['employees', 'gteq', 8])),
			outcome: (s) => {
				const wanted = [{ count: 4 }];
				if (unfilteredById(s)) return outcome(wanted, unfilteredById(s));
				if (!compares(s)) return outcome(wanted, refusesPage(s) ?? LEAVES_OUT);
				return outcome(wanted, unread(s, { ids: [2, 4, 5, 9], narrows: appliesAll }));
			},
		},
		{
			name: 'passes on an item for which a record exists',
			run: async () => await run('exists', where(['email', 'eq', 'g@x.nl'])),
			outcome: (s) => {
				const wanted = [{}];
				if (unfiltered(s)) return outcome(wanted, unfiltered(s));
				return outcome(wanted);
			},
		},
	]);
});
