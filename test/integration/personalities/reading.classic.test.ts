import type { AppRecord, Personality } from '../../emulator/index.ts';
import { columns, executeJson, loadOptions, searchModels, searchRecords } from '../../support/n8n';
import { COMPANY, GROUP, onCompanies, uuid } from '../../support/app';
import { storeBinary } from '../../support/binary';
import { waitForFreshModels } from '../../support/freshModels';
import { describePersonalities } from '../../support/personalities';
import { oddly, untimed, useVariedApp, type ClassicState } from '../../support/variedApp';

const app = useVariedApp();

const run = async (parameters: object, more: object = {}) =>
	await executeJson({ credential: app.credential, parameters: parameters as never, ...more });

const INSTANTS: Record<string, unknown> = {
	utc: '2024-05-01T08:00:00.120Z',
	offset: '2024-05-01T10:00:00.120+02:00',
	spaced: '2024-05-01 08:00:00.120 UTC',
	local: '2024-05-01T10:00:00.120',
};

function instant({ timestampFormat, timestampPrecision, stampNumber }: Personality): unknown {
	const at = Date.UTC(2024, 4, 1, 8) + 120;
	if (stampNumber !== 'text') return stampNumber === 'seconds' ? Math.floor(at / 1000) : at;
	const text = String(INSTANTS[timestampFormat]);
	return timestampPrecision === 'seconds' ? text.replace('.120', '') : text;
}

const FILE = 'https://files.example.com/a%20b.png';

/** What the app shows of record 1. */
function shown(record: AppRecord, s: Personality): object {
	const hash = '$2a$10$N9qo8uLOickgx2ZMRZoMye';
	const secrets = { 'as sent': 'pass', absent: undefined, empty: '', masked: '********', hash };
	return {
		...record,
		called_at: instant(s),
		opens: s.timeOfDay,
		group: { id: 1, name: 'North' },
		photo: {
			'as sent': FILE,
			path: '/a b.png',
			host: FILE.slice('https:'.length),
			object: { url: FILE, thumb: { url: `${FILE}?thumb` } },
		}[s.fileValue],
		secret: secrets[s.passwordValue],
	};
}

describe('A classic app', () => {
	describePersonalities<Personality, ClassicState>(app, [
		{
			name: 'returns a record as it shows it',
			run: async () => (await run(onCompanies('get', { recordId: 1 }))).map(untimed),
			outcome: (s, { companies: [record] }) => ({ output: record && [shown(record, s)] }),
		},
		{
			name: 'has no record with an ID',
			run: async () => await run(onCompanies('get', { recordId: 99 })),
			outcome: (s) => ({
				refusal: oddly(s, 'read the record', 404) ?? /^No record 99 was found in the model "/,
			}),
		},
		{
			name: 'refuses a wrong key',
			run: async () =>
				await run(onCompanies('get', { recordId: 1 }), {
					credential: { ...app.credential, apiKey: 'not-the-key' },
				}),
			outcome: (s) => ({
				refusal:
					oddly(s, 'read the record', 401) ??
					/^The app didn't accept the email address or the API key/,
			}),
		},
		{
			name: 'returns its models',
			run: async () =>
				(await run({ resource: 'model', operation: 'getAll', returnAll: true })).map(
					({ id, name }) => [id, name],
				),
			outcome: () => ({
				output: [
					[COMPANY, 'Company'],
					[GROUP, 'Group'],
				],
			}),
		},
		{
			name: 'returns a model',
			run: async () =>
				(
					await run({
						...{ resource: 'model', operation: 'get' },
						model: { __rl: true, mode: 'id', value: COMPANY },
					})
				).map(({ id, name }) => [id, name]),
			outcome: () => ({ output: [[COMPANY, 'Company']] }),
		},
		{
			name: 'lists its models, their properties and the newest records in the editor',
			run: async () => {
				waitForFreshModels();
				const node = {
					parameters: onCompanies('getAll') as never,
					credential: app.credential,
				};
				return [
					(await searchModels(node)).results.map(({ name }) => name),
					(await loadOptions('getFileProperties', node)).map(({ name }) => name),
					(await loadOptions('getDateProperties', node)).map(({ name }) => name),
					(await columns('getColumnsToUpsert', node)).fields.map(({ id }) => id),
					(await searchRecords(node)).slice(0, 2).map(({ name }) => name),
					(await searchRecords(node, '7')).map(({ name }) => name),
					(await searchRecords(node, 'oud')).map(({ name }) => name),
				];
			},
			outcome: (s, { companies }) => ({
				refusal:
					s.filters === 'rejected' || s.ascending === 'rejected'
						? oddly(s, 'read records', 400)
						: undefined,
				output: [
					['Company', 'Group'],
					['photo'],
					[
						...['founded', 'called_at'],
						...(s.defaultProperties === 'hidden' ? [] : ['created_at', 'updated_at']),
					],
					Object.keys(companies[0] ?? {}).filter((name) => name !== 'label'),
					['9 · IJmuiden', '8 · Heerlen'],
					['7 · Gouda'],
					['7 · Gouda'],
				],
			}),
		},
		{
			name: 'runs an action with the inputs where it reads them',
			run: async ({ inputs }) =>
				await run({
					...{ resource: 'action', operation: 'execute', actionId: uuid('f1') },
					model: { __rl: true, mode: 'id', value: COMPANY },
					inputsMode: 'json',
					inputsJson: { name: 'West' },
					options: inputs === 'any' ? {} : { sendInputsAs: inputs },
				}),
			outcome: ({ keptText }) => ({
				output: [{ greeting: 'West' }],
				change: ({ groups }) =>
					void groups.push({ id: 3, name: keptText === 'lowercase' ? 'west' : 'West' }),
			}),
		},
		{
			name: 'keeps a file, and returns it',
			run: async ({ assetField }) => {
				const data = await storeBinary(Buffer.from('A file'), { fileName: 'a b.txt' });
				const [uploaded] = await run(
					{
						...{ resource: 'asset', operation: 'upload', options: { fieldName: assetField } },
						...{ attach: true, model: { __rl: true, mode: 'id', value: COMPANY }, recordId: 9 },
						property: 'photo',
					},
					{ items: [{ json: {}, binary: { data } }] },
				);
				return String(uploaded?.url).replace(app.credential.application, '');
			},
			outcome: () => ({
				output: '/uploads/1/a%20b.txt',
				change: (state) => {
					const photo = `${app.credential.application}/uploads/1/a%20b.txt`;
					Object.assign(state.companies[8] ?? {}, { photo });
					state.uploads = 1;
				},
			}),
		},
	]);
});
