/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';
import axios from 'axios';
import type { INodeParameters } from 'n8n-workflow';

import { assertSuccess } from '../../demo/basics.ts';
import type { WorkflowDefinition } from '../../n8n/client.ts';
import { itemsOf, type Execution } from '../../n8n/executions.ts';
import { until } from '../../n8n/until.ts';
import { makeRecord } from '../support/app.ts';
import { itKeepsKeysSecret, packagePrefix, useN8n } from '../support/n8n.ts';
import { prepared } from '../support/prepared.ts';
import {
	bettyBlocks,
	chain,
	code,
	model,
	nothingMore,
	startHere,
	whenCreated,
	type Step,
} from '../support/steps.ts';

const wrongKey = 'not-the-key-of-this-app';
const companies = model('companies');

/** This n8n refuses an asterisk for the seconds, but not a list of them. */
const everyThreeSeconds = {
	mode: 'custom',
	cronExpression: `${Array.from({ length: 20 }, (_, index) => index * 3)} * * * * *`,
} as const;

const watching = (pollTime?: INodeParameters): Step =>
	whenCreated('When a company is created', 'companies', {}, pollTime);

describe('The oldest n8n that the package is made for', () => {
	const n8n = useN8n();

	const records = () => n8n.app.emulator.records('companies');
	/** What the app was asked, in short. */
	const requests = () =>
		n8n.app.emulator.requests.map(({ method, path, status }) => `${method} ${path} ${status}`);
	const testCredential = async (changes: object = {}) =>
		await n8n.client.testCredential(n8n.credential, { ...n8n.app.access, ...changes });

	/** Runs a workflow to its good end. */
	async function run(workflow: WorkflowDefinition): Promise<Execution> {
		const execution = await n8n.run(workflow, startHere.name);
		assertSuccess(execution);
		return execution;
	}

	async function isDrawing(path: string): Promise<boolean> {
		const { data } = await axios.get<string>(`${n8n.server.url}/${path}`, { proxy: false });
		return data.startsWith('<svg');
	}

	beforeEach(() => n8n.app.emulator.reset());

	it('is the one that the page on compatibility names', async () => {
		const [, named] =
			readFileSync('docs/compatibility.md', 'utf8').match(/^\| (\S+) \| the oldest/m) ?? [];
		expect(named).toBe(prepared().version);
	});

	it('loads the node, its tool, the trigger and the credential, with their icons', async () => {
		const nodes = await n8n.client.nodeTypes();
		const ours = nodes.filter(({ name }) => name.startsWith(packagePrefix));
		expect(ours.map(({ displayName }) => displayName).sort()).toEqual([
			'Betty Blocks',
			'Betty Blocks Tool',
			'Betty Blocks Trigger',
		]);
		const types = await n8n.client.credentialTypes();
		const credential = types.find(({ name }) => name === 'bettyBlocksApi');
		expect(credential?.supportedNodes).toEqual([
			`${packagePrefix}bettyBlocks`,
			`${packagePrefix}bettyBlocksTrigger`,
		]);
		for (const { iconUrl } of [...ours, ...(credential === undefined ? [] : [credential])]) {
			expect(await isDrawing(iconUrl?.light ?? 'no light icon')).toBe(true);
			expect(await isDrawing(iconUrl?.dark ?? 'no dark icon')).toBe(true);
		}
	});

	it('tells whether the credential works', async () => {
		expect(await testCredential()).toEqual({ status: 'OK', message: 'Connection successful!' });
		// This n8n has words of its own for a key that is refused.
		expect(await testCredential({ apiKey: wrongKey })).toEqual({
			status: 'Error',
			message: 'Authorization failed - please check your credentials',
		});
		// It answers any address with its editor, which is a website and no app.
		expect(await testCredential({ application: n8n.server.url })).toEqual({
			status: 'Error',
			message: expect.stringMatching(/^No Betty Blocks API was found at this URL/),
		});
	});

	it('creates a record that is not there, and updates it when it is', async () => {
		const rows = ['Assen', 'Emmen'].map((city) => ({ json: { name: 'Bakkerij Brink', city } }));
		const upsert = bettyBlocks('Create or update', {
			resource: 'record',
			operation: 'upsert',
			...companies,
			fieldsMode: 'json',
			fieldsJson: '={{ JSON.stringify($json) }}',
			matchOn: 'name',
		});
		const execution = await run(
			chain('Upsert', [startHere, code('Rows', `return ${JSON.stringify(rows)}`), upsert]),
		);
		expect(itemsOf(execution, upsert.name).map(({ json }) => json)).toEqual([
			expect.objectContaining({ id: 13, city: 'Assen', _action: 'created' }),
			expect.objectContaining({ id: 13, city: 'Emmen', _action: 'updated' }),
		]);
		expect(requests().filter((request) => !request.startsWith('GET'))).toEqual([
			'POST /api/models/companies/records/new 201',
			'PUT /api/models/companies/records/13 200',
		]);
		expect(records().slice(12)).toEqual([
			expect.objectContaining({ id: 13, name: 'Bakkerij Brink', city: 'Emmen' }),
		]);
	});

	it('uploads a file and downloads it again, byte for byte', async () => {
		const bytes = Buffer.from(Array.from({ length: 300_001 }, (_, index) => (index * 31) % 251));
		const file = { fileName: 'all bytes.bin', mimeType: 'application/octet-stream' };
		const item = { json: {}, binary: { data: { ...file, data: bytes.toString('base64') } } };
		const upload = bettyBlocks('Upload', {
			resource: 'asset',
			operation: 'upload',
			binaryPropertyName: 'data',
		});
		const download = bettyBlocks('Download', {
			resource: 'asset',
			operation: 'download',
			url: '={{ $json.url }}',
			outputBinaryProperty: 'data',
		});
		const execution = await run(
			chain('A file', [
				startHere,
				code('File', `return [${JSON.stringify(item)}]`),
				upload,
				download,
			]),
		);
		const [downloaded] = itemsOf(execution, download.name);
		expect(downloaded?.binary?.data).toMatchObject(file);
		// This n8n keeps files in the execution unless it is set up otherwise.
		const received = Buffer.from(downloaded?.binary?.data?.data ?? '', 'base64');
		expect(received.equals(bytes)).toBe(true);
		expect(requests()).toEqual(['POST /api/assets 201', 'GET /uploads/1/all%20bytes.bin 200']);
		const kept = await axios.get<Buffer>(String(downloaded?.json.url), {
			responseType: 'arraybuffer',
			proxy: false,
		});
		expect(kept.data.equals(bytes)).toBe(true);
	});

	it('tells what models the app has', async () => {
		const getMany = bettyBlocks('Get models', { resource: 'model', operation: 'getAll' });
		const execution = await run(chain('Models', [startHere, getMany]));
		expect(itemsOf(execution, getMany.name).map(({ json }) => json.name)).toEqual(
			n8n.app.definition.models.map(({ name }) => name),
		);
	});

	it('sends a record once, also to an app that suddenly refuses the key', async () => {
		// This n8n repeats a request that is answered with 401, unless the answer is ours to judge.
		n8n.app.emulator.fault({ method: 'POST', status: 401 });
		const create = bettyBlocks('Create', {
			resource: 'record',
			operation: 'create',
			...companies,
			fieldsMode: 'json',
			fieldsJson: '{ "name": "Nobody" }',
		});
		const { status, error } = await n8n.run(chain('Refused', [startHere, create]), startHere.name);
		expect({ status, message: error?.message }).toEqual({
			status: 'error',
			message: "The app didn't accept the email address or the API key",
		});
		expect(requests()).toEqual([
			'GET /api/models 200',
			'POST /api/models/companies/records/new 401',
		]);
		expect(records()).toHaveLength(12);
	});

	it('does not activate a trigger with a wrong key, and says why', async () => {
		const credential = await n8n.client.createCredential('bettyBlocksApi', 'Wrong key', {
			...n8n.app.access,
			apiKey: wrongKey,
		});
		const workflow = await n8n.save(chain('Wrong key', [watching(), nothingMore]), credential);
		await expect(n8n.client.publish(workflow)).rejects.toThrow(
			/didn't accept the email address or the API key/,
		);
	});

	it('delivers each new record once, in order, and through a restart', async () => {
		const workflow = await n8n.save(
			chain('New companies', [watching(everyThreeSeconds), nothingMore]),
		);
		const made: number[] = [];
		const make = async (name: string) =>
			made.push(await makeRecord(n8n.app, 'companies', { name }));
		const delivered = async () => {
			const executions = await n8n.client.finishedExecutions(workflow, 0);
			return executions.flatMap((execution) =>
				itemsOf(execution, nothingMore.name).map(({ json }) => json.id),
			);
		};
		const allAreDelivered = async () =>
			await until('all records', delivered, (found) => found.length >= made.length);
		const nextPoll = async () => {
			n8n.app.emulator.clearRequests();
			await until('the next poll', requests, (asked) => asked.length > 0);
		};

		await n8n.client.publish(workflow);
		await make('Bakkerij Brink');
		await make('Molen de Hoop');
		await allAreDelivered();
		await make('Zuivel Zijlstra');
		await allAreDelivered();
		await n8n.restart(async (server) => {
			await server.stop();
			await make('While n8n was down');
		});
		await make('After the restart');
		await allAreDelivered();
		await nextPoll();
		await nextPoll();
		expect(await delivered()).toEqual(made);
		await n8n.client.deactivate(workflow);
	});

	itKeepsKeysSecret(n8n, wrongKey);
});
