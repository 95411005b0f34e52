// Every operation of the node, with the request of it that a fault strikes.
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { companies, company, COMPANY, onCompanies, type TestApp } from './app';
import { storeBinary } from './binary';
import { FILE, type FaultyWay, type Passing } from './faultyWay';
import { ACTION, attached, invoices, onAction, onAsset } from './invoices';
import { execute } from './n8n';

/** What a run needs to know. */
export interface Running {
	signal: AbortSignal;
	/** Where the app is, if it isn't at its own place. */
	place?: string;
	options?: object;
	/** While this runs, faults strike. */
	struck: <Result>(act: () => Promise<Result>) => Promise<Result>;
}

/** Members of a group meet every fault alike; the first of them all faults in all forms. */
export interface Member {
	/** As the page calls it. */
	name: string;
	group: string;
	kind: 'read' | 'repeatable' | 'once' | 'trigger';
	meets: (request: Passing) => boolean;
	run: (running: Running) => Promise<unknown>;
	/** How often the app has done it, as its own records and log tell. */
	held: () => number;
}

const classic = company(companies(3));
const scans = invoices();

/** One small classic app for all operations. */
export const CLASSIC_APP = {
	...classic,
	models: [
		...classic.models
			.filter(({ id }) => id === COMPANY)
			.map((model) => ({
				...model,
				properties: model.properties.filter(({ kind }) => kind !== 'belongs_to'),
			})),
		...scans.models,
	],
	actions: scans.actions,
};

export type Meets = Member['meets'];

export const on =
	(method: string, path: RegExp): Meets =>
	(request) =>
		request.method === method && path.test(request.url);
const json = (values: object) => ({ fieldsMode: 'json', fieldsJson: values });
const byName = (name: string) => ({ matchOn: ['name'], ...json({ name, email: 'a@b.nl' }) });
export const NOTHING = () => 0;

/** The groups, as the page calls them. */
export const READING = 'Reading';
export const LISTING = 'Reading lists';
export const ASKING = 'Asking for a place for a file';
const REPEATING = 'Updating';
const DELETING = 'Deleting';
const CREATING = 'Creating, uploading, running an action';
export const DOWNLOADING = 'Downloading';

const KINDS: Record<string, Member['kind']> = {
	[REPEATING]: 'repeatable',
	[DELETING]: 'repeatable',
	[CREATING]: 'once',
};

export const file = async (): Promise<INodeExecutionData> => ({
	json: {},
	binary: { data: await storeBinary(Buffer.from('%PDF-1.7 x'), { fileName: 'x.pdf' }) },
});

/** The operations on a classic app. */
export function classicMembers(app: TestApp, way: FaultyWay): Member[] {
	const runs =
		(parameters: object, hasFile = false): Member['run'] =>
		async ({ signal, place = way.origin, options = {}, struck }) => {
			const items = hasFile ? [await file()] : undefined;
			return await struck(
				async () =>
					await execute({
						credential: { ...app.credential, application: place },
						parameters: { ...parameters, options } as unknown as INodeParameters,
						signal,
						items,
					}),
			);
		};
	const done = (method: string, path: RegExp) => () =>
		app.emulator.requests.filter(
			({ method: sent, rawUrl, status = 0 }) =>
				sent === method && path.test(rawUrl) && status >= 200 && status < 300,
		).length;
	const member = (
		group: string,
		name: string,
		[method, path]: [string, RegExp],
		parameters: object,
		hasFile = false,
	): Member => ({
		...{ group, name, kind: KINDS[group] ?? 'read' },
		...{ meets: on(method, path), run: runs(parameters, hasFile) },
		held: method === 'GET' ? NOTHING : done(method, path),
	});
	const RECORD = /\/records\/2$/;
	const LIST = /\/records\?/;
	return [
		member(READING, 'Record: Get', ['GET', RECORD], onCompanies('get', { recordId: 2 })),
		member(LISTING, 'Record: Get Many', ['GET', LIST], onCompanies('getAll', { limit: 2 })),
		member(LISTING, 'Record: Count', ['GET', LIST], onCompanies('count')),
		member(LISTING, 'Record: If Exists', ['GET', LIST], onCompanies('exists', byRecord)),
		member(LISTING, 'Record: If Not Exists', ['GET', LIST], onCompanies('notExists', byRecord)),
		member(
			LISTING,
			'Record: Create or Update (to find the record)',
			['GET', LIST],
			onCompanies('upsert', byName('New')),
		),
		member(READING, 'Model: Get Many', ['GET', /\/models$/], {
			resource: 'model',
			operation: 'getAll',
		}),
		member(READING, 'Model: Get', ['GET', /\/models$/], {
			...{ resource: 'model', operation: 'get' },
			model: { __rl: true, mode: 'id', value: COMPANY },
		}),
		member(
			REPEATING,
			'Record: Update',
			['PUT', RECORD],
			onCompanies('update', { recordId: 2, ...json({ name: 'Changed' }) }),
		),
		member(
			REPEATING,
			'Record: Create or Update (of a record that is there)',
			['PUT', RECORD],
			onCompanies('upsert', byName('Company 2')),
		),
		member(DELETING, 'Record: Delete', ['DELETE', RECORD], onCompanies('delete', { recordId: 2 })),
		member(
			REPEATING,
			'Asset: Upload (to attach the file)',
			['PUT', /\/records\/1$/],
			onAsset('upload', attached()),
			true,
		),
		member(
			CREATING,
			'Record: Create',
			['POST', /\/records\/new$/],
			onCompanies('create', json({ name: 'New' })),
		),
		member(
			CREATING,
			'Record: Create or Update (of a record that is not there)',
			['POST', /\/records\/new$/],
			onCompanies('upsert', byName('New')),
		),
		member(CREATING, 'Action: Execute', ['POST', /\/execute$/], {
			...onAction(ACTION.approve, {
				inputsMode: 'json',
				inputsJson: { number: '2026-002' },
			}),
		}),
		member(CREATING, 'Asset: Upload', ['POST', /\/assets$/], onAsset('upload'), true),
		...downloads(runs),
	];
}

const byRecord = { recordId: 2 };

export const downloads = (runs: (parameters: object) => Member['run']): Member[] => [
	{
		group: DOWNLOADING,
		name: 'Asset: Download',
		meets: on('GET', /^\/a\.pdf/),
		kind: 'read',
		run: runs(onAsset('download', { url: FILE.path })),
		held: NOTHING,
	},
];
