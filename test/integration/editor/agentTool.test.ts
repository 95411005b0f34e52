import { createNodeAsTool } from 'n8n-core/dist/execution-engine/node-execution-context/utils/create-node-as-tool';
import { makeHandleToolInvocation } from 'n8n-core/dist/execution-engine/node-execution-context/utils/get-input-connection-data';
import { createRunExecutionData, type INode, type INodeParameters } from 'n8n-workflow';
import { BettyBlocks } from '../../../nodes/BettyBlocks/BettyBlocks.node';
import type { Api } from '../../../nodes/BettyBlocks/connect';
import { offered } from '../../../nodes/BettyBlocks/node/operation';
import { resources } from '../../../nodes/BettyBlocks/resources';
import { companies as rows, company, onCompanies, useApp } from '../../support/app';
import { executeContext, type NodeUnderTest } from '../../support/n8n';

const nodeType = new BettyBlocks();

/** What n8n tells an agent of a tool. */
function toldOf(name: string, parameters: INodeParameters) {
	const node: INode = {
		id: name,
		name,
		type: 'n8n-nodes-bettyblocks.bettyBlocksTool',
		typeVersion: 1,
		position: [0, 0],
		parameters: { descriptionType: 'auto', ...parameters },
	};
	const { response } = createNodeAsTool({
		node,
		nodeType,
		handleToolInvocation: async () => await Promise.resolve(''),
	});
	const { shape } = response.schema as { shape: Record<string, { description?: string }> };
	return { name: response.name, description: response.description, asks: Object.keys(shape) };
}

const companies = { __rl: true, mode: 'list', value: 'x', cachedResultName: 'Company' } as const;
const invoices = { ...companies, cachedResultName: 'Invoice' };

describe('What an agent is told of a tool', () => {
	const toldBy = (api: Api) =>
		resources.flatMap((resource) =>
			offered(resource, api).map(({ option: { action, value: operation } }) => {
				const parameters = { api, resource: resource.option.value, operation };
				return { action, description: toldOf('Tool', parameters).description };
			}),
		);

	it('is what it does, in words of its own for each operation', () => {
		const told = toldBy('classic');
		for (const { action, description } of told) {
			expect(description).toBe(`${action} in Betty Blocks`);
		}
		expect(new Set(told.map(({ description }) => description)).size).toBe(told.length);
	});

	it('is that for each operation of a newer app, though n8n looks at the first field alone', () => {
		const told = toldBy('data');
		for (const { action, description } of told) {
			expect(description).toBe(`${action} in Betty Blocks`);
		}
		expect(told.map(({ action }) => action)).toContain('Call action endpoint');
	});

	it('tells Get Many on Company from Create on Invoice', () => {
		const find = toldOf('Get many records', {
			resource: 'record',
			operation: 'getAll',
			model: companies,
		});
		const create = toldOf('Create record', {
			resource: 'record',
			operation: 'create',
			model: invoices,
		});
		expect([find, create]).toMatchObject([
			{ name: 'Get_many_records', description: 'Get many records in Betty Blocks' },
			{ name: 'Create_record', description: 'Create record in Betty Blocks' },
		]);
	});

	it('does not tell two models apart by itself, but by the name of the node and a description of one’s own', () => {
		const many = { resource: 'record', operation: 'getAll' };
		const ofCompanies = toldOf('Get many records', { ...many, model: companies });
		const ofInvoices = toldOf('Get many records1', { ...many, model: invoices });
		expect(ofInvoices.description).toBe(ofCompanies.description);

		const named = toldOf('Find invoices', {
			...many,
			model: invoices,
			descriptionType: 'manual',
			toolDescription: 'Finds unpaid invoices',
		});
		expect(named).toMatchObject({ name: 'Find_invoices', description: 'Finds unpaid invoices' });
	});

	it('is to fill in what the ✨ button or $fromAI leaves to it, and nothing else', () => {
		const button =
			"={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('employees__Whole_Number_', ``, 'number') }}";
		const { asks } = toldOf('Create record', {
			resource: 'record',
			operation: 'create',
			model: companies,
			fieldsMode: 'mapped',
			fields: {
				mappingMode: 'defineBelow',
				value: {
					name: "={{ $fromAI('company', 'The name of the company') }}",
					employees: button,
					city: 'Edam',
				},
			},
		});
		expect(asks).toEqual(['company', 'employees__Whole_Number_']);
	});
});

describe('A tool with Retry On Fail', () => {
	const app = useApp(company(rows(2)));

	/** What an agent reads once n8n has called the tool, as often as n8n does. */
	async function call(operation: string, parameters: INodeParameters) {
		const underTest: NodeUnderTest = {
			credential: app.credential,
			parameters: onCompanies(operation, parameters),
			isTool: true,
			retryOnFail: true,
		};
		const context = executeContext(underTest);
		const factory = () =>
			Object.assign(executeContext(underTest), {
				addInputData: () => ({ index: 0 }),
				addOutputData: () => {},
			});
		const invoke = makeHandleToolInvocation(
			factory as never,
			context.getNode(),
			nodeType,
			createRunExecutionData({}),
		);
		return await invoke({}).catch((error: Error) => error.message);
	}
	const named = { fieldsMode: 'json', fieldsJson: '{ "name": "New" }' };
	const sent = (method: string) =>
		app.emulator.requests.filter((request) => request.method === method).length;

	it.each([
		{ drop: 'after' },
		{ drop: 'before' },
		{ status: 504 },
		{ status: 200, body: '<html></html>' },
	] as const)('creates no record twice after %j', async (fault) => {
		app.emulator.fault({ method: 'POST', ...fault });
		expect(await call('create', named)).toMatch(/may /);
		expect(sent('POST')).toBe(1);
	});

	it('runs again what was refused, which the agent is told in the end', async () => {
		app.emulator.fault({ method: 'POST', status: 422, body: '', times: 9 });
		expect(await call('create', named)).toMatch(/didn't accept/);
		expect(sent('POST')).toBe(3);
	});

	it('runs a read again', async () => {
		app.emulator.fault({ method: 'GET', path: '/records/1', status: 500, times: 1 });
		expect(await call('get', { recordId: 1 })).toContain('"id":1');
	});
});
