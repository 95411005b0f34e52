// What is made of the numbers of several runs.

export interface Summary {
	median: number;
	min: number;
	max: number;
}

/** @throws RangeError when there is no number */
export function summary(values: readonly number[]): Summary {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length / 2;
	const low = sorted[Math.ceil(middle) - 1];
	const high = sorted[Math.floor(middle)];
	if (low === undefined || high === undefined) throw new RangeError('There is nothing to sum up');
	return { median: (low + high) / 2, min: sorted[0] ?? low, max: sorted.at(-1) ?? high };
}

/** How many times the one median is of the other; undefined where the other is zero. */
export function ratio(values: readonly number[], others: readonly number[]): number | undefined {
	const other = summary(others).median;
	return other === 0 ? undefined : summary(values).median / other;
}
