import { AssetStore } from '../assets.ts';
import type { Environment } from '../environment.ts';
import { defaultPersonality } from '../personality.ts';
import { Store } from '../store.ts';
import { randomSource } from '../wire.ts';
import { Accounts } from './accounts.ts';
import { type DataAppDefinition, dataOf } from './app.ts';
import type { DataEnvironment } from './context.ts';
import { StoredFiles } from './files.ts';
import type { DataPersonality } from './personality.ts';
import type { Schemas } from './schemas.ts';
import { Sessions, type Signing } from './sessions.ts';

interface Parts {
	app: DataAppDefinition;
	personality: DataPersonality;
	application: string;
	bucket: string;
	signing: Signing;
	schemas: Schemas;
	now: () => Date;
	wait: (milliseconds: number) => Promise<void>;
}

/** Actions write as the classic API does, by an app that takes every form of a value. */
function writingEnvironment({ application, now, wait, personality }: Parts, store: Store) {
	const environment: Environment = {
		...{ application, now, wait, store, assets: new AssetStore(), random: randomSource() },
		...{ views: [], filters: [], actions: [] },
		personality: {
			...defaultPersonality,
			...{ relationAsId: 'accepted', toMany: 'supported', unknownProperty: 'rejected' },
			get timestampPrecision() {
				return personality.dateTime === 'microseconds' ? 'milliseconds' : 'seconds';
			},
		},
	};
	return environment;
}

/** An app as it is at its start. */
export function makeEnvironment(parts: Parts): DataEnvironment {
	const { app, personality, bucket, signing, schemas, now, wait } = parts;
	const data = dataOf(app);
	const store = new Store(app, now());
	const accounts = new Accounts(app, store);
	const { applicationId } = data;
	return {
		...{ data, store, personality, accounts, schemas, now, wait, random: randomSource() },
		sessions: new Sessions({ accounts, applicationId, personality, signing, now }),
		files: new StoredFiles(data.files, bucket),
		writing: writingEnvironment(parts, store),
	};
}
