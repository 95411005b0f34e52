import { isBlank } from '../shapes.ts';
import { idsOf, rowsOf, type ClassicApp, type Condition, type Property, type Row } from './app.ts';

const texts = ['string', 'text', 'email_address', 'email', 'phone_number', 'url'];

/** Three records of the sample, the newest first, and the property to find them by. */
export function three(app: ClassicApp): { id: string; ids: [number, number, number] } | undefined {
	const id = app.property('id')?.id;
	const [newest, middle, oldest] = [...new Set(idsOf(app.sample))].sort(
		(one, other) => other - one,
	);
	if (id === undefined || newest === undefined || middle === undefined || oldest === undefined) {
		return undefined;
	}
	return { id, ids: [newest, middle, oldest] };
}

export interface Text {
	property: Property;
	value: string;
	row: Row;
}

/** A text of which a part, or its other case, tells records apart. */
export function text({ sample, model }: ClassicApp): Text | undefined {
	for (const property of model.properties.filter(({ kind }) => texts.includes(kind))) {
		for (const row of sample) {
			const value = row[property.name];
			if (typeof value !== 'string' || !/^[a-z][a-z0-9 .@-]{2,40}$/i.test(value)) continue;
			const others = sample.filter((each) => !same(each[property.name], value));
			if (others.length > 0) return { property, value, row };
		}
	}
	return undefined;
}

export const lower = (value: unknown) => (isBlank(value) ? '' : String(value)).toLowerCase();
export const same = (one: unknown, other: unknown) =>
	lower(one).includes(lower(other).slice(1, -1));

export type Met = 'applied' | 'equality' | 'ignored' | 'refused' | 'none';

/**
 * What an app makes of a condition that some records of the sample meet and others don't.
 *
 * @param holds whether a record meets it
 * @param equals whether it would meet an equality
 */
export async function met(
	app: ClassicApp,
	conditions: Condition[],
	holds: (row: Row) => boolean,
	equals: (row: Row) => boolean,
): Promise<Met> {
	const rows = rowsOf(await app.find(conditions));
	if (rows === undefined) return 'refused';
	if (rows.some((row) => !holds(row) && !equals(row))) return 'ignored';
	if (rows.some((row) => holds(row) && !equals(row)))
		return rows.every(holds) ? 'applied' : 'ignored';
	return rows.length > 0 ? 'equality' : 'none';
}

export const outcomes = {
	applied: 'is applied',
	equality: 'finds only equal values',
	none: 'finds nothing, where there is something',
	ignored: 'is ignored',
	refused: 'is refused',
};

/** What a row of the table says of a condition that is one of many. */
export const checked = 'As all conditions: rows that do not meet it are an error.';

/** A property that is empty in some records and not in others. */
export function sometimesEmpty(app: ClassicApp): Property | undefined {
	return app
		.ofKind(...texts, 'integer', 'date', 'list')
		.find(({ name }) => new Set(app.sample.map((row) => isBlank(row[name]))).size === 2);
}
