/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { inspect } from 'node:util';
import { NodeOperationError, type INode } from 'n8n-workflow';
import { AppError, InputError } from '../../../nodes/BettyBlocks/app/errors';
import { toNodeError } from '../../../nodes/BettyBlocks/node/nodeError';

const node: INode = {
	id: '1',
	name: 'Betty Blocks',
	type: 'n8n-nodes-bettyblocks.bettyBlocks',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
const tool: INode = { ...node, type: `${node.type}Tool` };
const wrong = () => new InputError('Concurrency 0 is no number', 'Enter a whole number');

describe('An error of the node', () => {
	it('says what happened, and apart from that what to do', () => {
		expect(toNodeError(node, wrong())).toMatchObject({
			name: 'NodeOperationError',
			message: 'Concurrency 0 is no number',
			description: 'Enter a whole number',
		});
	});

	it('says both in the message to an AI agent, whoever makes it, and once', () => {
		const error = toNodeError(tool, wrong());
		expect(error.message).toBe('Concurrency 0 is no number. Enter a whole number');
		expect(toNodeError(tool, error).message).toBe(error.message);
	});

	it('says what to set, once, in the words of the node that is set', () => {
		const slow = () => wrong().with({ remedy: 'fewer requests' });
		const error = toNodeError(node, slow());
		expect(toNodeError(node, error).description).toBe(
			"Enter a whole number. Set 'Concurrency' in the options to a lower number, or run the workflow less often",
		);
		const trigger = { ...node, type: `${node.type}Trigger` };
		expect(toNodeError(trigger, slow()).description).toBe('Enter a whole number. Poll less often');
	});

	it.each([
		'rolePermission',
		'a preexisting record',
		'connect ECONNRESET',
		'getAddrInfo',
		'EnoEnt',
	])('is left as it is by n8n where an agent uses the node and it says %j', (text) => {
		const { message } = new NodeOperationError(node, toNodeError(tool, new InputError(text)));
		expect(message.replaceAll('\u2060', '')).toBe(text);
		expect(toNodeError(node, new InputError(text)).message).toBe(text);
	});

	it('is short, whatever it quotes, and keeps what became of the data', () => {
		const long = 'x'.repeat(2_000_000);
		const thrown = [
			new InputError(`No property "${long}". The record may be there`, long),
			new AppError({ kind: 'failed', status: 500, message: `${long}. The record may be there` }),
			new Error(`${long}. The record may be there`),
		];
		for (const caught of thrown) {
			const error = toNodeError(node, caught, 3);
			expect(error.message).toMatch(/The record may be there$/);
			const stored = inspect(error, { depth: 9, showHidden: true, maxStringLength: null });
			expect((stored + JSON.stringify(error)).length).toBeLessThan(30_000);
			expect(error.context.itemIndex).toBe(3);
		}
	});

	it('tells n8n the cause by its kind, and the status or the code of the fault', () => {
		const passing = new AppError({ kind: 'busy', message: 'x', status: 429, retryAfterMs: 5 });
		expect(toNodeError(node, passing)).toMatchObject({
			name: 'NodeApiError',
			httpCode: '429',
			failure: { cause: 'rate-limited', retryAfterMs: 5 },
		});
		const broken = new AppError({ kind: 'passing', message: 'away', code: 'ECONNRESET' });
		expect(toNodeError(node, broken)).toMatchObject({ message: 'away', httpCode: 'ECONNRESET' });
	});
});
