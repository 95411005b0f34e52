// Whether an app applies views and filters that are saved in it.
import type { AppRecord } from '../../app/app';
import { isMissing, isPassing, isRefusal, unless, InputError } from '../../app/errors';
import type { Model } from '../../app/schema/models';
import type { Client } from '../client';
import { listRecords, pathOf, type ListSelection, type Page } from '../records';
import type { Proofs } from './proofs';

const NO_FILTER = '0'.repeat(32);

const CHECK_UUID = 'Copy its UUID or URL from the builder again';

/**
 * Checks that rows came through the view and the filter that were asked for.
 *
 * @throws {InputError} naming the one that the app ignored
 */
export async function checkSaved(
	client: Client,
	{ model, proofs }: { model: Model; proofs: Proofs },
	asked: Page & ListSelection,
	rows: AppRecord[],
): Promise<void> {
	const { viewId, filterId } = asked;
	if (rows.length === 0) return;
	if (viewId !== undefined && rows.some((row) => isFlat(row, model))) {
		throw new InputError(
			`The app ignored the view "${viewId}": its response doesn't look like a view. No records were output`,
			CHECK_UUID,
		);
	}
	if (filterId === undefined) return;
	const isApplied = await proofs.whether(
		`${pathOf(model)} applies ${filterId}`,
		async () =>
			(await refusesUnknown(client, model)) || (await changesList(client, model, asked, rows)),
	);
	if (isApplied) return;
	throw new InputError(
		`The app ignored the filter "${filterId}": it returns the same records without it. No records were output`,
		CHECK_UUID,
	);
}

/** Through a view, properties have their UUIDs for names (vendor's client library). */
function isFlat(row: AppRecord, { properties }: Model): boolean {
	return properties.some(({ name }) => name !== 'id' && Object.hasOwn(row, name));
}

async function refusesUnknown(client: Client, model: Model): Promise<boolean> {
	const rows = listRecords(client, model, { limit: 1, filterId: NO_FILTER });
	const isTold = (error: unknown) => isMissing(error) || isRefusal(error);
	// An error in a form of the app's own proves nothing.
	const found = await unless(
		(error) => !isTold(error) && !isPassing(error),
		unless(isTold, rows, []),
		undefined,
	);
	return found?.length === 0;
}

async function changesList(
	client: Client,
	model: Model,
	asked: Page & ListSelection,
	rows: AppRecord[],
): Promise<boolean> {
	const ids = new Set(rows.map(({ id }) => id));
	const without = await listRecords(client, model, { ...asked, filterId: undefined });
	const others = new Set(without.map(({ id }) => id).filter((id) => !ids.has(id)));
	if (others.size === 0) return false;
	// It may have been created in between.
	const again = await listRecords(client, model, asked);
	return !again.some(({ id }) => others.has(id));
}
