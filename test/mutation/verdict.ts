// What the results of mutants mean.

/** What became of one mutant, in words of the source. */
export interface Mutant {
	/** Below nodes/BettyBlocks. */
	file: string;
	status: 'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | (string & {});
	/** The lines that it changes, whole. */
	code: string;
	original: string;
	replacement: string;
}

/** Reasons, by file, by code and by what is changed in it: they hold while lines move. */
export type Explanations = Record<string, Record<string, Record<string, string>>>;

export interface Verdict {
	mutants: number;
	killed: number;
	timedOut: number;
	/** Texts for people: `test/unit/project/docs.test.ts` compares each with the list of all texts. */
	listed: number;
	explained: number;
	/** What survives without a reason, in the form of the file of explanations. */
	unexplained: Explanations;
	/** Explanations of what does not survive. */
	stale: string[];
	/** How many percent of the mutants a test notices, rounded down. */
	score: number;
}

const MAX_SHOWN = 120;

const SURVIVED = new Set(['Survived', 'NoCoverage']);

const NOTICED = new Set(['Killed', 'Timeout']);

/** Source text on one line, not too long to be read. */
function shown(text: string): string {
	const line = text.replace(/\s+/g, ' ').trim();
	return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line;
}

const changeOf = ({ original, replacement }: Mutant) =>
	`${shown(original)} → ${shown(replacement)}`;

/** As in `support/texts.ts`: what a person reads has more than two words. */
const isListed = ({ original }: Mutant) =>
	/^['"`]/.test(original) && original.trim().split(/\s+/).length > 2;

function grouped(mutants: Mutant[]): Explanations {
	const groups: Explanations = {};
	for (const mutant of mutants) {
		const file = (groups[mutant.file] ??= {});
		(file[shown(mutant.code)] ??= {})[changeOf(mutant)] = mutant.status;
	}
	return groups;
}

/**
 * @param mutants all those of each of their files: an explanation that none of them has is stale
 * @param explanations of all files
 */
export function judge(mutants: Mutant[], explanations: Explanations): Verdict {
	const count = (statuses: Set<string>) =>
		mutants.filter(({ status }) => statuses.has(status)).length;
	const survivors = mutants.filter(({ status }) => SURVIVED.has(status));
	const listed = survivors.filter(isListed);
	const reasonFor = (mutant: Mutant) =>
		explanations[mutant.file]?.[shown(mutant.code)]?.[changeOf(mutant)];
	const notListed = survivors.filter((mutant) => !isListed(mutant));
	const explained = notListed.filter((mutant) => reasonFor(mutant) !== undefined);
	const noticed = count(NOTICED) + listed.length;
	const total = count(NOTICED) + survivors.length;
	const survived = grouped(survivors);
	const files = new Set(mutants.map(({ file }) => file));
	return {
		mutants: total,
		killed: count(new Set(['Killed'])),
		timedOut: count(new Set(['Timeout'])),
		listed: listed.length,
		explained: explained.length,
		unexplained: grouped(notListed.filter((mutant) => !explained.includes(mutant))),
		stale: [...files].flatMap((file) =>
			Object.entries(explanations[file] ?? {}).flatMap(([code, changes]) =>
				Object.keys(changes)
					.filter((change) => survived[file]?.[code]?.[change] === undefined)
					.map((change) => `${file}: ${change} in ${code}`),
			),
		),
		score: total === 0 ? 100 : Math.floor((100 * noticed) / total),
	};
}
