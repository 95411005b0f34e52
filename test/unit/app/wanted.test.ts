import { checkOffered, checkWatchable } from '../../../nodes/BettyBlocks/app/query/wanted';
import type { RecordQuery, Abilities } from '../../../nodes/BettyBlocks/app/query/wanted';

const EVERYTHING: Abilities = {
	fields: true,
	saved: true,
	groups: true,
	sortKeys: 2,
	watchedConditions: true,
};
const NOTHING: Abilities = {
	fields: false,
	saved: false,
	groups: false,
	sortKeys: 1,
	watchedConditions: false,
};

const property = { id: 'n', name: 'name', kind: 'string', options: {} };
const key = { property, direction: 'asc' as const };

const ASKED: Array<[Partial<RecordQuery>, string, string]> = [
	[{ viewId: 'v' }, 'Newer apps have no saved views or filters', 'Use conditions instead'],
	[{ filterId: 'f' }, 'Newer apps have no saved views or filters', 'Use conditions instead'],
	[
		{ groups: [] },
		"Classic apps don't support groups of conditions",
		'Save the conditions as a filter in the builder instead',
	],
	[
		{ fields: ['name'] },
		"A classic app can't be asked for some of the properties",
		'Leave out properties in a separate step (for example with the Edit Fields node)',
	],
	[
		{ sort: [key, key] },
		'The app can sort by one property only',
		'Keep one of them, or sort in a separate step (for example with the Sort node)',
	],
];

describe('What an API would drop without a word', () => {
	it.each(ASKED)('is refused: %j', (query, message, advice) => {
		expect(() => {
			checkOffered(NOTHING, query);
		}).toThrow(expect.objectContaining({ message, advice }) as Error);
		expect(() => {
			checkOffered(EVERYTHING, query);
		}).not.toThrow();
	});

	it('is nothing of a plain list', () => {
		expect(() => {
			checkOffered(NOTHING, {});
			checkOffered(NOTHING, { sort: [key] });
		}).not.toThrow();
	});

	it('is refused for a trigger as well, and so are conditions that it would not go by', () => {
		const watch = (can: Abilities, filterId: string | undefined, isFiltered: boolean) => () => {
			checkWatchable(can, { filterId }, isFiltered);
		};
		expect(watch(NOTHING, 'f', false)).toThrow('Newer apps have no saved views or filters');
		expect(watch(NOTHING, undefined, true)).toThrow(
			expect.objectContaining({
				message: "A trigger on a classic app can't filter by conditions",
				advice: 'Remove the conditions, and save them as a filter in the builder instead',
			}) as Error,
		);
		expect(watch(NOTHING, undefined, false)).not.toThrow();
		expect(watch(EVERYTHING, 'f', true)).not.toThrow();
	});
});
