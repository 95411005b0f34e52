/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
// Runs what a user has done in an app, in combinations of all the switches that the app looks at meanwhile.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { randomSource } from '../emulator/wire.ts';
import { combinations, type Combination, type Variations } from './combinations';
import { patience, runs } from './runs';

/** What has to come of an operation. */
export interface Outcome<State> {
	/** The message of the error, or how it begins; undefined: it works. */
	refusal?: string | RegExp;
	/** What is put out where it works. */
	output?: unknown;
	/** What it changes in the app, whether it works or not. */
	change?: (state: State) => void;
}

export interface Scenario<Switches, State> {
	/** What the app does, as the end of a sentence. */
	name: string;
	/** @returns what is compared with `output` */
	run: (switches: Switches) => Promise<unknown>;
	/** What must come of it, by what the app holds before; shares no code with the package. */
	outcome: (switches: Switches, state: State) => Outcome<State>;
	/** The app's own words, which messages may begin with. */
	words?: RegExp;
}

/** An emulated app, with what it keeps. */
export interface VariedApp<Switches, State> {
	variations: Variations;
	/** All as new, with these switches. */
	reset: (switches: Switches) => Promise<void>;
	/** The names of the switches that the app has looked at since they were last forgotten. */
	noted: Set<string>;
	/** All that it holds, as the usual app shows it. */
	state: () => State;
}

/** Up to so many combinations are all tried. */
const ALL = 64;

/** Another one for each round of a soak. */
const SEED = 24;

/** A busy machine is slow, which is no fault. */
const MAX_MS = 600_000;

/** So many problems are told, each with as few switches turned as can be. */
const TOLD = 3;

interface Run {
	refusal?: string | RegExp;
	output?: unknown;
	state: unknown;
}

const PAGE = resolve(__dirname, '../unit/project/fixtures/messages.md');

/** How the documented texts begin that say more than a word or two. */
const texts = readFileSync(PAGE, 'utf8')
	.split('\n')
	.filter((line) => line.startsWith('- ') && line.replaceAll('…', '').length > 20)
	.map((line) => {
		const pattern = line.slice(2).replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
		return new RegExp(`^${pattern.replaceAll('…', '.+')}`, 's');
	});

const isDocumented = (message: string): boolean => texts.some((text) => text.test(message));

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

/** What of a run differs from another one, as text. */
function differing(names: ReadonlyArray<keyof Run>, run: Run): string {
	const entries = names.map((name) => [name, name === 'refusal' ? String(run[name]) : run[name]]);
	return JSON.stringify(Object.fromEntries(entries));
}

const usualOf = ({ variations }: { variations: Variations }): object =>
	Object.fromEntries([...variations].map(([name, [first]]) => [name, first]));

/** Tries a scenario in the combinations of the switches that matter to it. */
class Trial<Switches extends object, State> {
	/** The switches that the app has looked at. */
	readonly matter = new Set<string>();
	readonly refusals = new Set<string>();
	/** What was wrong, by how it looked at first. */
	readonly problems = new Map<string, object>();
	tried = 0;
	worked = 0;
	private readonly usual: object;

	private constructor(
		private readonly app: VariedApp<Switches, State>,
		private readonly scenario: Scenario<Switches, State>,
		private readonly before: State,
	) {
		this.usual = usualOf(app);
	}

	static async of<Switches extends object, State>(
		app: VariedApp<Switches, State>,
		scenario: Scenario<Switches, State>,
	): Promise<Trial<Switches, State>> {
		await app.reset(usualOf(app) as Switches);
		return new Trial(app, scenario, app.state());
	}

	get worksUsually(): boolean {
		return this.told({}).refusal === undefined;
	}

