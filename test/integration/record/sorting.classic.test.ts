import { company, onCompanies, useApp } from '../../support/app';
import { executeJson } from '../../support/n8n';

const COUNT = 6_000;

/** Half of them are active; their names come in no order. */
const RECORDS = Array.from({ length: COUNT }, (_, index) => ({
	id: index + 1,
	name: `Company ${String((index * 7_919) % COUNT).padStart(4, '0')}`,
	active: index % 2 === 0,
}));

const app = useApp(company(RECORDS), { tieOrder: 'shuffled' });

describe('The first records of more than two thousand that are equal by the first property', () => {
	it.each([1, 5, 700])('are the right ones, with limit %d', async (limit) => {
		const by = [
			{ property: 'active', direction: 'desc' },
			{ property: 'name', direction: 'asc' },
		];
		const found = await executeJson({
			credential: app.credential,
			parameters: onCompanies('getAll', { returnAll: false, limit, sort: { by } }),
		});
		const expected = RECORDS.filter(({ active }) => active)
			.sort((a, b) => (a.name < b.name ? -1 : 1))
			.slice(0, limit)
			.map(({ id }) => id);
		expect(found.map(({ id }) => id)).toEqual(expected);
	});
});
