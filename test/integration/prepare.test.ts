import type { INodeExecutionData } from 'n8n-workflow';
import { companies, company, onCompanies, useApp } from '../support/app';
import { executeJson, outputsOf, runWorkflow } from '../support/n8n';

const app = useApp(company(companies(3)));

const items = (...rows: Array<Record<string, unknown>>) =>
	rows.map((json) => ({ json })) as INodeExecutionData[];
const writes = () => app.emulator.requests.filter(({ method }) => method !== 'GET');
const byInput = {
	fieldsMode: 'json',
	fieldsJson: '={{ $json }}',
	options: { concurrency: 1 },
};

describe('A run that writes', () => {
	it.each(['create', 'update', 'upsert'])(
		'writes nothing in "%s" when the last item holds a value that cannot be written',
		async (operation) => {
			const parameters = { ...byInput, recordId: 1, matchOn: 'name' };
			const run = executeJson({
				credential: app.credential,
				parameters: onCompanies(operation, parameters),
				items: items({ name: 'A' }, { name: 'B' }, { name: 'C', employees: 'many' }),
			});
			await expect(run).rejects.toMatchObject({ context: { itemIndex: 2 } });
			expect(writes()).toEqual([]);
		},
	);

	it('deletes nothing when the last item names no record', async () => {
		const run = executeJson({
			credential: app.credential,
			parameters: onCompanies('delete', { recordId: '={{ $json.id }}' }),
			items: items({ id: 1 }, { id: 2 }, { id: '' }),
		});
		await expect(run).rejects.toMatchObject({ context: { itemIndex: 2 } });
		expect(writes()).toEqual([]);
	});

	it('says which records are there already when the app refuses a later one', async () => {
		app.emulator.fault({
			method: 'POST',
			skip: 1,
			status: 422,
			body: { errors: { name: ['bad'] } },
		});
		const run = executeJson({
			credential: app.credential,
			parameters: onCompanies('create', byInput),
			items: items({ name: 'A' }, { name: 'B' }, { name: 'C' }),
		});
		await expect(run).rejects.toMatchObject({
			context: { itemIndex: 1 },
			description: expect.stringContaining('1 other item was already written (record 4)') as string,
		});
		expect(writes()).toHaveLength(2);
	});

	it('sends no further change of a record once the app has refused one', async () => {
		app.emulator.fault({ method: 'PUT', status: 422, body: '' });
		const run = executeJson({
			credential: app.credential,
			parameters: onCompanies('update', { ...byInput, recordId: 2, options: { concurrency: 5 } }),
			items: items({ name: 'A' }, { name: 'B' }, { name: 'C' }, { name: 'D' }, { name: 'E' }),
		});
		await expect(run).rejects.toMatchObject({ context: { itemIndex: 0 } });
		expect(writes()).toHaveLength(1);
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'creates once as a tool with Retry On Fail and "%s" when the answer is lost',
		async (onError) => {
			app.emulator.fault({ method: 'POST', drop: 'after' });
			const run = await runWorkflow({
				credential: app.credential,
				onError,
				retryOnFail: true,
				isTool: true,
				parameters: onCompanies('create', byInput),
				items: items({ name: 'A' }),
			});
			expect(writes()).toHaveLength(1);
			expect(JSON.stringify(outputsOf(run))).toContain('may have');
		},
	);

	it('asks for the models with the time-out of each item, so a wrong one fails that item alone', async () => {
		const run = await runWorkflow({
			credential: app.credential,
			onError: 'continueRegularOutput',
			parameters: onCompanies('create', {
				...byInput,
				fieldsJson: '={{ ({ name: $json.name }) }}',
				options: { timeout: '={{ $json.timeout }}' },
			}),
			items: items({ name: 'A', timeout: 'soon' }, { name: 'B', timeout: 5000 }),
		});
		const [output] = outputsOf(run);
		expect(output?.[0]?.json.error).toContain('Timeout');
		expect(output?.[1]?.json).toMatchObject({ id: 4, name: 'B' });
	});
});
