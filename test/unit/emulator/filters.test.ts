import { company, COMPANY, uuid, useApp } from '../../support/app';

const app = useApp(
	company([
		{ id: 1, name: 'Alkmaar', employees: 3 },
		{ id: 2, name: 'Breda', employees: 5 },
		{ id: 3, name: 'Breda', employees: 7 },
	]),
);

/** The ids of the companies that meet two conditions. */
async function ids(): Promise<number[]> {
	const condition = (path: string, predicate: string, criteria: string) =>
		[
			`filters[][conditions][][predicate]=${predicate}`,
			`filters[][conditions][][criteria]=${criteria}`,
			`filters[][conditions][][path][]=${path}`,
		].join('&');
	const query = `${condition(uuid('c2'), 'eq', 'Breda')}&${condition(uuid('c4'), 'lteq', '5')}`;
	const response = await fetch(
		`${app.emulator.application}/api/models/${COMPANY}/records?${query}`,
		{
			headers: {
				authorization: `Basic ${Buffer.from('api@example.com:a-secret-key').toString('base64')}`,
			},
		},
	);
	return ((await response.json()) as Array<{ id: number }>).map(({ id }) => id);
}

describe('The conditions of a group in the emulated app', () => {
	it.each([
		['all', [2]],
		['first', [2, 3]],
		['last', [1, 2]],
		['eq', [2]],
	] as const)('that count are %s', async (filtersApplied, expected) => {
		app.emulator.setPersonality({ filtersApplied });
		expect(await ids()).toEqual(expected);
	});

	it('are met by no more records than the app returns at once', async () => {
		app.emulator.setPersonality({ filtersApplied: 'first', cap: 1 });
		expect(await ids()).toEqual([2]);
	});
});
