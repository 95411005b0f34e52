import {
	startDataEmulator,
	type DataEmulator,
	type DataPersonality,
} from '../emulator/data/index.ts';
import { sampleDataApp, dataIds } from '../emulator/data/samples.ts';
import { startEmulator, type AppDefinition, type Emulator } from '../emulator/index.ts';
import type { Settled } from '../probe/fact.ts';
import { probe, type ProbeOptions } from '../probe/run.ts';
import { uuid } from './app';

export const EMAIL = 'api@example.com';
export const API_KEY = 'a-secret-key';
export const PASSWORD = 'pass';
export const VIEW = uuid('e1');

const GADGET = uuid('a0');
const GROUP = uuid('b0');
const COUNT = 30;
const COLOURS = ['Red', 'Green', 'Blue'];

const property = (ending: string, name: string, kind: string, options = {}) => ({
	...{ id: uuid(ending), name, kind, options },
});

/** Two letters, other ones for each. */
function nameOf(index: number): string {
	return `${'ABC'[Math.floor(index / 26)]}${String.fromCharCode(97 + (index % 26))}`;
}

/** Records of every kind of value; some are empty, and some have equal values. */
function gadgets(): AppDefinition['models'][number]['records'] {
	return Array.from({ length: COUNT }, (_none, index) => ({
		...{ id: index + 1, name: `Alkmaar ${nameOf(index)}` },
		...{ note: index % 3 === 0 ? null : `Letter ${index}`, colour: COLOURS[index % 3] },
		...{ done: index % 2 === 0, size: index % 4, price: 12.5, secret: 'a-record-password' },
		...{ seen_at: '2026-03-01T10:00:00.123Z', starts: '14:30:00', extra: '{"a":1}' },
		...{ photo: 'https://files.example.com/a%20b.png' },
		...{ group: index % 2 === 0 ? { id: 1 + (index % 4) / 2 } : null },
	}));
}

/** An app in which a probe can see everything that a probe can see. */
export function probedApp(): AppDefinition {
	return {
		users: [{ email: EMAIL, apiKey: API_KEY }],
		models: [
			{
				...{ id: GADGET, name: 'Gadget', table: 'gadgets', records: gadgets() },
				properties: [
					property('a1', 'id', 'serial'),
					property('a2', 'name', 'string'),
					property('a3', 'note', 'string'),
					property('a4', 'colour', 'list', { values: COLOURS }),
					property('a5', 'done', 'boolean'),
					property('a6', 'size', 'integer'),
					property('a7', 'price', 'price'),
					property('a8', 'secret', 'password'),
					property('a9', 'seen_at', 'date_time'),
					property('aa', 'starts', 'time'),
					property('ab', 'extra', 'object'),
					property('ac', 'photo', 'image'),
					{
						...property('ad', 'group', 'belongs_to', { model: GROUP }),
						inverse_association: uuid('b3'),
					},
				],
			},
			{
				...{ id: GROUP, name: 'Group', table: 'groups' },
				properties: [
					property('b1', 'id', 'serial'),
					property('b2', 'name', 'string'),
					{
						...property('b3', 'gadgets', 'has_many', { model: GADGET }),
						inverse_association: uuid('ad'),
					},
				],
				records: [
					{ id: 1, name: 'north' },
					{ id: 2, name: 'south' },
				],
			},
		],
		views: [{ id: VIEW, model: GADGET, columns: [uuid('a2')] }],
	};
}

/** The same for the Data API. */
function probedDataApp() {
	const app = sampleDataApp();
	const [tasks] = app.models;
	const more = Array.from({ length: COUNT - 4 }, (_none, index) => ({
		...{ id: 50 + index, name: `Alkmaar ${nameOf(index)}`, price: 12.5 },
		...{ status: 'open', priority: index % 3, urgent: index % 2 === 0, reminds_at: '10:00' },
		...{ starts_at: '2026-03-01T10:00:00.123Z', document_2: index % 2 === 0 ? null : 'two' },
		...{ project: { id: 3 + (index % 2) } },
	}));
	tasks?.records?.push(...more);
	return app;
}

/** What a probe said, and what it found by the names of the facts. */
export interface Probed {
	settled: Settled[];
	said: string[];
	found: Record<string, string>;
}

/** Runs the probe without its pauses. */
export async function run(
	options: Pick<ProbeOptions, 'access'> & Partial<ProbeOptions>,
): Promise<Probed> {
	const said: string[] = [];
	const { settled } = await probe({
		...{ stop: new AbortController().signal, wait: async () => undefined },
		say: (text) => said.push(text),
		...options,
	});
	const found = settled.map(({ name, short, untold }) => [name, untold ? `(${untold})` : short]);
	return { settled, said, found: Object.fromEntries(found) as Record<string, string> };
}

/** The access to an emulated classic app. */
export function classicAccessTo({ application }: Emulator): ProbeOptions['access'] {
	const app = { origin: application, email: EMAIL, apiKey: API_KEY, model: 'Gadget', view: VIEW };
	return { api: 'classic', app };
}

/** The access to an emulated newer app, as Ann, who may not read everything. */
export function dataAccessTo({ application, applicationId }: DataEmulator): ProbeOptions['access'] {
	const login = {
		...{ authenticationProfileId: dataIds.staff, username: 'ann@example.com', password: PASSWORD },
	};
	return { api: 'data', app: { origin: application, applicationId, login, model: 'Task' } };
}

export async function startProbedApp(now?: () => Date): Promise<Emulator> {
	return await startEmulator({ app: probedApp(), now });
}

export async function startProbedDataApp(
	personality: Partial<DataPersonality> = {},
	now?: () => Date,
): Promise<DataEmulator> {
	return await startDataEmulator({ app: probedDataApp(), personality, now });
}
