import type { DataPersonality } from '../../emulator/data/index.ts';
import { storeBinary } from '../../support/binary';
import { executeJson } from '../../support/n8n';
import { describePersonalities } from '../../support/personalities';
import {
	DATA_ACTION,
	turnedAway,
	untold,
	useVariedDataApp,
	type DataState,
} from '../../support/variedDataApp';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<typeof import('../../support/countedWaits')>('../../support/countedWaits')
		.countingWaits(),
);

const app = useVariedDataApp();

const run = async (action: string, more: object = {}) =>
	await executeJson({
		credential: app.credential,
		parameters: {
			...{ api: 'data', resource: 'action', operation: 'execute', inputsMode: 'json' },
			...{ inputsJson: {}, actionId: { __rl: true, mode: 'id', value: action }, ...more },
		} as never,
	});

/** What an action leaves behind that the app has run once. */
const added = (name: string) => (state: DataState) => {
	const names = Object.keys(state.tasks[0] ?? {});
	const empty = Object.fromEntries(names.map((property) => [property, null]));
	state.tasks.push({ ...empty, id: 7, name });
};

const LIMITED = {
	errors: [{ message: 'Rate limit exceeded', extensions: { statusCode: 429 } }],
};

describe('A newer app', () => {
	describePersonalities<DataPersonality, DataState>(app, [
		{
			name: 'runs an action once',
			run: async () => await run(DATA_ACTION.create, { inputsJson: { name: 'Call' } }),
			outcome: (s) => {
				const refusal = turnedAway(s);
				return {
					refusal,
					output: [{ result: 'Call' }],
					...(!refusal && { change: added('Call') }),
				};
			},
		},
		{
			name: 'runs an action without an output once',
			run: async () => await run(DATA_ACTION.silent),
			outcome: (s) => {
				const refusal = turnedAway(s);
				return {
					refusal,
					output: [{ success: true }],
					...(!refusal && { change: added('Silent') }),
				};
			},
		},
		{
			name: 'tells why an action failed',
			words:
				/^(Hours is invalid|Request timed out|The app took too long to run the action: Request timed out)(\. The app may still have processed|$)/,
			run: async () => await run(DATA_ACTION.refuses),
			outcome: (s) => {
				const refusal = turnedAway(s);
				if (refusal) return { refusal };
				const isTimeout = s.actionError === 'timeout';
				// An error of the whole request may come from what stands before the app.
				const isAlone = s.actionError === 'http500' && s.actionErrorPlace === 'alone';
				const late = `${s.actionErrorPlace === 'alone' ? 'The app took too long to run the action: ' : ''}Request timed out`;
				const said = isTimeout ? late : 'Hours is invalid';
				const open = '. The app may still have processed this request';
				const change = added('Refused');
				return { refusal: `${said}${isTimeout || isAlone ? open : ''}`, change };
			},
		},
		{
			name: 'calls an endpoint once',
			run: async () => {
				const output = await run(DATA_ACTION.endpoint, { operation: 'callEndpoint' });
				return output.map(({ statusCode, body }) => [statusCode, body]);
			},
			outcome: (s) => {
				const { rateLimit, requestsPerMinute } = s;
				const away = turnedAway({ ...s, requestsPerMinute: 100 });
				if (away) return { refusal: away };
				// What an endpoint responds is its own: it is passed on, also where the app did not run it.
				if (rateLimit !== 'off' && requestsPerMinute === 1) {
					return rateLimit === 429
						? { refusal: /^The endpoint returned 429: .* The action may have run$/ }
						: { output: [[200, LIMITED]] };
				}
				const change = added('Called');
				if (s.endpointPlain === 500) return { refusal: /^The endpoint returned 500/, change };
				return { output: s.endpointPlain === 204 ? [[204, '']] : [[200, 'called']], change };
			},
		},
		{
			name: 'keeps a file that an action attaches',
			run: async () => {
				const data = await storeBinary(Buffer.from('A file'), { fileName: 'a.pdf' });
				const [uploaded] = await executeJson({
					credential: app.credential,
					parameters: {
						...{ api: 'data', resource: 'asset', operation: 'upload', property: 'contract' },
						model: { __rl: true, mode: 'list', value: 'Task' },
					},
					items: [{ json: {}, binary: { data } }],
				});
				return await run(DATA_ACTION.attach, { inputsJson: { file: uploaded?.reference } });
			},
			outcome: (s) => {
				const refused =
					/^The storage of the app at \S+ didn't accept the file \(403\): Access Denied/;
				const refusal = untold(s) ?? (s.storageAnswer === '403xml' ? refused : undefined);
				const change = (state: DataState) => {
					added('With a file')(state);
					Object.assign(state.tasks[6] ?? {}, { contract: 'tmp/1/a.pdf' });
					state.files.push('tmp/1/a.pdf');
				};
				return { refusal, output: [{ result: 'attached' }], ...(!refusal && { change }) };
			},
		},
	]);
});
