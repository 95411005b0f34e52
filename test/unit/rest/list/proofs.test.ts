import { Proofs } from '../../../../nodes/BettyBlocks/rest/list/proofs';

describe('What was seen of an app', () => {
	it('is found out once by all who ask, as long as it is so', async () => {
		const proofs = new Proofs();
		let asked = 0;
		const isSo = async () => {
			asked += 1;
			return true;
		};
		const all = [proofs.whether('a', isSo), proofs.whether('a', isSo)];
		expect(await Promise.all(all)).toEqual([true, true]);
		expect([await proofs.whether('a', isSo), asked]).toEqual([true, 1]);
		await proofs.whether('b', isSo);
		expect(asked).toBe(2);
	});

	it('is tried again when it was not so, or failed', async () => {
		const proofs = new Proofs();
		const fail = async () => await Promise.reject(new Error('It is down'));
		expect(await proofs.whether('a', async () => false)).toBe(false);
		await expect(proofs.whether('a', fail)).rejects.toThrow('It is down');
		expect(await proofs.whether('a', async () => true)).toBe(true);
	});

	it('is asked for records again until there are some', async () => {
		const proofs = new Proofs();
		expect(await proofs.sample('a', async () => [])).toEqual([]);
		expect(await proofs.sample('a', async () => [{ id: 1 }])).toEqual([{ id: 1 }]);
		expect(await proofs.sample('a', async () => [{ id: 2 }])).toEqual([{ id: 1 }]);
	});

	it('begins with nothing', () => {
		const { maxLimit, refusesUpwards, mostRows } = new Proofs();
		expect([maxLimit, refusesUpwards, mostRows]).toEqual([Infinity, false, 0]);
	});
});
