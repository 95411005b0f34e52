// Combinations of switches: all of them, or so few that every two values meet in one.

/** A number from 0 on, below 1. */
export type Random = () => number;

/** The values of each switch; the usual one comes first. */
export type Variations = ReadonlyMap<string, readonly unknown[]>;

/** A value of each switch. */
export type Combination = Record<string, unknown>;

/** What comes of a combination, as far as it hides what another one would show. */
export type OutcomeOf = (combination: Combination) => string;

type Chosen = [name: string, value: unknown];

/** For how long a combination in which two values work together is looked for. */
const TRIES = 30;

function usual(variations: Variations): Combination {
	return Object.fromEntries([...variations].map(([name, [first]]) => [name, first]));
}

function everyOne(variations: Variations): Combination[] {
	let all: Combination[] = [{}];
	for (const [name, values] of variations) {
		all = all.flatMap((so) => values.map((value) => ({ ...so, [name]: value })));
	}
	return all;
}

const keyOf = ([name, value]: Chosen, [other, another]: Chosen): string => {
	const one = `${name}=${String(value)}`;
	const two = `${other}=${String(another)}`;
	return one < two ? `${one} & ${two}` : `${two} & ${one}`;
};

function shuffled<Value>(values: readonly Value[], random: Random): Value[] {
	return values
		.map((value) => ({ value, rank: random() }))
		.sort((a, b) => a.rank - b.rank)
		.map(({ value }) => value);
}

/** Fills an array of combinations, each as long as it shows something new. */
class Pairs {
	private readonly chosen: Chosen[];
	private readonly usual: Combination;
	private readonly tried: Combination[];
	/** Any combinations, in which two values may work together. */
	private readonly others: Combination[];
	/** What is yet to be seen, and what has to come of a combination that shows it. */
	private readonly usualOutcome: string;
	private readonly open = new Map<string, { pair: [Chosen, Chosen]; outcome: string }>();

	constructor(
		private readonly variations: Variations,
		private readonly outcomeOf: OutcomeOf,
		private readonly random: Random,
		tried: readonly Combination[],
	) {
		this.chosen = [...variations].flatMap(([name, values]) =>
			values.map((value): Chosen => [name, value]),
		);
		this.usual = usual(variations);
		this.usualOutcome = outcomeOf(this.usual);
		this.others = Array.from({ length: TRIES }, () => this.any());
		for (const [index, one] of this.chosen.entries()) {
			for (const other of this.chosen.slice(index + 1)) {
				if (one[0] === other[0]) continue;
				const outcome = this.bestOutcome([one, other]);
				// Where one of the two is why it ends so, the other one shows nothing.
				if ([one, other].some((each) => this.hides(each, outcome))) continue;
				this.open.set(keyOf(one, other), { pair: [one, other], outcome });
			}
		}
		this.tried = tried.map((row) => ({ ...this.usual, ...row }));
		for (const row of this.tried) this.strike(row);
	}

	private alone([name, value]: Chosen): string {
		return this.outcomeOf({ ...this.usual, [name]: value });
	}

	private hides(each: Chosen, outcome: string): boolean {
		return outcome !== this.usualOutcome && this.alone(each) === outcome;
	}

	/** An operation that fails hides what else differs: two values are to be seen where it works, if they ever do. */
	private bestOutcome(pair: [Chosen, Chosen]): string {
		const values = Object.fromEntries(pair);
		const plain = this.outcomeOf({ ...this.usual, ...values });
		const works = (others: Combination) =>
			this.outcomeOf({ ...others, ...values }) === this.usualOutcome;
		return plain === this.usualOutcome || !this.others.some(works) ? plain : this.usualOutcome;
	}

	private any(): Combination {
		const chosen = [...this.variations].map(([name, values]): Chosen => {
			return [name, values[Math.floor(this.random() * values.length)]];
		});
		return Object.fromEntries(chosen);
	}

	all(): Combination[] {
		const rows = this.chosen
			.filter((each) => this.alone(each) !== this.usualOutcome && !this.wasTried(each))
			.map((each) => this.around([each, each], this.alone(each)));
		for (const { pair, outcome } of shuffled([...this.open.values()], this.random)) {
			if (!this.open.has(keyOf(...pair))) continue;
			const row = this.around(pair, outcome);
			this.strike(row);
			this.open.delete(keyOf(...pair));
			rows.push(row);
		}
		return rows;
	}

	private wasTried([name, value]: Chosen): boolean {
		const outcome = this.alone([name, value]);
		return this.tried.some((row) => row[name] === value && this.outcomeOf(row) === outcome);
	}

	private around(pair: [Chosen, Chosen], outcome: string): Combination {
		let row = { ...this.usual, ...Object.fromEntries(pair) };
		if (this.outcomeOf(row) !== outcome) row = this.searched(pair, outcome);
		const fixed = [...pair];
		const names = shuffled([...this.variations.keys()], this.random);
		for (const name of names.filter((each) => !pair.some(([own]) => own === each))) {
			const values = shuffled(this.variations.get(name) ?? [], this.random);
			const kept = values.filter((value) => this.outcomeOf({ ...row, [name]: value }) === outcome);
			const gain = (value: unknown) =>
				fixed.filter((other) => this.isOpen([name, value], other, outcome)).length;
			const [best = row[name]] = kept.sort((a, b) => gain(b) - gain(a));
			row = { ...row, [name]: best };
			fixed.push([name, best]);
		}
		return row;
	}

	private isOpen(one: Chosen, other: Chosen, outcome: string): boolean {
		return this.open.get(keyOf(one, other))?.outcome === outcome;
	}

	private searched(pair: [Chosen, Chosen], outcome: string): Combination {
		for (;;) {
			const row = { ...this.any(), ...Object.fromEntries(pair) };
			if (this.outcomeOf(row) === outcome) return row;
		}
	}

	private strike(row: Combination): void {
		const outcome = this.outcomeOf(row);
		const chosen = Object.entries(row);
		for (const [index, one] of chosen.entries()) {
			for (const other of chosen.slice(index + 1)) {
				if (this.isOpen(one, other, outcome)) this.open.delete(keyOf(one, other));
			}
		}
	}
}

/**
 * @param most where there are more combinations than these, every two values meet in one of those returned: where
 * the operation works, if it ever does with both
 * @param tried combinations of some of the switches that need not come again
 */
export function combinations(
	variations: Variations,
	most: number,
	outcomeOf: OutcomeOf,
	random: Random,
	tried: readonly Combination[] = [],
): Combination[] {
	const count = [...variations.values()].reduce((product, { length }) => product * length, 1);
	return count <= most
		? everyOne(variations)
		: new Pairs(variations, outcomeOf, random, tried).all();
}
