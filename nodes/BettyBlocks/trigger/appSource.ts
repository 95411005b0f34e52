// The app as the engine sees it.
import type { AppRecord, Selection, Watched } from '../app/app';
import { InputError } from '../app/inputError';
import { unwrapCell } from '../app/shown';
import { instantOf, isLocalTime } from '../app/timestamp';
import type { Row, Source } from './engine/source';
import { orderStamp, StaleProperty, type Stamp, type Timestamps } from './timestamps';
import type { Watch } from './watch';

/**
 * @param deadlineReached whether the time for the poll is used up
 * @param filter conditions that the records have to meet
 */
export function appSource(
	watch: Watch,
	timestamps: Timestamps,
	deadlineReached: () => boolean,
	filter?: Watched['filter'],
): Source<AppRecord> {
	const { app, selection } = watch;
	const order = orderStamp(timestamps, watch);
	const { model, idProperty } = timestamps;
	const changes = app.changes({ model, orderBy: order, idProperty, ...selection, filter });
	return {
		property: order.name,
		defaultLimit: changes.defaultLimit,
		acceptedLimit: changes.acceptedLimit,
		now: () => app.now(),
		deadlineReached,
		highestId: async () => {
			const record = await changes.newest();
			return record && idOf(record);
		},
		read: async (page) => {
			const records = await changes.read(page);
			return records?.map((record) => toRow(record, timestamps, watch));
		},
	};
}

/**
 * Reads when things happened to a record, from a row as the app sent it.
 *
 * @throws {InputError} when the row does not show one of the properties
 */
function toRow(record: AppRecord, timestamps: Timestamps, watch: Watch): Row<AppRecord> {
	const { selection, settings } = watch;
	const shown = shownIn(record, orderStamp(timestamps, watch), selection);
	const at = instantOf(shown);
	const created =
		settings.event === 'recordCreated'
			? at
			: instantOf(shownIn(record, timestamps.created, selection));
	const isLocal = isLocalTime(shown);
	return { id: idOf(record), at, created, ...(isLocal && { isLocal }), data: record };
}

/** @throws {InputError} when it is not what the API promises */
function idOf({ id }: AppRecord): number {
	if (typeof id === 'number' && Number.isSafeInteger(id) && id > 0) return id;
	throw new InputError(
		`The app returned a record whose ID is ${JSON.stringify(id)}, so it can't be followed`,
		'Watch a model whose records have whole numbers as IDs',
	);
}

function shownIn(record: AppRecord, { id, name }: Stamp, { viewId }: Selection): unknown {
	if (id in record) return unwrapCell(record[id]);
	if (viewId === undefined && name in record) return record[name];
	if (viewId === undefined) {
		throw new StaleProperty(
			`The app's records don't show the property "${name}", which the trigger needs`,
			'Choose another property in the options',
		);
	}
	throw name in record
		? new InputError(
				`The app ignores the view "${viewId}": its answer isn't that of a view`,
				'Check the view in the options, or use a filter instead',
			)
		: new StaleProperty(
				`The view "${viewId}" doesn't show the property "${name}", which the trigger needs`,
				'Add the property to the columns of the view, or choose another property in the options',
			);
}
