import fc from 'fast-check';
import { meets } from '../../../nodes/BettyBlocks/app/query/filterCheck';
import { requireOperator } from '../../../nodes/BettyBlocks/app/query/operators';
import { runs } from '../../support/runs';

const OPERATORS = ['eq', 'neq', 'gt', 'gteq', 'lt', 'lteq'];

/** What is true of the values that the app keeps, in units of their last digit. */
const isTrue = (operator: string, kept: bigint, asked: bigint): boolean =>
	({
		eq: kept === asked,
		neq: kept !== asked,
		gt: kept > asked,
		gteq: kept >= asked,
		lt: kept < asked,
		lteq: kept <= asked,
	})[operator] === true;

/** What an app shows as equal counts as equal. */
const isAsShown = (operator: string, told: boolean | undefined): boolean =>
	operator === 'eq' && told === true;

const verdict = (kind: string, operator: string, shown: unknown, asked: string) => {
	const property = { id: 'p', name: 'value', kind, options: {} };
	const path = { label: 'value', steps: [property] as [typeof property] };
	const condition = { path, operator: requireOperator(operator), criteria: [asked] };
	return meets({ id: 1, value: shown as string }, condition, 'UTC');
};

const text = (units: bigint, places: number): string => {
	const digits = String(units < 0n ? -units : units).padStart(places + 1, '0');
	const [whole, rest] = [digits.slice(0, digits.length - places), digits.slice(-places)];
	return `${units < 0n ? '-' : ''}${whole}${places === 0 ? '' : `.${rest}`}`;
};

/** What an app shows of a number with fewer places: rounded, or cut off. */
const inPart = (units: bigint, drop: number, isCut: boolean): bigint => {
	const unit = 10n ** BigInt(drop);
	const size = units < 0n ? -units : units;
	const rounded = (size + (isCut ? 0n : unit / 2n)) / unit;
	return units < 0n ? -rounded : rounded;
};

describe('A value of which the app shows less than it keeps', () => {
	it('is never taken for one that does not belong to the answer, nor the other way round: numbers', () => {
		const PLACES = 6;
		const near = fc.bigInt({ min: -2_000_000n, max: 2_000_000n });
		const number = fc.oneof(
			near,
			near.map((units) => units * 1_000_000_007n),
		);
		fc.assert(
			fc.property(
				fc.constantFrom('decimal', 'price', 'float'),
				fc.constantFrom(...OPERATORS),
				number,
				fc.oneof(
					near.map((units) => units / 1_000n),
					fc.constant(0n),
				),
				fc.integer({ min: 0, max: PLACES }),
				fc.boolean(),
				fc.boolean(),
				(kind, operator, kept, distance, drop, isCut, isText) => {
					const asked = kept + distance;
					const shown = text(inPart(kept, drop, isCut), PLACES - drop);
					const isKept = shown.length < 15;
					const told = verdict(
						kind,
						operator,
						isText || !isKept ? shown : Number(shown),
						text(asked, PLACES),
					);
					if (told !== undefined && !isAsShown(operator, told))
						expect(told).toBe(isTrue(operator, kept, asked));
				},
			),
			runs(2_000),
		);
	});

	it('is never taken for one that does not belong to the answer, nor the other way round: times', () => {
		const START = BigInt(Date.UTC(2024, 4, 1, 8)) * 1_000n;
		const iso = (micros: bigint, places: number): string => {
			const [date = ''] = new Date(Number(micros / 1_000n)).toISOString().split('.');
			const fraction = String(micros % 1_000_000n)
				.padStart(6, '0')
				.slice(0, places);
			return `${date}${places === 0 ? '' : `.${fraction}`}Z`;
		};
		fc.assert(
			fc.property(
				fc.constantFrom(...OPERATORS),
				fc.bigInt({ min: 0n, max: 5_000_000n }),
				fc.bigInt({ min: -2_000_000n, max: 2_000_000n }),
				fc.constantFrom(0, 3, 6),
				fc.constantFrom(0, 3, 6),
				(operator, since, distance, places, precision) => {
					const kept = START + since;
					// The last one seen, as the app showed it, is what people ask by.
					const unit = 10n ** BigInt(6 - precision);
					const asked = ((kept + distance) / unit) * unit;
					const told = verdict('date_time', operator, iso(kept, places), iso(asked, precision));
					if (told !== undefined && !isAsShown(operator, told))
						expect(told).toBe(isTrue(operator, kept, asked));
				},
			),
			runs(2_000),
		);
	});

	it('is the same text in each form of Unicode', () => {
		const letters = fc.string({
			unit: fc.constantFrom('é', 'e', 'ö', 'a', 'ﬁ', 'Å', '가'),
			minLength: 1,
		});
		const form = fc.constantFrom('NFC' as const, 'NFD' as const);
		fc.assert(
			fc.property(letters, form, form, (value, shown, asked) => {
				const told = (operator: string) =>
					verdict('string', operator, value.normalize(shown), value.normalize(asked));
				for (const operator of ['eq', 'in', 'matches', 'startsWith', 'endsWith']) {
					expect(told(operator)).not.toBe(false);
				}
				for (const operator of ['neq', 'nin', 'doesNotMatch']) {
					expect(told(operator)).not.toBe(true);
				}
			}),
		);
	});
});
