import { factsOf } from '../fact.ts';
import { limitHeaders, limitHeaderFinding } from '../headers.ts';
import { bodyForm, isRecordLike } from '../shapes.ts';
import { noKind, nowhere, rowsOf, type ClassicApp } from './app.ts';

const fact = factsOf<ClassicApp>();
const bodies = {
	empty: '{n}, without a body',
	html: '{n}, with a page',
	json: '{n}, with JSON',
	text: '{n}, with a text',
};
const nobody = `Basic ${Buffer.from('nobody@example.com:nothing').toString('base64')}`;

export const answerFacts = [
	fact({
		name: 'errorForm',
		fact: 'How the app tells that a record is not there',
		findings: {
			status: 'by the status {n}',
			'error with 200': 'by an object "error" with status 200',
			'page with 200': 'by a page with status 200',
			other: 'in another way',
		},
		relies: 'no',
		node: 'It takes nothing for a record that is none, whatever its status.',
		ask: async (app) => {
			const reply = await app.send(`/models/${app.model.id}/records/2147483646`);
			if (reply.status >= 400) return { is: 'status', n: reply.status };
			const form = bodyForm(reply);
			if (form === 'html') return 'page with 200';
			return isRecordLike(reply.json) && 'error' in reply.json ? 'error with 200' : 'other';
		},
	}),
	fact({
		name: 'unknownRecord',
		fact: 'The response for a record that is not there',
		findings: bodies,
		relies: 'no',
		node: 'A 404 is "not found", whatever its body.',
		ask: async (app) => {
			const reply = await app.send(`/models/${app.model.id}/records/2147483646`);
			return { is: bodyForm(reply), n: reply.status };
		},
	}),
	fact({
		name: 'unknownModel',
		fact: 'The response for a model that is not there',
		findings: bodies,
		relies: 'no',
		node: 'It looks for the model among those that the app shows, and names it in the error.',
		ask: async (app) => {
			const reply = await app.send(`/models/${nowhere}/records?limit=1`);
			return { is: bodyForm(reply), n: reply.status };
		},
	}),
	fact({
		name: 'badLimit',
		fact: 'The response for a limit that is no number',
		findings: { ignored: 'it is ignored', ...bodies },
		relies: 'no',
		node: 'It sends whole numbers only.',
		ask: async (app) => {
			const reply = await app.list([['limit', 'many']]);
			if (rowsOf(reply) !== undefined) return 'ignored';
			return { is: bodyForm(reply), n: reply.status };
		},
	}),
	fact({
		name: 'badCriteria',
		fact: 'The response for a condition whose value does not suit its property',
		findings: { ignored: 'it finds nothing', everything: 'it finds records', ...bodies },
		relies: 'no',
		node: 'It refuses such a value before anything is sent.',
		ask: async (app) => {
			const id = app.property('id')?.id;
			if (id === undefined) return { untold: 'the app does not list the property id' };
			const reply = await app.find([{ predicate: 'gt', criteria: 'no number', path: [id] }]);
			const rows = rowsOf(reply);
			if (rows !== undefined) return rows.length === 0 ? 'ignored' : 'everything';
			return { is: bodyForm(reply), n: reply.status };
		},
	}),
	fact({
		name: 'unauthorised',
		fact: 'The response without a valid key',
		findings: bodies,
		relies: 'no',
		node: '401 and 403 are told as what they are, whatever their body.',
		ask: async (app) => {
			const reply = await app.send('/models', { headers: { authorization: nobody } });
			return { is: bodyForm(reply), n: reply.status };
		},
	}),
	fact({
		name: 'charset',
		fact: 'The encoding of responses',
		findings: { 'utf-8': 'UTF-8', other: 'another one, which is told', none: 'not told' },
		relies: 'no',
		node: 'It reads the encoding that is told, or else UTF-8.',
		ask: async ({ first }) => {
			const charset = /charset=([\w-]+)/i.exec(first?.headers.get('content-type') ?? '')?.[1];
			if (charset === undefined) return 'none';
			return charset.toLowerCase() === 'utf-8' ? 'utf-8' : 'other';
		},
	}),
	fact({
		name: 'byteOrderMark',
		fact: 'A byte order mark in front of JSON',
		findings: { none: 'no', marked: 'yes' },
		relies: 'no',
		node: 'It leaves the mark out.',
		ask: async ({ first }) => (first?.text.startsWith('\ufeff') ? 'marked' : 'none'),
	}),
	fact({
		name: 'limitHeaders',
		fact: 'Headers that tell of a limit of requests',
		findings: limitHeaders,
		relies: 'no',
		node: 'It looks at Retry-After only.',
		ask: async ({ first }) => limitHeaderFinding(first?.headers),
	}),
	fact({
		name: 'fileAccess',
		fact: 'Whether files can be downloaded without the key',
		findings: { public: 'yes', private: 'no' },
		relies: 'no',
		node: 'It sends the key along to the app’s own host, and to no other.',
		ask: async (app) => {
			const value = app.valueOf('file', 'image', 'pdf');
			if (value === undefined) return noKind;
			const url = String(isRecordLike(value) ? value.url : value);
			const { origin, pathname, search } = new URL(url, app.access.origin);
			if (origin !== app.access.origin) return { untold: 'files are on another host' };
			const { status } = await app.line.send(pathname + search, { method: 'HEAD' });
			if (status === 200) return 'public';
			return [401, 403].includes(status) ? 'private' : { untold: 'the file is not there' };
		},
	}),
];

/** What shows without a request of its own, also when nothing more can be asked. */
export const breakFacts = [
	fact({
		name: 'rateLimit',
		fact: 'Whether the app asked this probe for a break',
		findings: {
			no: 'no',
			silent: 'yes, without saying how long',
			told: 'yes, and said how long (Retry-After)',
		},
		relies: 'no',
		node: 'It waits as long as it is told, or a growing time, and goes on.',
		ask: async ({ line: { breaks } }) =>
			breaks === undefined ? 'no' : breaks.isTold ? 'told' : 'silent',
	}),
];