	/** Some switches are looked at only where another one is turned: until there are no more of them. */
	async all(seed: number): Promise<void> {
		await this.try({});
		const outcomeOf = (combination: Combination) => String(this.told(combination).refusal ?? '');
		const tried: Combination[] = [];
		for (let count = -1; count !== this.matter.size; ) {
			count = this.matter.size;
			const random = randomSource(seed + count);
			const more = combinations(this.variations(), ALL, outcomeOf, random, tried);
			for (const each of more) await this.try(each);
			tried.push(...more);
		}
	}

	private variations(): Variations {
		return new Map([...this.app.variations].filter(([name]) => this.matter.has(name)));
	}

	private switches(combination: Combination): Switches {
		return { ...this.usual, ...combination } as Switches;
	}

	private told(combination: Combination): Outcome<State> {
		return this.scenario.outcome(this.switches(combination), this.before);
	}

	private expected(combination: Combination): Run {
		const { refusal, output, change } = this.told(combination);
		const state = structuredClone(this.before);
		change?.(state);
		return refusal === undefined ? { output, state } : { refusal, state };
	}

	private async seen(combination: Combination): Promise<Run & { refusal?: string }> {
		const { app, scenario } = this;
		await app.reset(this.switches(combination));
		app.noted.clear();
		const outcome = await scenario.run(this.switches(combination)).then(
			(output) => ({ output }),
			(error: Error) => ({ refusal: error.message }),
		);
		for (const name of app.noted) if (app.variations.has(name)) this.matter.add(name);
		return { ...outcome, state: app.state() };
	}

	/** What is not as it should be. */
	private async wrong(combination: Combination): Promise<object | undefined> {
		const expected = this.expected(combination);
		const seen = await this.seen(combination);
		const { refusal } = seen;
		if (refusal !== undefined) this.refusals.add(refusal);
		if (expected.refusal instanceof RegExp && expected.refusal.test(refusal ?? '')) {
			expected.refusal = refusal;
		}
		const names = (['refusal', 'output', 'state'] as const).filter(
			(name) => !isDeepStrictEqual(asJson(seen[name]), asJson(expected[name])),
		);
		if (names.length === 0) return undefined;
		return { expected: differing(names, expected), seen: differing(names, seen) };
	}

	private async try(combination: Combination): Promise<void> {
		this.tried += 1;
		const wrong = await this.wrong(combination);
		if (wrong === undefined) {
			if (this.told(combination).refusal === undefined) this.worked += 1;
			return;
		}
		const look = JSON.stringify(wrong);
		if (this.problems.has(look) || this.problems.size >= TOLD) return;
		this.problems.set(look, await this.smallest(combination));
	}

	/** A problem with as few switches turned as can be. */
	private async smallest(combination: Combination): Promise<object> {
		let turned = combination;
		for (const name of Object.keys(combination)) {
			const fewer = Object.fromEntries(Object.entries(turned).filter(([each]) => each !== name));
			if (await this.wrong(fewer)) turned = fewer;
		}
		return { turned, ...(await this.wrong(turned)) };
	}
}

/** Tests each scenario in its combinations, and prints how many there were. */
export function describePersonalities<Switches extends object, State>(
	app: VariedApp<Switches, State>,
	scenarios: ReadonlyArray<Scenario<Switches, State>>,
): void {
	it.each(scenarios)(
		'$name, whatever else it is like',
		async (scenario) => {
			const { numRuns, seed = SEED } = runs(1, SEED);
			const trial = await Trial.of(app, scenario);
			for (let round = 0; round < numRuns; round++) await trial.all(seed + round * 1_000);
			const { problems, refusals, tried, worked, matter } = trial;
			process.stdout.write(
				`${scenario.name}: ${tried} combinations of ${matter.size} switches, ${worked} of them work, seed ${seed}\n`,
			);
			expect([...problems.values()]).toEqual([]);
			const own = [...refusals].filter((message) => !isDocumented(message));
			expect(own.filter((message) => !scenario.words?.test(message))).toEqual([]);
			expect(tried).toBeGreaterThan(matter.size);
			if (trial.worksUsually) expect(worked).toBeGreaterThan(tried / 4);
		},
		patience(MAX_MS),
	);
}
