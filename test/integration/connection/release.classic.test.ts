import { sleep } from 'n8n-workflow';
import { companies, company, onCompanies, useApp } from '../../support/app';
import { failure } from '../../support/failure';
import { executeJson } from '../../support/n8n';

const app = useApp(company(companies(3)));

/** The listeners that wait for a signal; what they hold stays in memory until its time-out is over. */
function watchListeners(): Set<unknown> {
	const listeners = new Set<unknown>();
	const { addEventListener, removeEventListener } = EventTarget.prototype;
	jest.spyOn(EventTarget.prototype, 'addEventListener').mockImplementation(function (
		this: EventTarget,
		...given
	) {
		if (this instanceof AbortSignal) listeners.add(given[1]);
		return addEventListener.apply(this, given);
	});
	jest.spyOn(EventTarget.prototype, 'removeEventListener').mockImplementation(function (
		this: EventTarget,
		...given
	) {
		listeners.delete(given[1]);
		return removeEventListener.apply(this, given);
	});
	return listeners;
}

/** axios lets go of a response once it is closed, which is after its last byte. */
const endOfTurn = async () => await sleep(0);

describe('An answer that is read', () => {
	afterEach(() => jest.restoreAllMocks());

	const get = async () =>
		await executeJson({
			credential: app.credential,
			parameters: onCompanies('get', { recordId: '={{ $json.id }}' }),
			items: [1, 2, 3].map((id) => ({ json: { id } })),
		});

	it('is not kept in memory until its time-out is over', async () => {
		const listeners = watchListeners();
		expect(await get()).toHaveLength(3);
		await endOfTurn();
		expect(listeners.size).toBe(0);
	});

	it('is not kept either when it is a refusal, or broken off', async () => {
		const listeners = watchListeners();
		app.emulator.fault({ method: 'GET', status: 422, body: 'no' });
		await failure(get());
		app.emulator.fault({ method: 'GET', drop: 'after', times: 10 });
		await failure(get());
		await endOfTurn();
		expect(listeners.size).toBe(0);
	});
});
