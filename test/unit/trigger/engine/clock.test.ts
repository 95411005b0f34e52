import {
	furthestOf,
	horizonOf,
	setBackTo,
} from '../../../../nodes/BettyBlocks/trigger/engine/clock';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const APP = Date.UTC(2026, 0, 1);
const HOST = APP + 5 * HOUR;

describe('What is certainly not ahead of the app’s clock', () => {
	it('is what its own clock shows', () => {
		expect(horizonOf({ app: APP, host: HOST }, false)).toBe(APP);
		expect(horizonOf({ app: APP, host: HOST }, undefined)).toBe(APP);
	});

	it('is twelve hours less where times have no zone, as one may be so far behind', () => {
		expect(horizonOf({ app: APP, host: HOST }, true)).toBe(APP - 12 * HOUR);
	});

	it('is a day before n8n’s clock where the app tells no time', () => {
		expect(horizonOf({ host: HOST }, false)).toBe(HOST - DAY);
		expect(horizonOf({ host: HOST }, true)).toBe(HOST - DAY);
	});
});

describe('What may not be ahead of the app’s clock', () => {
	it('is what its own clock shows', () => {
		expect(furthestOf({ app: APP, host: HOST }, false)).toBe(APP);
		expect(furthestOf({ app: APP, host: HOST }, undefined)).toBe(APP);
	});

	it('is a day more where times have no zone, or the app tells no time', () => {
		expect(furthestOf({ app: APP, host: HOST }, true)).toBe(APP + DAY);
		expect(furthestOf({ host: HOST }, false)).toBe(HOST + DAY);
	});
});

describe('A clock of the app that', () => {
	const before = { app: APP, host: HOST };
	const later = (app: number, host: number) =>
		setBackTo(before, { app: APP + app, host: HOST + host });

	it('ran on is not set back, nor one that differs by a minute', () => {
		expect(later(5_000, 5_000)).toBeUndefined();
		expect(later(-60_000, 0)).toBeUndefined();
		expect(later(60_000, 120_000)).toBeUndefined();
	});

	it('went back is set back by as much as n8n waited meanwhile, too', () => {
		expect(later(-60_001, 0)).toEqual({ app: APP - 60_001, host: HOST });
		expect(later(0, 120_000)).toEqual({ app: APP - 120_000, host: HOST + 120_000 });
	});

	it('ran on while n8n’s went back is not set back', () => {
		expect(later(-60_000, -DAY)).toBeUndefined();
		expect(later(-60_001, -DAY)).toEqual({ app: APP - 60_001, host: HOST - DAY });
	});

	it('isn’t known now, or wasn’t before, is not set back', () => {
		expect(setBackTo(before, { host: HOST + DAY })).toBeUndefined();
		expect(setBackTo({ host: HOST }, { app: 0, host: HOST })).toBeUndefined();
	});
});
