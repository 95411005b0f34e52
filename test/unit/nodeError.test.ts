import type { INode } from 'n8n-workflow';
import { InputError } from '../../nodes/BettyBlocks/app/inputError';
import { toNodeError } from '../../nodes/BettyBlocks/node/nodeError';

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
});
