import { factsOf } from '../fact.ts';
import { bodyForm, fractionDigits, isBlank, isRecordLike } from '../shapes.ts';
import { noKind, rowsOf, type Property } from './app.ts';
import type { OwnRecord } from './own.ts';

const fact = factsOf<OwnRecord>();
const refusedValue = { untold: 'the app refused the value' };
const decimals = ['decimal', 'price', 'float'];
const digits = '0.1234567890123456789';
const instant = '2026-03-01T10:00:00.123Z';
const bad: Readonly<Record<string, string>> = {
	...{ integer: 'no number', date: 'no date', date_time: 'no date', decimal: 'no number' },
	...{ price: 'no number', boolean: 'perhaps' },
};

/** Writes a value and tells what the record shows afterwards; undefined when it was refused. */
async function kept(
	own: OwnRecord,
	property: Property,
	value: string,
): Promise<{ value: unknown; text: string } | undefined> {
	const { status } = await own.write([[`record[${property.name}]`, value]]);
	if (status >= 400) return undefined;
	const { row, text } = await own.read();
	return { value: row[property.name], text };
}

/** The digits of a number as the response has them: JavaScript would not keep them all. */
function digitsIn(text: string, { name }: Property): string {
	const [, after = ''] = text.split(`${JSON.stringify(name)}:`);
	return /^\s*"?(-?[\d.]+)/.exec(after)?.[1] ?? '';
}

