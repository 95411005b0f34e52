/* eslint-disable @n8n/community-nodes/no-restricted-globals, no-console */
import { duration } from '../setup/npm.mjs';

const stillGoingMs = 15_000;
let steps = 0;

/** Starts the next numbered part of the story. */
export function step(title: string): void {
	steps += 1;
	console.log(`\n${steps}. ${title}`);
}

/** Says that something has worked. */
export function done(text: string): void {
	console.log(`   ✓ ${text}`);
}

/** Says anything else, indented below its step. */
export function note(text: string): void {
	console.log(text.replace(/^(?=.)/gm, '   '));
}

/** Says every 15 seconds that something is going on until it has ended. */
export async function whileWaiting<T>(what: string, work: Promise<T>): Promise<T> {
	const began = Date.now();
	const ticker = setInterval(() => {
		note(`… ${what} (${duration(Date.now() - began)} so far)`);
	}, stillGoingMs);
	try {
		return await work;
	} finally {
		clearInterval(ticker);
	}
}
