/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
// The page that tells what becomes of each fault, written from what was seen.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAID, type FaultCase } from './faultCases';
import { ASKING, LISTING, READING, type Member } from './faultMembers';
import { POLLING, PUBLISHING } from './faultTriggers';

/** What a run against a fault ended with. */
export interface Seen {
	group: string;
	fault: FaultCase;
	/** How often the request was sent. */
	sends: number;
	/** Undefined where it succeeded. */
	message?: string;
	advice?: string;
	/** How often the app has done it: where the request did not get there, and where it did. */
	held: { lost?: number; arrived?: number };
}

const PAGE = join(__dirname, '../../docs/faults.md');
const WORDS = new RegExp(`: (\\{"error":"${SAID}"\\}|${SAID}( ${SAID})?)`, 'g');

/** A text as it would be in any app. */
function inGeneral(text: string, { status }: FaultCase): string {
	const plain = text
		.replaceAll(/127\.0\.0\.1:\d+|localhost:\d+/g, 'my-app.example.com')
		.replace(/http:\/\/my-app\.example\.com\/uploads\/\S+/g, 'https://my-app.example.com/…')
		.replace(/within 0\.2 seconds/, 'within 60 seconds')
		.replace(/"[0-9a-f]{32}"/g, '"…"')
		.replace(WORDS, '')
		.replace(SAID, '…');
	return status === undefined ? plain : plain.replaceAll(String(status), '…');
}

/** What is refused is asked for in other forms where there are any; how often depends on the operation. */
export function isAskedOtherwise(group: string, { isRefusal = false }: FaultCase): boolean {
	return isRefusal && [READING, LISTING, ASKING, POLLING, PUBLISHING].includes(group);
}

function sentAgain({ group, sends, fault }: Seen): string {
	const { asksToWait = 0 } = fault;
	if (isAskedOtherwise(group, fault) && sends > 1) return 'in other forms';
	const times = ['no', 'once'][sends - 1] ?? `${sends - 1} times`;
	const seconds = Math.min(asksToWait, 60);
	return seconds > 0 && sends > 1 ? `${times}, after ${seconds} seconds or more each` : times;
}

function readBy({ message, advice = '', fault }: Seen): string {
	if (message === undefined) return 'nothing, it succeeds';
	const told = inGeneral(message, fault);
	return advice === '' ? told : `${told}. *${inGeneral(advice, fault)}*`;
}

function holding({ held: { lost, arrived } }: Seen): string {
	const isDone = arrived !== undefined && arrived > 0;
	if (!isDone) return 'nothing';
	return lost === undefined ? 'it, once' : 'it, once, if the request got there';
}

/** The labels of faults with one outcome: statuses together, and the forms of a body where not all are alike. */
function together(seen: Seen[], all: FaultCase[]): string {
	const labels = seen
		.filter(({ fault }) => fault.status === undefined)
		.map(({ fault }) => fault.label);
	const formsOf = (faults: FaultCase[], status: number) =>
		faults.filter((fault) => fault.status === status).map(({ label }) => label);
	const statuses = [...new Set(seen.flatMap(({ fault }) => fault.status ?? []))];
	const faults = seen.map(({ fault }) => fault);
	const told = statuses.map((status) => {
		const forms = formsOf(faults, status);
		const isAll = forms.length === formsOf(all, status).length;
		return isAll ? String(status) : `${status} with ${forms.join(' or ')}`;
	});
	return [...labels, ...(told.length > 0 ? [`status ${told.join(', ')}`] : [])].join(' · ');
}

/** The table of a group, as lines. */
export function tableOf({ kind }: Pick<Member, 'kind'>, seen: Seen[]): string[] {
	const isWrite = kind === 'once' || kind === 'repeatable';
	const rows = new Map<string, Seen[]>();
	for (const each of seen.filter(({ fault }) => fault.isExtra !== true)) {
		const cells = [sentAgain(each), readBy(each), ...(isWrite ? [holding(each)] : [])].join(' | ');
		rows.set(cells, [...(rows.get(cells) ?? []), each]);
	}
	const head = [
		'what happens',
		'sent again',
		'what you read',
		...(isWrite ? ['what the app has done'] : []),
	];
	const faults = seen.map(({ fault }) => fault);
	return [
		`| ${head.join(' | ')} |`,
		`| ${head.map(() => '---').join(' | ')} |`,
		...[...rows].map(([cells, each]) => `| ${together(each, faults)} | ${cells} |`),
	];
}

/** Where the part below a heading begins and ends. */
function below(page: string, heading: string, from: number): { start: number; end: number } {
	const [marks = ''] = heading.split(' ');
	const start = page.indexOf(`\n${heading}\n`, from);
	if (start < 0) return { start: page.length, end: page.length };
	const next = new RegExp(`\\n#{2,${marks.length}} `, 'g');
	next.lastIndex = start + 1;
	return { start, end: next.exec(page)?.index ?? page.length };
}

/** What the page tells of a group, which is written anew first if it is to be. */
export function partOfPage(heading: string, group: string, written: string) {
	const page = readFileSync(PAGE, 'utf8');
	const api = below(page, `## ${heading}`, 0);
	const found = below(page, `### ${group}`, api.start);
	const isThere = found.start < api.end;
	const { start, end } = isThere ? found : { start: api.end, end: api.end };
	const expected = `\n### ${group}\n\n${written}\n`;
	if (process.env.UPDATE_DOCS !== '1') return { told: page.slice(start, end), expected };
	writeFileSync(PAGE, page.slice(0, start) + expected + page.slice(end));
	return { told: expected, expected };
}
