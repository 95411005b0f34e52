/** Why an app doesn't show a fact. */
export interface Untold {
	/** A fixed text: nothing of the app's own is ever printed. */
	untold: string;
}

/** What an app does: one of the fact's findings, with a number where it has one (`{n}` in its words). */
export type Finding<Key extends string> = Key | { is: Key; n: number } | Untold;

/** One thing that isn't known of every app. Its entry is all there is about it. */
export interface Fact<App, Key extends string = string> {
	/** In the summary. */
	name: string;
	/** What it is about, in the table. */
	fact: string;
	/** All that an app can do, in words. */
	findings: { readonly [Each in Key]: string };
	/** Whether the node needs one of them to work in full. */
	relies: 'yes' | 'in part' | 'no';
	/** What the node does, whichever it is. */
	node: string;
	/** Finds out. */
	ask: (app: App) => Promise<Finding<Key>>;
}

/** A fact as it turned out. */
export interface Settled {
	name: string;
	fact: string;
	/** The key of the finding, with its number; empty where there is none. */
	short: string;
	/** Why there is no finding. */
	untold?: string;
	found: string;
	relies: Fact<unknown>['relies'];
	node: string;
}

/** Ends the probe: nothing more can be asked. Its message is a fixed text. */
export class Stopped extends Error {}

/** The app didn't respond to a request. */
export class NoResponse extends Error {}

/** Types one entry of a list of facts: its findings are the only things that it can find. */
export function factsOf<App>() {
	return <Key extends string>(entry: Fact<App, Key>): Fact<App> => entry as unknown as Fact<App>;
}

function settled<App>(entry: Fact<App>, finding: Finding<string>): Settled {
	const { name, fact, relies, node } = entry;
	if (typeof finding === 'object' && 'untold' in finding) {
		const { untold } = finding;
		return { name, fact, relies, node, short: '', untold, found: `– ${untold}` };
	}
	const { is, n } = typeof finding === 'object' ? finding : { is: finding, n: undefined };
	const words = entry.findings[is] ?? is;
	return {
		...{ name, fact, relies, node },
		short: n === undefined ? is : `${is} ${n}`,
		found: words.replace('{n}', String(n)),
	};
}

/** Which facts are wanted, and why no more of them can be found out. */
export interface Course {
	isWanted: (name: string) => boolean;
	isOver: () => string | undefined;
}

/** Settles one fact after the other. What an app does with one is no reason to ask it for no other. */
export async function settle<App>(
	facts: ReadonlyArray<Fact<App>>,
	app: App,
	{ isWanted, isOver }: Course,
): Promise<Settled[]> {
	const all: Settled[] = [];
	for (const entry of facts.filter(({ name }) => isWanted(name))) {
		const untold = isOver();
		all.push(settled(entry, untold === undefined ? await found(entry, app) : { untold }));
	}
	return all;
}

/** Does what all facts need. @returns why nothing can be found out */
export async function reasonAgainst(
	work: Promise<string | undefined | void>,
): Promise<string | undefined> {
	try {
		return (await work) ?? undefined;
	} catch (error) {
		return reasonOf(error);
	}
}

function reasonOf(error: unknown): string {
	if (error instanceof Stopped) return error.message;
	if (error instanceof NoResponse) return 'there was no response';
	return 'the response has another form than is known';
}

async function found<App>(entry: Fact<App>, app: App): Promise<Finding<string>> {
	try {
		return await entry.ask(app);
	} catch (error) {
		return { untold: reasonOf(error) };
	}
}
