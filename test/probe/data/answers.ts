import { factsOf } from '../fact.ts';
import { clock, clockFinding, limitHeaderFinding, limitHeaders } from '../headers.ts';
import { instantForm, instantForms, isRecordLike, precisionOf, precisions } from '../shapes.ts';
import { noField, type DataApp } from './app.ts';
import type { Model } from './schema.ts';

const fact = factsOf<DataApp>();
const farId = 2_147_483_646;
const mostRootFields = 10;
const mostLayers = 4;

/** A query through so many relations to one record each; undefined where there are none. */
function nested(app: DataApp, model: Model, layers: number): string | undefined {
	if (layers === 0) return 'id';
	for (const field of model.fields) {
		const target = field.shape.includes('[') ? undefined : app.target(field);
		const within = target && nested(app, target, layers - 1);
		if (within !== undefined) return `${field.name} { ${within} }`;
	}
	return undefined;
}

function errorsOf({ json }: { json: unknown }): unknown {
	return isRecordLike(json) ? json.errors : undefined;
}

export const answerFacts = [
	fact({
		name: 'strictVariables',
		fact: 'Whether variables have to be declared',
		findings: { no: 'no', yes: 'yes' },
		relies: 'no',
		node: 'It declares those of reads. Actions are sent without, and again with them only where the app clearly asks for it.',
		ask: async (app) => {
			const query = `query { all${app.model.name}(take: $take) { totalCount } }`;
			return (await app.ask(query, { variables: { take: 1 } })).hasErrors ? 'yes' : 'no';
		},
	}),
	fact({
		name: 'rootFields',
		fact: 'More than ten queries in one request',
		findings: { refused: 'are refused', accepted: 'are accepted' },
		relies: 'no',
		node: 'It sends ten at most.',
		ask: async (app) => {
			const parts = Array.from(
				{ length: mostRootFields + 1 },
				(_none, index) => `m${index}: all${app.model.name}(take: 1) { totalCount }`,
			);
			return (await app.ask(`query { ${parts.join(' ')} }`)).hasErrors ? 'refused' : 'accepted';
		},
	}),
	fact({
		name: 'layers',
		fact: 'More than four relations within each other',
		findings: { refused: 'are refused', accepted: 'are accepted' },
		relies: 'no',
		node: 'It asks for four at most.',
		ask: async (app) => {
			const selection = nested(app, app.model, mostLayers + 1);
			if (selection === undefined) return { untold: 'the model has no such relations' };
			const page = await app.page('take: 1', selection);
			return page === undefined ? 'refused' : 'accepted';
		},
	}),
	fact({
		name: 'batch',
		fact: 'Several queries as a list in one request',
		findings: { accepted: 'are accepted', refused: 'are refused' },
		relies: 'no',
		node: 'It sends one.',
		ask: async (app) => {
			const query = 'query { __typename }';
			return Array.isArray((await app.post([{ query }, { query }])).json) ? 'accepted' : 'refused';
		},
	}),
	fact({
		name: 'errorsForm',
		fact: 'What "errors" is',
		findings: {
			list: 'a list',
			text: 'a text',
			message: 'an object with a message',
			detail: 'an object with a detail',
			other: 'something else',
		},
		relies: 'no',
		node: 'It takes each of them.',
		ask: async (app) => {
			const errors = errorsOf(await app.ask(`query { all${app.model.name} { n8nProbe } }`));
			if (Array.isArray(errors)) return 'list';
			if (typeof errors === 'string') return 'text';
			if (isRecordLike(errors) && 'message' in errors) return 'message';
			return isRecordLike(errors) && 'detail' in errors ? 'detail' : 'other';
		},
	}),
	fact({
		name: 'unknownField',
		fact: 'The response for a field that does not exist',
		findings: { withoutData: '{n}, without data', withData: '{n}, with data', taken: 'no error' },
		relies: 'no',
		node: 'Any error is an error: a part of the data is never returned.',
		ask: async (app) => {
			const reply = await app.ask(`query { all${app.model.name} { n8nProbe } }`);
			if (!reply.hasErrors) return 'taken';
			return { is: reply.data === undefined ? 'withoutData' : 'withData', n: reply.status };
		},
	}),
	fact({
		name: 'unknownRecord',
		fact: 'The response for a record that is not there',
		findings: { null: 'null', errors: 'errors, with {n}', other: 'something else' },
		relies: 'no',
		node: 'Null is "not found". Errors are shown as they are.',
		ask: async (app) => {
			const { name } = app.model;
			const reply = await app.ask(
				`query { one: one${name}(where: { id: { eq: ${farId} } }) { id } }`,
			);
			if (reply.hasErrors) return { is: 'errors', n: reply.status };
			return reply.data?.one === null ? 'null' : 'other';
		},
	}),
	fact({
		name: 'badValue',
		fact: 'The response for a value of a wrong type',
		findings: { refused: 'errors, with {n}', ignored: 'no error' },
		relies: 'no',
		node: 'It refuses such a value before anything is sent.',
		ask: async (app) => {
			const { name, filterType } = app.model;
			const query = `query ($where: ${filterType}) { all${name}(where: $where, take: 1) { totalCount } }`;
			const reply = await app.ask(query, { variables: { where: { id: { eq: 'no number' } } } });
			return reply.hasErrors ? { is: 'refused', n: reply.status } : 'ignored';
		},
	}),
	fact({
		name: 'wrappers',
		fact: 'How the type of a relation to many is written',
		findings: { '[X]': '[X]', '[X!]': '[X!]', '[X!]!': '[X!]!', other: 'in another way' },
		relies: 'no',
		node: 'It takes each of them.',
		ask: async (app) => {
			const fields = app.models.flatMap((model) => model.fields);
			const found = fields.find(
				(field) => field.shape.includes('[') && app.target(field) !== undefined,
			);
			if (found === undefined) return { untold: 'the schema has no relation to many' };
			const { shape } = found;
			return shape === '[X]' || shape === '[X!]' || shape === '[X!]!' ? shape : 'other';
		},
	}),
	fact({
		name: 'decimal',
		fact: 'How a decimal is written',
		findings: { string: 'as a text', number: 'as a number' },
		relies: 'no',
		node: 'It takes both, and keeps as text what JavaScript would change.',
		ask: async (app) => {
			const value = app.valueOf('Decimal');
			if (value === undefined) return noField;
			return typeof value === 'string' ? 'string' : 'number';
		},
	}),
	fact({
		name: 'dateTime',
		fact: 'The zone of times',
		findings: instantForms,
		relies: 'no',
		node: 'A time without a zone is taken for UTC.',
		ask: async (app) => {
			const value = app.valueOf('DateTime');
			return value === undefined ? noField : instantForm(value);
		},
	}),
	fact({
		name: 'dateTimePrecision',
		fact: 'The precision of times',
		findings: precisions,
		relies: 'no',
		node: 'The trigger goes by the precision that the app shows.',
		ask: async (app) => {
			const value = app.valueOf('DateTime');
			return value === undefined ? noField : precisionOf(value);
		},
	}),
	fact({
		name: 'time',
		fact: 'How a time of day is shown',
		findings: { seconds: '10:00:00', minutes: '10:00', other: 'in another form' },
		relies: 'no',
		node: 'It takes both.',
		ask: async (app) => {
			const value = app.valueOf('Time');
			if (value === undefined) return noField;
			if (/^\d\d:\d\d:\d\d$/.test(String(value))) return 'seconds';
			return /^\d\d:\d\d$/.test(String(value)) ? 'minutes' : 'other';
		},
	}),
	fact({
		name: 'emptyText',
		fact: 'How an empty text is shown',
		findings: { null: 'null', empty: 'as an empty text' },
		relies: 'no',
		node: 'Both count as empty.',
		ask: async (app) => {
			const names = app.ofType('String').map(({ name }) => name);
			const values = app.sample.flatMap((row) => names.map((name) => row[name]));
			if (values.includes(null)) return 'null';
			return values.includes('') ? 'empty' : { untold: 'none is empty' };
		},
	}),
	fact({
		name: 'artifact',
		fact: 'The public description of the app (artifact.json)',
		findings: { served: 'is there', html: 'is a page', absent: 'is not there, {n}' },
		relies: 'no',
		node: 'With it, actions and their inputs can be chosen from lists. Otherwise they are entered.',
		ask: async (app) => {
			const { status, json } = await app.line.send('/static/artifact.json');
			if (status !== 200) return { is: 'absent', n: status };
			return isRecordLike(json) ? 'served' : 'html';
		},
	}),
	fact({
		name: 'artifactVariables',
		fact: 'Whether it names the inputs of actions',
		findings: { kinds: 'yes, with their kinds', names: 'yes, without kinds', none: 'no' },
		relies: 'no',
		node: 'With kinds, there is a field for each input.',
		ask: async (app) => {
			const { json } = await app.line.send('/static/artifact.json');
			const { actions } = isRecordLike(json) ? json : {};
			if (!Array.isArray(actions) || actions.length === 0) {
				return { untold: 'the app does not publish its actions' };
			}
			const all = (actions as Array<{ variables?: unknown }>).flatMap(({ variables }) =>
				Array.isArray(variables) ? (variables as unknown[]) : [],
			);
			if (all.length === 0) return 'none';
			return all.some((each) => isRecordLike(each) && 'kind' in each) ? 'kinds' : 'names';
		},
	}),
	fact({
		name: 'appClock',
		fact: 'The app’s clock, compared with this machine’s',
		findings: clock,
		relies: 'no',
		node: 'The trigger goes by the app’s clock.',
		ask: async ({ first }) => clockFinding(first?.headers),
	}),
	fact({
		name: 'limitHeaders',
		fact: 'Headers that tell of a limit of requests',
		findings: limitHeaders,
		relies: 'no',
		node: 'It looks at Retry-After only.',
		ask: async ({ first }) => limitHeaderFinding(first?.headers),
	}),
];

/** What shows without a request of its own, also when nothing more can be asked. */
export const breakFacts = [
	fact({
		name: 'rateLimit',
		fact: 'How the app asked this probe for a break',
		findings: { no: 'it did not', status: 'by status {n}', errors: 'by errors with status {n}' },
		relies: 'no',
		node: 'It waits for the next minute and goes on.',
		ask: async ({ line: { breaks } }) => {
			if (breaks === undefined) return 'no';
			return { is: breaks.status === 429 ? 'status' : 'errors', n: breaks.status };
		},
	}),
	fact({
		name: 'retryAfter',
		fact: 'Whether it said how long (Retry-After)',
		findings: { told: 'yes', silent: 'no' },
		relies: 'no',
		node: 'It waits as long as it is told, or a growing time.',
		ask: async ({ line: { breaks } }) => {
			if (breaks === undefined) return { untold: 'the app did not ask for a break' };
			return breaks.isTold ? 'told' : 'silent';
		},
	}),
];
