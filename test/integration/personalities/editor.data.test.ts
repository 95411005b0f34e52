import type { DataPersonality } from '../../emulator/data/index.ts';
import { onTasks } from '../../support/dataApp';
import { waitForFreshModels } from '../../support/freshModels';
import {
	columns,
	executeJson,
	loadOptions,
	searchActions,
	searchInputs,
	searchModels,
	searchRecords,
} from '../../support/n8n';
import { describePersonalities, type Outcome } from '../../support/personalities';
import {
	DATA_ACTION,
	unreadable,
	untold,
	useVariedDataApp,
	type DataState,
} from '../../support/variedDataApp';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<typeof import('../../support/countedWaits')>('../../support/countedWaits')
		.countingWaits(),
);

type Told = Outcome<DataState>;

const node = () => ({ parameters: onTasks('getAll') as never, credential: app.credential });

const isHidden = ({ denied, introspection }: DataPersonality) =>
	denied === 'hidden' || introspection === 'roleFiltered';

/** What comes of a question that the app's schema answers. */
const told = (s: DataPersonality, output: unknown, refusal?: RegExp | string): Told => ({
	output,
	refusal: untold(s) ?? refusal,
});

const TASK = {
	...{ id: 'integer', name: 'string', status: 'enum', hoursSpent: 'integer', price: 'decimal' },
	...{ dueOn: 'date', urgent: 'boolean', photo: 'image', contract: 'file', loginToken: 'string' },
	...{ project: 'belongs_to', createdAt: 'date_time', updatedAt: 'date_time' },
};
const PROPERTIES = Object.keys(TASK);
const RELATED = ['id', 'name', 'createdAt', 'updatedAt'].map((name) => `project.${name}`);
const FILES = ['photo', 'contract'];
const without = (...left: string[]) => PROPERTIES.filter((name) => !left.includes(name));

/** What is listed of a task, by what it is for. */
const LISTS = {
	getProperties: PROPERTIES,
	getFileProperties: FILES,
	getDateProperties: ['dueOn', 'createdAt', 'updatedAt'],
	getToManyRelations: [],
	getMatchProperties: without(...FILES, 'urgent'),
	getSortProperties: without(...FILES, 'project'),
	getFilterProperties: [...PROPERTIES, ...RELATED],
	getReadableFields: [...without('createdAt', 'updatedAt'), ...RELATED, 'createdAt', 'updatedAt'],
};
const NEWEST = ['6 · Mend', '5', '4 · Sweep', '3 · Repair', '2 · polish', '1 · Paint'];
const ACTIONS = ['Attach', 'Create task', 'Endpoint', 'Refuses', 'Silent'];
const BY_NAME =
	"Choose 'Set Names and Values' under 'Inputs to Send', and enter the names of the input variables as they are in the action";

const app = useVariedDataApp({});

const names = (options: Array<{ name: string }>) => options.map(({ name }) => name);

describe('A newer app', () => {
	describePersonalities<DataPersonality, DataState>(app, [
		{
			name: 'shows its models, and what they have',
			run: async () => {
				waitForFreshModels();
				const models = async (operation: string, more: object = {}) =>
					await executeJson({
						parameters: { api: 'data', resource: 'model', operation, ...more },
						credential: app.credential,
					});
				const [task] = await models('get', { model: { __rl: true, mode: 'name', value: 'Task' } });
				const properties = task?.properties as Array<{ name: string; kind: string }>;
				return [
					(await models('getAll', { returnAll: true })).map(({ name }) => name),
					names((await searchModels(node())).results),
					Object.fromEntries(properties.map(({ name, kind }) => [name, kind])),
				];
			},
			outcome: (s) => {
				const models = ['Task', 'Project', ...(isHidden(s) ? [] : ['Customer']), 'File'];
				return told(s, [models, [...models].sort(), TASK]);
			},
		},
	]);
});

describe('The editor, with a newer app', () => {
	describePersonalities<DataPersonality, DataState>(app, [
		{
			name: 'lists the properties of a model by what they are for',
			run: async () => {
				waitForFreshModels();
				const shown: Record<string, string[]> = {};
				for (const list of Object.keys(LISTS) as Array<keyof typeof LISTS>) {
					shown[list] = names(await loadOptions(list, node()));
				}
				return shown;
			},
			outcome: (s) => told(s, LISTS),
		},
		{
			name: 'lists the newest records, and those with a name or an ID',
			run: async () => {
				waitForFreshModels();
				return [
					names(await searchRecords(node())),
					names(await searchRecords(node(), 'end')),
					names(await searchRecords(node(), '5')),
				];
			},
			outcome: (s) => {
				const isIgnored = s.whereApplied === 'ignored' && s.nullRow === 'never';
				const ignored = isIgnored ? /^The app ignored the ID 5 / : undefined;
				return told(s, [NEWEST, ['6 · Mend'], ['5']], ignored ?? unreadable(s));
			},
		},
		{
			name: 'lists the actions and their inputs',
			run: async () => {
				const actionId = { __rl: true, mode: 'list', value: DATA_ACTION.create };
				const either = { foundAction: actionId, notFoundAction: actionId };
				const parameters = { api: 'data', resource: 'action', actionId, ...either };
				const chosen = (operation: string) => ({
					parameters: { ...parameters, operation } as never,
					credential: app.credential,
				});
				const inputs = async (operation: string, list: Parameters<typeof columns>[0]) => {
					const { fields, emptyFieldsNotice } = await columns(list, chosen(operation));
					return emptyFieldsNotice ?? fields.map(({ id }) => id);
				};
				const listed = async (list: typeof searchActions) =>
					await list(chosen('findAndRun')).then(
						({ results }) => names(results),
						({ message }: Error) => message,
					);
				return [
					await inputs('execute', 'getActionInputs'),
					await inputs('findAndRun', 'getInputsOfEither'),
					await listed(searchActions),
					await listed(searchInputs),
				];
			},
			outcome: ({ artifact, artifactVariables }) => {
				const isPublished = artifact === 'served';
				const hasInputs = isPublished && artifactVariables === 'kinds';
				const what = isPublished ? 'the inputs of its actions' : 'its actions';
				const none = `The app doesn't publish ${what}`;
				const toMap = hasInputs ? ['name'] : `${none}. ${BY_NAME}`;
				return {
					output: [toMap, toMap, isPublished ? ACTIONS : none, hasInputs ? ['name'] : none],
				};
			},
		},
	]);
});
