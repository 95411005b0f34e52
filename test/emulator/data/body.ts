/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import type { IncomingMessage } from 'node:http';

const largest = 4 * 1024 * 1024;

/** More text than a request may have. */
export class BodyTooLarge extends Error {}

/** A body as text, and what it says. */
export interface TextBody {
	raw: string;
	/** Parsed JSON, text, or null when there is none. */
	shown: unknown;
}

function parsed(raw: string): unknown {
	if (raw === '') return null;
	try {
		return JSON.parse(raw) as unknown;
	} catch {
		return raw;
	}
}

/** @throws BodyTooLarge, after the body has been read to its end */
export async function readBody(request: IncomingMessage): Promise<TextBody> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request) {
		const piece = Buffer.from(chunk as Uint8Array);
		size += piece.length;
		if (size <= largest) chunks.push(piece);
	}
	if (size > largest) throw new BodyTooLarge();
	const raw = Buffer.concat(chunks).toString('utf8');
	const type = request.headers['content-type'] ?? '';
	const isJson = /^application\/(.+\+)?json\b/i.test(type);
	return { raw, shown: isJson ? parsed(raw) : raw || null };
}
