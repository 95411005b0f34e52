import type { Environment } from '../environment.ts';
import type { Store } from '../store.ts';
import type { Access } from './access.ts';
import type { Accounts } from './accounts.ts';
import type { DataDefinition } from './app.ts';
import type { DataPersonality } from './personality.ts';
import type { Related } from './related.ts';
import type { Schemas } from './schemas.ts';
import type { Sessions } from './sessions.ts';
import type { StoredFiles } from './files.ts';

/** Everything an endpoint may use; made anew whenever the emulator is reset. */
export interface DataEnvironment {
	readonly data: Required<DataDefinition>;
	readonly store: Store;
	readonly personality: DataPersonality;
	readonly accounts: Accounts;
	readonly sessions: Sessions;
	readonly files: StoredFiles;
	readonly schemas: Schemas;
	/** What the classic API's writes need; actions write as they do. */
	readonly writing: Environment;
	now(): Date;
	/** A repeatable random number in [0, 1). */
	random(): number;
	/** Resolves after so many milliseconds; rejects when the server closes. */
	wait(milliseconds: number): Promise<void>;
}

/** What resolvers of one request share. */
export interface DataContext {
	readonly environment: DataEnvironment;
	readonly access: Access;
	readonly related: Related;
	/** The token as it came; it may have expired. */
	readonly token: string | undefined;
}
