// The emulated app with the Data API, in a process of its own.
import {
	startDataEmulator,
	type DataAppDefinition,
	type DataEmulator,
} from '../emulator/data/index.ts';
import { company, companyItems, properties } from './app.ts';
import { serveTasks } from './children.ts';
import { actionId, type Newer } from './newerWork.ts';

interface Listening {
	records: number;
	/** How far the app's clock is ahead. */
	aheadMs?: number;
}

const profile = 'b0'.repeat(16);
const user = { email: 'api@example.com', apiKey: 'a-secret-password' };

const contract = { id: 'c7'.repeat(16), kind: 'file' };

function definition(records: number): DataAppDefinition {
	return {
		users: [user],
		models: [
			{
				...company,
				table: 'companies',
				properties: Object.entries({ ...properties, contract }).map(([name, { id, kind }]) => ({
					...{ id, name, kind, options: {} },
				})),
				records: companyItems(records).map((item) => ({ ...item })),
			},
		],
		data: {
			authenticationProfiles: [{ id: profile }],
			actions: [{ id: actionId, name: 'Answer', results: { ok: true } }],
		},
	};
}

let emulator: DataEmulator | undefined;
let aheadMs = 0;

const tasks = {
	/** Starts anew. */
	async listen(options: Listening): Promise<Newer> {
		await emulator?.close();
		aheadMs = options.aheadMs ?? 0;
		const now = () => new Date(Date.now() + aheadMs);
		const started = await startDataEmulator({ app: definition(options.records), now });
		emulator = started;
		const { application, applicationId, runtimeUrl } = started;
		const token = started.token();
		return {
			access: {
				type: 'bettyBlocksDataApi',
				data: {
					...{ application, applicationId, access: 'login', jwtToken: token },
					...{ authenticationProfileId: profile, username: user.email, password: user.apiKey },
				},
			},
			runtimeUrl,
			token,
		};
	},
	set({ latencyMs, ...clock }: { latencyMs?: number; aheadMs?: number }): void {
		if (latencyMs !== undefined) emulator?.setPersonality({ latencyMs });
		aheadMs = clock.aheadMs ?? aheadMs;
	},
	clear(): void {
		emulator?.clearRequests();
	},
	requests(): number {
		return emulator?.requests.length ?? 0;
	},
};

export type NewerApp = typeof tasks;

serveTasks(tasks);
