import type { IDataObject } from 'n8n-workflow';

/** A poll a minute would try a refused login a minute. */
const REFUSED_FOR_MS = 5 * 60_000;

const TRIED_AGAIN =
	'The trigger logs in again after five minutes, or as soon as the credential has changed';

const refusals = new Map<string, { until: number; message: string }>();

/** Remembers for some minutes that an app refused a login: apps lock out whoever fails too often. */
export class RefusedLogins {
	private readonly key: string;

	/** @param credential any other one may be accepted */
	constructor(credential: IDataObject) {
		this.key = JSON.stringify({ ...credential, jwtToken: undefined });
	}

	/** What the app said, and when it is asked again. */
	get message(): string | undefined {
		const now = Date.now();
		for (const [old, { until }] of refusals) if (until <= now) refusals.delete(old);
		const known = refusals.get(this.key);
		return known && `${known.message}. ${TRIED_AGAIN}`;
	}

	add(message: string): void {
		refusals.set(this.key, { until: Date.now() + REFUSED_FOR_MS, message });
	}
}
