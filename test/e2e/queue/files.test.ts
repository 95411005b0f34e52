/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createHash, randomBytes } from 'node:crypto';
import axios from 'axios';
import type { IBinaryData } from 'n8n-workflow';

import { assertSuccess } from '../../demo/basics.ts';
import { itemsOf, type Execution } from '../../n8n/executions.ts';
import { executionsOf } from '../../n8n/queueMode.ts';
import { makeRecord } from '../support/app.ts';
import {
	itExecutesOnWorkers,
	itKeepsKeysSecretInQueueMode,
	useQueueMode,
} from '../support/queueMode.ts';
import { bettyBlocks, chain, model, startHere, type Step } from '../support/steps.ts';

const fileBytes = 6 * 1024 * 1024;

const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

const fetchFile = (url: string): Step => ({
	name: 'Fetch',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: { url, options: { response: { response: { responseFormat: 'file' } } } },
});

interface Asset {
	filename: string;
	contentType: string;
	size: number;
	sha256: string;
}

describe('Files in queue mode', () => {
	const n8n = useQueueMode();

	/** Puts a file into the app, as a person does; tells its URL. */
	async function put(name: string, bytes: Buffer): Promise<string> {
		const { application, email, apiKey } = n8n.app.access;
		const form = new FormData();
		form.append('file', new Blob([new Uint8Array(bytes)], { type: 'application/pdf' }), name);
		const { data } = await axios.post<{ url: string }>(`${application}/api/assets`, form, {
			auth: { username: email, password: apiKey },
			proxy: false,
		});
		return data.url;
	}

	async function assets(): Promise<Asset[]> {
		const url = `${n8n.app.access.application}/__emulator/assets`;
		return (await axios.get<Asset[]>(url, { proxy: false })).data;
	}

	function fileOf(execution: Execution, step: string): IBinaryData {
		const file = itemsOf(execution, step)[0]?.binary?.data;
		if (file === undefined) throw new Error(`"${step}" put out no file`);
		return file;
	}

	/** The digest of a file that n8n keeps in its database. */
	async function keptDigest({ id = '' }: IBinaryData): Promise<unknown> {
		const [, fileId = ''] = id.split(':');
		const kept = await n8n
			.parts()
			.database.query(
				`SELECT encode(sha256(data), 'hex') AS sha256 FROM binary_data WHERE "fileId"::text = '${fileId}'`,
			);
		return kept[0]?.sha256;
	}

	function workersOn({ id }: Execution) {
		return n8n.parts().workers.filter((worker) => executionsOf(worker).includes(id));
	}

	it('are taken up by one worker where another one, that has gone, has left off', async () => {
		const bytes = randomBytes(fileBytes);
		const url = await put('scan.pdf', bytes);
		const recordId = await makeRecord(n8n.app, 'invoices', { number: '2026-0100' });
		const steps = [
			startHere,
			fetchFile(url),
			bettyBlocks('Upload', {
				resource: 'asset',
				operation: 'upload',
				attach: true,
				...model('invoices'),
				recordId,
				property: 'scan',
			}),
			bettyBlocks('Get', { resource: 'record', operation: 'get', ...model('invoices'), recordId }),
			bettyBlocks('Download', {
				resource: 'asset',
				operation: 'download',
				url: '={{ $json.scan }}',
			}),
		];
		n8n.app.emulator.clearRequests();
		n8n.app.emulator.fault({ method: 'POST', path: '/assets', status: 503 });

		const failed = await n8n.run(chain('A file', steps), startHere.name);
		expect(failed).toMatchObject({ status: 'error', error: { node: { name: 'Upload' } } });
		const [first] = workersOn(failed);
		expect(first).toBeDefined();
		await first?.stop();

		const retried = await n8n.client.retry(failed.id);
		assertSuccess(retried);
		const [second] = workersOn(retried);
		expect(second).toBeDefined();
		expect(second).not.toBe(first);

		const sha256 = sha256Of(bytes);
		const stored = { data: 'database', id: expect.stringMatching(/^database:/) };
		for (const step of ['Fetch', 'Download']) {
			expect(fileOf(retried, step)).toMatchObject({ ...stored, mimeType: 'application/pdf' });
			expect(await keptDigest(fileOf(retried, step))).toBe(sha256);
		}
		const file = { filename: 'scan.pdf', contentType: 'application/pdf', size: fileBytes, sha256 };
		expect(await assets()).toMatchObject([file, file]);
		const invoice = n8n.app.emulator.records('invoices').find(({ id }) => id === recordId);
		expect(invoice?.scan).toBe(itemsOf(retried, 'Upload')[0]?.json.url);
		const writes = n8n.app.emulator.requests.filter(({ method }) => method !== 'GET');
		expect(writes.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
			'POST /api/assets 503',
			'POST /api/assets 201',
			`PUT /api/models/invoices/records/${recordId} 200`,
		]);
	});

	itExecutesOnWorkers(n8n);
	itKeepsKeysSecretInQueueMode(n8n);
});
