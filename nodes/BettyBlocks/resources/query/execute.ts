import { checkMeant } from '../../app/values/values';
import { operation } from '../../node/operation';
import { prepared } from '../../node/prepared';
import { toJsonObject, toText } from '../../parameters/converters';
import { options } from '../../parameters/options';
import { parameter } from '../../parameters/parameter';

const query = parameter(
	{
		displayName: 'Query',
		name: 'query',
		type: 'string',
		typeOptions: { rows: 6 },
		default: '',
		required: true,
		placeholder:
			'e.g. query ($name: String) { allTask(where: { name: { eq: $name } }, take: 50) { results { name } } }',
		description: 'A GraphQL query. Pass values as variables instead of putting them into the text.',
	},
	toText,
);

const variables = parameter(
	{
		displayName: 'Variables (JSON)',
		name: 'variables',
		type: 'json',
		default: '{}',
		description: 'An object with the names and values of the variables of the query',
	},
	toJsonObject,
);

export const execute = operation({
	needs: ['queries'],
	option: {
		name: 'Execute',
		value: 'execute',
		action: 'Execute query',
		description: 'Send your own GraphQL query and return its data',
	},
	parameters: { query, variables, options: options({}) },
	done: 'sent',
	async prepare({ query: text, variables: values }, { app }) {
		for (const [name, value] of Object.entries(values)) checkMeant(`The variable "${name}"`, value);
		return prepared(async () => [await app.queries.run(text, values)]);
	},
});