export const writeFacts = [
	fact({
		name: 'listLag',
		fact: 'Whether a new record is in the list at once',
		findings: { none: 'yes', late: 'not yet' },
		relies: 'in part',
		node: 'The trigger looks back a few minutes (Overlap). A later item finds a record that an earlier one of the run created.',
		ask: async (own) => {
			const query = own.app.newestFirst();
			const rows = rowsOf(await own.app.list([['limit', '50'], ...query], { fresh: true }));
			return rows?.some(({ id }) => id === own.id) ? 'none' : 'late';
		},
	}),
	fact({
		name: 'createBody',
		fact: 'What a create responds with',
		findings: { record: 'the record, with {n}', other: 'something else, with {n}' },
		relies: 'no',
		node: 'Without the record, the step outputs the values that were sent, without an id.',
		ask: async ({ created, id }) => {
			if (created === undefined) return { untold: 'there was no response' };
			const isRecord = isRecordLike(created.json) && created.json.id === id;
			return { is: isRecord ? 'record' : 'other', n: created.status };
		},
	}),
	fact({
		name: 'updateBody',
		fact: 'What an update responds with',
		findings: { record: 'the record', empty: 'nothing', other: 'something else' },
		relies: 'no',
		node: 'Without the record, it reads it.',
		ask: async (own) => {
			if (own.text === undefined) return noKind;
			const reply = await own.write([[`record[${own.text.name}]`, `${own.mark} 1`]]);
			if (reply.status >= 400) return refusedValue;
			if (isRecordLike(reply.json) && reply.json.id === own.id) return 'record';
			return bodyForm(reply) === 'empty' ? 'empty' : 'other';
		},
	}),
	fact({
		name: 'keptText',
		fact: 'The form in which a text is kept',
		findings: {
			'as sent': 'as it is sent',
			trimmed: 'without white space around it',
			lowercase: 'in small letters',
			composed: 'with composed letters (NFC)',
			other: 'in another form',
		},
		relies: 'in part',
		node: '"Create or Update" finds a record only by the form that the app keeps. A hint says so where the app shows another than was sent.',
		ask: async (own) => {
			if (own.text === undefined) return noKind;
			const sent = ` ${own.mark} Cafe\u0301 `;
			const shown = await kept(own, own.text, sent);
			if (shown === undefined) return refusedValue;
			if (shown.value === sent) return 'as sent';
			if (shown.value === sent.trim()) return 'trimmed';
			if (shown.value === sent.toLowerCase()) return 'lowercase';
			return shown.value === sent.normalize('NFC') ? 'composed' : 'other';
		},
	}),
	fact({
		name: 'longText',
		fact: 'What becomes of a text of 300 characters',
		findings: { whole: 'it is kept', cut: 'it is cut at {n}', refused: 'it is refused' },
		relies: 'in part',
		node: 'As with the form of a text: a hint names what the app keeps.',
		ask: async (own) => {
			if (own.text === undefined) return noKind;
			const shown = await kept(own, own.text, 'n8n'.repeat(100));
			if (shown === undefined) return 'refused';
			const { length } = String(shown.value);
			return length === 300 ? 'whole' : { is: 'cut', n: length };
		},
	}),
	fact({
		name: 'cleared',
		fact: 'What an empty text clears a property to',
		findings: {
			null: 'null',
			empty: 'an empty text',
			kept: 'it is not cleared',
			refused: 'it is refused',
		},
		relies: 'in part',
		node: 'It clears so. Null and empty text count as empty.',
		ask: async (own) => {
			const property = own.app.ofKind('string', 'text').find(({ id }) => id !== own.text?.id);
			if (property === undefined) return { untold: 'the model has no second text' };
			if ((await kept(own, property, own.mark)) === undefined) return refusedValue;
			const shown = await kept(own, property, '');
			if (shown === undefined) return 'refused';
			if (shown.value === '') return 'empty';
			return isBlank(shown.value) ? 'null' : 'kept';
		},
	}),
	fact({
		name: 'shownDigits',
		fact: 'How many digits of a decimal are shown',
		findings: {
			all: 'all',
			double: 'about 17',
			'15': '15',
			cents: 'two places',
			other: 'another number of them',
		},
		relies: 'no',
		node: 'A condition that the shown digits do not settle is left to an app that applies it. Writing back leaves the number alone.',
		ask: async (own) => {
			const [property] = own.app.ofKind(...decimals);
			if (property === undefined) return { untold: 'the model has no decimal' };
			const shown = await kept(own, property, digits);
			if (shown === undefined) return refusedValue;
			const found = digitsIn(shown.text, property);
			if (found === digits) return 'all';
			if (found === String(Number(digits))) return 'double';
			if (found === Number(digits).toPrecision(15)) return '15';
			return /^0\.12(0*)$/.test(found) ? 'cents' : 'other';
		},
	}),
	fact({
		name: 'keptNumber',
		fact: 'The form in which a decimal is kept',
		findings: { 'as sent': 'as it is sent', cents: 'rounded to two places' },
		relies: 'in part',
		node: 'As with texts: "Create or Update" needs the form that the app keeps, and a hint says so.',
		ask: async (own) => {
			const [property] = own.app.ofKind(...decimals);
			if (property === undefined) return { untold: 'the model has no decimal' };
			const shown = await kept(own, property, '0.129');
			if (shown === undefined) return refusedValue;
			if (Number(shown.value) === 0.129) return 'as sent';
			if (await own.isFound('lt', '0.11', property)) return { untold: 'conditions are ignored' };
			if (!(await own.isFound('lt', '0.14', property))) return { untold: '"lt" is not applied' };
			return (await own.isFound('lt', '0.13', property)) ? 'as sent' : 'cents';
		},
	}),
	fact({
		name: 'keptTime',
		fact: 'The precision with which a time is kept',
		findings: { 'as sent': 'as it is sent', seconds: 'whole seconds' },
		relies: 'in part',
		node: 'As with texts. Writing back leaves a time alone that the record shows already.',
		ask: async (own) => {
			const property = own.app
				.ofKind('date_time')
				.find(({ name }) => !['created_at', 'updated_at'].includes(name));
			if (property === undefined) return { untold: 'the model has no date and time of its own' };
			const shown = await kept(own, property, instant);
			if (shown === undefined) return refusedValue;
			if (fractionDigits(shown.value) > 0) {
				return /\.0+(\D|$)/.test(String(shown.value)) ? 'seconds' : 'as sent';
			}
			const hourBefore = '2026-03-01T09:00:00.000Z';
			const hourAfter = '2026-03-01T11:00:00.000Z';
			if (await own.isFound('lt', hourBefore, property))
				return { untold: 'conditions are ignored' };
			if (!(await own.isFound('lt', hourAfter, property))) return { untold: '"lt" is not applied' };
			return (await own.isFound('lt', instant, property)) ? 'seconds' : 'as sent';
		},
	}),
	fact({
		name: 'objectKept',
		fact: 'How the JSON of an object is kept',
		findings: { parsed: 'as an object', text: 'as a text', other: 'in another form' },
		relies: 'no',
		node: 'It sends JSON and takes both.',
		ask: async (own) => {
			const [property] = own.app.ofKind('object');
			if (property === undefined) return { untold: 'the model has no object' };
			const shown = await kept(own, property, '{"n8n":1}');
			if (shown === undefined) return refusedValue;
			if (isRecordLike(shown.value)) return 'parsed';
			return typeof shown.value === 'string' ? 'text' : 'other';
		},
	}),
	fact({
		name: 'json',
		fact: 'Whether values can be sent as JSON',
		findings: { accepted: 'yes', ignored: 'no', refused: 'it is refused with {n}' },
		relies: 'no',
		node: 'It sends forms.',
		ask: async (own) => {
			if (own.text === undefined) return noKind;
			const value = `${own.mark} json`;
			const { status } = await own.writeJson({ [own.text.name]: value });
			const { row } = await own.read();
			if (row[own.text.name] === value) return 'accepted';
			return status >= 400 ? { is: 'refused', n: status } : 'ignored';
		},
	}),
	fact({
		name: 'unknownProperty',
		fact: 'A value for a property that does not exist',
		findings: { ignored: 'is ignored', refused: 'is refused with {n}' },
		relies: 'no',
		node: 'It refuses such a value before anything is sent.',
		ask: async (own) => {
			const { status } = await own.write([['record[n8n_probe_nowhere]', '1']]);
			return status >= 400 ? { is: 'refused', n: status } : 'ignored';
		},
	}),
	fact({
		name: 'validation',
		fact: 'How a value is refused that does not suit its property',
		findings: {
			errors: '{n}, with errors by property',
			json: '{n}, with other JSON',
			text: '{n}, with a text',
			html: '{n}, with a page',
			empty: '{n}, without a body',
			taken: 'it is not refused',
		},
		relies: 'no',
		node: 'It shows what the app says, and names the property where the app does. It refuses what cannot suit before anything is sent.',
		ask: async (own) => {
			const property = own.app.model.properties.find(
				({ kind, name }) => kind in bad && !['id', 'created_at', 'updated_at'].includes(name),
			);
			if (property === undefined) return noKind;
			const value = bad[property.kind] ?? '';
			const reply = await own.write([[`record[${property.name}]`, value]]);
			if (reply.status < 400) return 'taken';
			const hasErrors = isRecordLike(reply.json) && isRecordLike(reply.json.errors);
			return { is: hasErrors ? 'errors' : bodyForm(reply), n: reply.status };
		},
	}),
	fact({
		name: 'relationAsId',
		fact: 'Setting a relation by a plain id',
		findings: { accepted: 'works', ignored: 'is ignored', refused: 'is refused' },
		relies: 'no',
		node: 'It sends the id inside the relation, as the vendor’s client does.',
		ask: async (own) => {
			for (const { name } of own.app.ofKind('belongs_to')) {
				const related = own.app.sample.map((row) => row[name]).filter(isRecordLike);
				const id = related.map((each) => each.id).find((each) => typeof each === 'number');
				if (id === undefined) continue;
				const { status } = await own.write([[`record[${name}]`, String(id)]]);
				if (status >= 400) return 'refused';
				const { row } = await own.read();
				return isRecordLike(row[name]) && row[name].id === id ? 'accepted' : 'ignored';
			}
			return noKind;
		},
	}),
];
