import { factsOf, type Fact, type Finding } from '../fact.ts';
import { isBlank } from '../shapes.ts';
import { noKind, noRecords, type ClassicApp, type Row } from './app.ts';
import {
	checked,
	lower,
	met,
	outcomes,
	sometimesEmpty,
	text,
	three,
	type Met,
} from './conditions.ts';

const fact = factsOf<ClassicApp>();

function operatorFact(
	predicate: string,
	ask: (app: ClassicApp) => Promise<Finding<Met>>,
): Fact<ClassicApp> {
	return fact({
		name: `filter ${predicate}`,
		fact: `The condition "${predicate}"`,
		findings: outcomes,
		relies: 'in part',
		node: checked,
		ask,
	});
}

/** An operator on the id of the middle one of three records. */
function ordering(predicate: string, holds: (id: number, middle: number) => boolean) {
	return operatorFact(predicate, async (app) => {
		const found = three(app);
		if (found === undefined) return noRecords;
		const { id, ids } = found;
		const condition = { predicate, criteria: String(ids[1]), path: [id] };
		return await met(
			app,
			[condition],
			(row) => holds(row.id, ids[1]),
			(row) => row.id === ids[1],
		);
	});
}

/** An operator on a part of a text, all in small letters. */
function partial(
	predicate: string,
	[from, to]: [number, number?],
	test: (value: string, part: string) => boolean,
) {
	return operatorFact(predicate, async (app) => {
		const found = text(app);
		if (found === undefined) return noKind;
		const { property, value } = found;
		const criteria = value.slice(from, to);
		const holds = (row: Row) => test(lower(row[property.name]), lower(criteria));
		const equals = (row: Row) => lower(row[property.name]) === lower(criteria);
		return await met(app, [{ predicate, criteria, path: [property.id] }], holds, equals);
	});
}

function emptiness(predicate: string, isEmptyMeant: boolean) {
	return operatorFact(predicate, async (app) => {
		const property = sometimesEmpty(app);
		if (property === undefined) return { untold: 'no property is empty in some records only' };
		const holds = (row: Row) => isBlank(row[property.name]) === isEmptyMeant;
		return await met(app, [{ predicate, path: [property.id] }], holds, () => false);
	});
}

function several(predicate: 'in' | 'nin') {
	return operatorFact(predicate, async (app) => {
		const found = three(app);
		if (found === undefined) return noRecords;
		const [newest, middle] = found.ids;
		const isIn = (row: Row) => row.id === newest || row.id === middle;
		const criteria = [String(newest), String(middle)];
		const holds = (row: Row) => isIn(row) === (predicate === 'in');
		return await met(app, [{ predicate, criteria, path: [found.id] }], holds, () => false);
	});
}

/** One fact for each predicate but the one that the vendor's client has. */
export const operatorFacts = [
	ordering('neq', (id, middle) => id !== middle),
	ordering('gt', (id, middle) => id > middle),
	ordering('gteq', (id, middle) => id >= middle),
	ordering('lt', (id, middle) => id < middle),
	ordering('lteq', (id, middle) => id <= middle),
	several('in'),
	several('nin'),
	partial('matches', [1, -1], (value, part) => value.includes(part)),
	partial('does_not_match', [1, -1], (value, part) => !value.includes(part)),
	partial('starts_with', [0, -1], (value, part) => value.startsWith(part)),
	partial('ends_with', [1], (value, part) => value.endsWith(part)),
	emptiness('exists', false),
	emptiness('does_not_exist', true),
];
