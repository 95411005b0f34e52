import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { bytesOf } from '../../support/binary';
import { onTasks, tasks, useDataApp } from '../../support/dataApp';
import { execute } from '../../support/n8n';
import { PollHost } from '../../support/poll';

const app = useDataApp(
	tasks(
		[
			{ id: 1, name: 'Call', contract: 'letters/1.pdf', photo: 'photos/1.png' },
			{ id: 2, name: 'Write' },
		],
		{
			files: [
				{ key: 'letters/1.pdf', contentType: 'application/pdf', text: 'A letter' },
				{ key: 'photos/1.png', contentType: 'image/png', text: 'A photo' },
			],
		},
	),
);

const read = async (operation: string, more: object, items?: INodeExecutionData[]) =>
	await execute({
		credential: app.credential,
		parameters: onTasks(operation, more) as INodeParameters,
		items,
	});
const named = ({ binary }: INodeExecutionData) =>
	Object.entries(binary ?? {}).map(([field, { fileName }]) => [field, fileName]);
const BOTH = [
	[
		['contract', '1.pdf'],
		['photo', '1.png'],
	],
	[],
];

describe('The files of records of a newer app', () => {
	it('come with the records, by Get Many and by Get', async () => {
		const options = { downloadFiles: ['contract', 'photo'] };
		const all = await read('getAll', { options });
		expect(all.map(named)).toEqual(BOTH);
		expect(String(await bytesOf(all[0]?.binary?.contract))).toBe('A letter');
		const each = await read('get', { recordId: '={{ $json.id }}', options }, [
			{ json: { id: 1 } },
			{ json: { id: 2 } },
		]);
		expect(each.map(named)).toEqual(BOTH);
	});

	it('come where other fields are asked for', async () => {
		const [first] = await read('getAll', {
			options: { downloadFiles: ['contract'], fields: 'name' },
		});
		expect(first && named(first)).toEqual([['contract', '1.pdf']]);
		expect(first?.json).toMatchObject({ name: 'Call' });
	});

	it('come with the records that start a workflow', async () => {
		const host = new PollHost(() => app.credential, {
			api: 'data',
			event: 'recordCreated',
			model: { __rl: true, mode: 'list', value: 'Task' },
			startFrom: 'existing',
			options: { downloadFiles: ['contract', 'photo'], testRecords: 2 },
		} as INodeParameters);
		const output = await host.test();
		expect(output?.map(named).sort((a, b) => b.length - a.length)).toEqual(BOTH);
	});
});
