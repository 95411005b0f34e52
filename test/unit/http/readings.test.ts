import { readingsOf, soughtFor } from '../../../nodes/BettyBlocks/http/readings';

const sought = soughtFor(['a-secret-key'], 40, { least: 6, lost: 0 });

/** What an app says of its records, as most apps do. */
function recordsText(count: number): string {
	const records = Array.from({ length: count }, (_each, at) => ({
		id: at + 1,
		name: `Company ${at + 1}`,
		email: `company-${at + 1}@example.com`,
		website: `https://www.company-${at + 1}.example/about-us?from=app`,
		employees: at % 1000,
		revenue: at / 7,
		note: 'Called "Jan" about\nthe offer: 10 % off, and so on (see the other one)',
		isActive: at % 2 === 0,
		created_at: '2026-03-12T09:41:27Z',
		updated_at: '2026-03-12T09:41:27.123+01:00',
	}));
	return JSON.stringify(records);
}

describe('Ordinary records', () => {
	it('are looked into once, whatever number of them comes, and nothing of them is decoded', () => {
		const [few, many] = [1, 1000].map((count) => [...readingsOf(recordsText(count), sought)]);
		expect(many?.length).toBe(few?.length);
		expect(many?.filter(({ isUnpacked }) => isUnpacked)).toEqual([]);
		const [written = 0, ...others] = many?.map(({ bytes }) => bytes.length) ?? [];
		expect(others.length).toBeLessThanOrEqual(2);
		expect(Math.max(...others)).toBeLessThan(written / 2);
	});
});
