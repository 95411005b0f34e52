// Create or update in a newer app: look a record up, then run the action for what was found.
import type { INodeExecutionData } from 'n8n-workflow';
import type { App, RecordMatch } from '../../app/app';
import { outcomeOf, InputError } from '../../app/errors';
import { toRecordId } from '../../app/schema/ids';
import type { PublishedActions } from '../../app/parts';
import { operation } from '../../node/operation';
import { toOptionalText } from '../../parameters/converters';
import { model } from '../../parameters/model';
import { options } from '../../parameters/options';
import { locatorValue, parameter } from '../../parameters/parameter';
import { match, matchOf, valuesText } from '../record/findBy';
import { matchSequence } from '../record/matching';
import { actionCalled } from './actionReference';
import { actionTimeout } from './execute';
import { filesFor } from './inputFiles';
import { inputsOfActions, type EnteredInputs } from './inputs';
import { prepareRun, publishedInputs } from './runAction';

const foundAction = actionCalled({
	displayName: 'Action If Found',
	name: 'foundAction',
	description: 'The action to run if the record exists, for example one that updates it',
});

const notFoundAction = actionCalled({
	displayName: 'Action If Not Found',
	name: 'notFoundAction',
	description: "The action to run if the record doesn't exist, for example one that creates it",
});

const recordIdInput = parameter(
	{
		displayName: 'Input for the Record ID',
		name: 'recordIdInput',
		type: 'resourceLocator',
		// n8n shows what is chosen from a list by its name alone.
		default: { mode: 'list', value: 'id', cachedResultName: 'id' },
		description: "The input variable of 'Action If Found' that gets the ID of the record",
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select an input...',
				typeOptions: { searchListMethod: 'searchInputs', searchable: true },
			},
			{
				displayName: 'By Name',
				name: 'name',
				type: 'string',
				placeholder: 'e.g. task_id',
				hint: 'The name of the input variable in the action. Leave it empty if the action needs no ID.',
			},
		],
	},
	(entered, displayName) => toOptionalText(locatorValue(entered), displayName),
);

export const findAndRun = operation({
	needs: ['actions', 'uploads'],
	option: {
		name: 'Find and Run',
		value: 'findAndRun',
		action: 'Find and run action',
		description: "Look for a record, and run one action if it exists and another if it doesn't",
	},
	parameters: {
		reference: model,
		by: match,
		whenFound: foundAction,
		idInput: recordIdInput,
		whenNotFound: notFoundAction,
		inputs: inputsOfActions('getInputsOfEither', foundAction, recordIdInput, notFoundAction),
		options: options({ target: filesFor, timeout: actionTimeout }),
	},
	done: 'run',
	async prepare(
		{ reference, by, whenFound, idInput, whenNotFound, inputs, options: { target } },
		item,
	) {
		const { app } = item;
		if (idInput !== undefined) await checkIdInput(app.actions, whenFound, idInput, inputs);
		const sought = await matchOf(item, by, reference);
		const run = await prepareRun(item, [whenFound, whenNotFound], inputs, target);
		const { notFoundFor } = item.shared(newRuns);
		const { exactly = '' } = matchSequence(sought);
		return {
			sequence: matchSequence(sought),
			perform: async () => {
				const id = await findOne(app, sought);
				if (id !== undefined) {
					const own = idInput === undefined ? {} : { [idInput]: id };
					return { output: marked(await run(0, own), 'found') };
				}
				if (notFoundFor.has(exactly)) throw stillNotFound(sought);
				notFoundFor.add(exactly);
				const output = await run(1).catch(async (error: unknown) => {
					if (outcomeOf(error) === 'not done') notFoundFor.delete(exactly);
					return await Promise.reject(error as Error);
				});
				return { output: marked(output, 'notFound') };
			},
		};
	},
});

/** What the items of a run share: the values for which the action for no record was run. */
const newRuns = () => ({ notFoundFor: new Set<string>() });

/** @throws {InputError} when another value is passed in its place, or the action has no such input */
async function checkIdInput(
	actions: PublishedActions,
	action: string,
	name: string,
	{ values }: EnteredInputs,
): Promise<void> {
	const { displayName } = recordIdInput;
	if (Object.hasOwn(values, name)) {
		throw new InputError(
			`The input "${name}" is set twice: '${displayName}' already uses it for the ID of the record`,
			`Remove it from the inputs, or change '${displayName}'`,
		);
	}
	const names = (await publishedInputs(actions, action))?.map((input) => input.name);
	if (names === undefined || names.includes(name)) return;
	throw new InputError(
		`'${foundAction.displayName}' has no input "${name}" for the ID of the record`,
		names.length === 0
			? `It has no inputs. Choose another action, or set '${displayName}' to By Name and leave it empty`
			: `Choose one of its inputs under '${displayName}': ${names.join(', ')}`,
	);
}

/** @throws {InputError} when more than one record has the values, or the app doesn't show its ID */
async function findOne(app: App, sought: RecordMatch): Promise<number | undefined> {
	const [first, second] = await app.records.matches(sought, 'some');
	if (second !== undefined) {
		throw new InputError(
			`More than one record of ${sought.model.name} has ${valuesText(sought)}, among them ${String(first?.id)} and ${String(second.id)}. No action was run`,
			'Add a property that tells them apart, or correct the records in the app',
		);
	}
	if (first === undefined) return undefined;
	const id = toRecordId(first.id);
	if (id !== undefined) return id;
	throw new InputError(
		`No action was run: the app doesn't show the ID of the record with ${valuesText(sought)}`,
		`In the app, allow this user's role to read the ID of ${sought.model.name}`,
	);
}

/** Another run of the action would make a second record. */
function stillNotFound(sought: RecordMatch): InputError {
	return new InputError(
		`Not run: an earlier item with ${valuesText(sought)} ran '${notFoundAction.displayName}', and the app still doesn't show the record`,
		'Send the values as the app stores them, and check that the action creates the record before it ends',
	);
}

function marked(output: INodeExecutionData[], _action: string): INodeExecutionData[] {
	return output.map(({ json, ...others }) => ({ ...others, json: { ...json, _action } }));
}
