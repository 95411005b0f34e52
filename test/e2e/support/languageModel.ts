/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** What an agent tells a language model that it can do. */
interface OfferedTool {
	name: string;
	description: string;
	parameters: { properties?: Readonly<Record<string, unknown>> };
}

interface Message {
	role: string;
	content: unknown;
}

/** What the language model does next: call a tool, or say something and end. */
export type Turn =
	| { tool: string; arguments: Readonly<Record<string, unknown>> }
	| ((results: string[]) => string);

/** A stand-in for a language model that does as it was told. */
export interface LanguageModel {
	/** The base of its interface, which is that of OpenAI's chat completions. */
	url: string;
	/** The tools that it was offered last. */
	offered: OfferedTool[];
	close(): Promise<void>;
}

interface Completion {
	messages: Message[];
	tools?: Array<{ function: OfferedTool }>;
}

function answer(turn: Turn, { messages }: Completion, index: number): object {
	if (typeof turn === 'function') {
		const results = messages.filter(({ role }) => role === 'tool');
		return { role: 'assistant', content: turn(results.map(({ content }) => String(content))) };
	}
	const call = {
		id: `call_${index}`,
		type: 'function',
		function: { name: turn.tool, arguments: JSON.stringify(turn.arguments) },
	};
	return { role: 'assistant', content: null, tool_calls: [call] };
}

/** Starts one; the first request gets the first turn, and so on. */
export async function startLanguageModel(turns: readonly Turn[]): Promise<LanguageModel> {
	let next = 0;
	const model: LanguageModel = {
		url: '',
		offered: [],
		close: async () => {
			server.close();
			await once(server, 'close');
		},
	};
	async function complete(request: IncomingMessage): Promise<object> {
		const asked = (await json(request)) as Completion;
		model.offered = (asked.tools ?? []).map((tool) => tool.function);
		const turn = turns[next];
		if (turn === undefined)
			throw new Error('The language model was asked more often than expected');
		next += 1;
		return {
			id: `completion-${next}`,
			object: 'chat.completion',
			created: 0,
			model: 'stand-in',
			choices: [{ index: 0, finish_reason: 'stop', message: answer(turn, asked, next) }],
			usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
		};
	}
	const server = createServer((request, response) => {
		complete(request).then(
			(completion) => {
				response.writeHead(200, { 'content-type': 'application/json', connection: 'close' });
				response.end(JSON.stringify(completion));
			},
			(error: unknown) => response.writeHead(400).end(String(error)),
		);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	model.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
	return model;
}
