// What a person can set in the node when something below it does not go.
import type { INode } from 'n8n-workflow';
import { addAdvice, takeRemedy, type Remedy } from '../app/failure';

const IN_THE_NODE: Record<Remedy, string> = {
	'fewer requests':
		"Set 'Concurrency' in the options to a lower number, or run the workflow less often",
	'more time': "Increase 'Timeout (ms)' in the options if the app needs longer",
	'smaller pages': "Lower 'Page Size' in the options, or request fewer properties through a view",
	'other fields': "Add 'Fields' in the options, and leave them out",
	'another encoding': "Set 'Send Inputs As' in the options to JSON",
	'one by one':
		"Remove 'Record IDs' from the options, and use the operation Get for each ID instead",
};

/** The trigger has other parameters. */
const IN_THE_TRIGGER: Partial<Record<Remedy, string>> = {
	'fewer requests': 'Poll less often',
	'smaller pages': "Lower 'Max Records per Poll' in the options",
};

/** Adds to an error what to set, once. */
export function withRemedy<Thrown extends Error>(error: Thrown, node: INode): Thrown {
	const remedy = takeRemedy(error);
	if (remedy === undefined) return error;
	const texts = node.type.endsWith('Trigger') ? IN_THE_TRIGGER : IN_THE_NODE;
	const text = texts[remedy];
	return text === undefined ? error : addAdvice(error, text);
}
