import type { INode, INodeParameters } from 'n8n-workflow';

import { assertSuccess } from '../demo/basics.ts';
import { withCredential, type WorkflowDefinition } from '../n8n/client.ts';
import { itemsOf } from '../n8n/executions.ts';
import { startLanguageModel, type LanguageModel, type Turn } from './support/languageModel.ts';
import { itKeepsKeysSecret, packagePrefix, useN8n } from './support/n8n.ts';

const langchain = '@n8n/n8n-nodes-langchain.';
const companies = { __rl: true, mode: 'name', value: 'companies' } as const;

let nodes = 0;
function node(name: string, type: string, typeVersion: number, parameters: INodeParameters): INode {
	nodes += 1;
	return { id: `agent-${nodes}`, name, type, typeVersion, position: [nodes * 200, 0], parameters };
}

const tool = (name: string, toolDescription: string, parameters: INodeParameters): INode => ({
	...node(name, `${packagePrefix}bettyBlocksTool`, 1, {
		descriptionType: 'manual',
		toolDescription,
		...parameters,
	}),
	// Else a tool that fails ends the run of an agent of n8n 1.
	onError: 'continueRegularOutput',
});

/** An agent that may do three things with the app. */
function agentWorkflow(agentVersion: number): WorkflowDefinition {
	const tools = [
		tool('Read models', 'The models of the app, with their properties', {
			resource: 'model',
			operation: 'getAll',
			returnAll: true,
		}),
		tool('Find companies', 'Companies in a city', {
			resource: 'record',
			operation: 'getAll',
			model: companies,
			returnAll: true,
			filters: {
				conditions: [
					{
						property: 'city',
						operator: 'eq',
						value: "={{ $fromAI('city', 'The name of the city', 'string') }}",
					},
				],
			},
		}),
		tool('Create company', 'Creates a company', {
			resource: 'record',
			operation: 'create',
			model: companies,
			fieldsMode: 'json',
			fieldsJson: "={{ $fromAI('fields', 'Property names and values', 'json') }}",
		}),
	];
	const link = (type: 'main' | 'ai_tool' | 'ai_languageModel') => ({
		[type]: [[{ node: 'AI Agent', type, index: 0 }]],
	});
	return {
		name: 'An agent with Betty Blocks',
		nodes: [
			node('Start here', 'n8n-nodes-base.manualTrigger', 1, {}),
			node('AI Agent', `${langchain}agent`, agentVersion, {
				promptType: 'define',
				text: 'Who is in Alkmaar? And add Bakkerij Brink in Edam.',
			}),
			node('Model', `${langchain}lmChatOpenAi`, 1.2, {
				model: { __rl: true, mode: 'id', value: 'stand-in' },
			}),
			...tools,
		],
		connections: {
			'Start here': link('main'),
			Model: link('ai_languageModel'),
			...Object.fromEntries(tools.map(({ name }) => [name, link('ai_tool')])),
		},
		// The order that new workflows have; in the old one, an agent goes on before its tools are done.
		settings: { executionOrder: 'v1' },
	};
}

describe('The node as a tool of an AI agent, in a real n8n', () => {
	const n8n = useN8n();
	let model: LanguageModel;

	afterEach(async () => await model?.close());

	/** Runs the agent with a model that takes these turns. */
	async function run(turns: Turn[], agentVersion = 3) {
		model = await startLanguageModel(turns);
		const openAi = await n8n.client.createCredential('openAiApi', 'Stand-in', {
			apiKey: 'none',
			url: model.url,
		});
		const workflow = withCredential(
			agentWorkflow(agentVersion),
			`${langchain}lmChatOpenAi`,
			openAi,
		);
		return await n8n.run(workflow, 'Start here');
	}

	it('is offered by n8n, next to the node; the trigger is none', async () => {
		const names = (await n8n.client.nodeTypes())
			.map(({ name }) => name)
			.filter((name) => name.startsWith(packagePrefix))
			.map((name) => name.slice(packagePrefix.length));
		expect(names.sort()).toEqual(['bettyBlocks', 'bettyBlocksTool', 'bettyBlocksTrigger']);
	});

	it('reads the models, finds records, and creates one with what the model asks for', async () => {
		const execution = await run([
			{ tool: 'Read_models', arguments: {} },
			{ tool: 'Find_companies', arguments: { city: 'Alkmaar' } },
			{ tool: 'Create_company', arguments: { fields: { name: 'Bakkerij Brink', city: 'Edam' } } },
			(results) => results.join('\n---\n'),
		]);
		assertSuccess(execution);

		expect(model.offered.map(({ name }) => name).sort()).toEqual([
			'Create_company',
			'Find_companies',
			'Read_models',
		]);
		const find = model.offered.find(({ name }) => name === 'Find_companies');
		expect(find?.description).toBe('Companies in a city');
		expect(find?.parameters.properties).toMatchObject({
			city: { description: 'The name of the city', type: 'string' },
		});

		const said = String(itemsOf(execution, 'AI Agent')[0]?.json.output);
		const [models = '', found = '', created = ''] = said.split('\n---\n');
		expect(models).toMatch(/"name":"segment","kind":"list"/);
		expect(found).toMatch(/Duinzicht Bouw BV/);
		expect(found).not.toMatch(/Zorggroep/);
		expect(created).toMatch(/"id":13/);
		expect(n8n.app.emulator.records('companies').at(-1)).toMatchObject({
			id: 13,
			name: 'Bakkerij Brink',
			city: 'Edam',
		});
	});

	// Until version 3, the agent runs its tools itself and shows the model their JSON alone.
	it.each([2.2, 3])(
		'tells the model of an agent %d what was not accepted, so that it can mend it',
		async (agentVersion) => {
			const before = n8n.app.emulator.records('companies').length;
			const execution = await run(
				[
					{ tool: 'Create_company', arguments: { fields: { nam: 'Molen de Hoop' } } },
					(results) => results.join('\n'),
				],
				agentVersion,
			);
			assertSuccess(execution);
			const said = String(itemsOf(execution, 'AI Agent')[0]?.json.output);
			expect(said).toMatch(/has no property .*nam.*\. Its properties are id, name, city/);
			expect(n8n.app.emulator.records('companies')).toHaveLength(before);
		},
	);

	itKeepsKeysSecret(n8n);
});
