import { AppError } from '../../../nodes/BettyBlocks/app/errors';
import { Places } from '../../../nodes/BettyBlocks/node/concurrently';
import { changeEach } from '../../../nodes/BettyBlocks/resources/record/severalMatches';
import { failure } from '../../support/failure';

const failed = (outcome: 'not done' | 'unknown', message: string) =>
	new AppError({ kind: 'failed', message, outcome });

/** Changes records by their IDs, all at once; those with an error fail. */
async function change(ids: number[], errors: Record<number, AppError> = {}) {
	const place = await new Places({ current: ids.length }).take({ underWay: 0 });
	let waiting = ids.length;
	let release = () => {};
	const allStarted = new Promise<void>((resolve) => (release = resolve));
	return await changeEach(place, ids, 'updated', async (id) => {
		if (--waiting === 0) release();
		await allStarted;
		const error = errors[id];
		if (error !== undefined) throw error;
		return { record: { id }, mayStillArrive: false };
	});
}

describe('Several records of one item', () => {
	it('come out in their order', async () => {
		const { output, records } = await change([3, 1, 2]);
		expect(output.map(({ json }) => json.id)).toEqual([3, 1, 2]);
		expect(records).toEqual([3, 1, 2]);
	});

	it('may be one or none', async () => {
		expect((await change([1])).records).toEqual([1]);
		expect((await change([])).output).toEqual([]);
	});

	it('are each told of when one fails: what was changed, and what may have been', async () => {
		const error = await failure(
			change([1, 2, 3, 4], {
				2: failed('not done', 'Name is invalid'),
				3: failed('unknown', 'No response'),
			}),
		);
		expect(error.message).toBe(
			'Name is invalid. Of the records that match, 1, 4 had already been updated. 1 more may have been updated: the app did not respond',
		);
		expect(error).toMatchObject({ mayStillArrive: true });
	});

	it('keep the error as it is where it is the only one and nothing was changed', async () => {
		const error = failed('not done', 'Name is invalid');
		expect(await failure(change([1], { 1: error }))).toBe(error);
	});
});
