/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/**
 * Asks the person at the terminal.
 *
 * @throws Error where there is none
 */
export async function askPerson(question: string, isSecret: boolean): Promise<string> {
	if (!process.stdin.isTTY) {
		throw new Error(
			`"${question.split(/[(:]/, 1)[0]?.trim()}" is missing. Set it in the environment; --help names the variables.`,
		);
	}
	let isMuted = false;
	const output = new Writable({
		write: (chunk: Buffer, _encoding, done) => {
			if (!isMuted) process.stdout.write(chunk);
			done();
		},
	});
	const lines = createInterface({ input: process.stdin, output, terminal: true });
	const answer = lines.question(question);
	isMuted = isSecret;
	try {
		return await answer;
	} finally {
		lines.close();
		if (isSecret) process.stdout.write('\n');
	}
}
