// Conditions, and how they count together.
import {
	readCondition,
	type Combinator,
	type Condition,
	type EnteredCondition,
} from './conditions';
import { InputError } from '../errors';
import type { Model } from '../schema/models';

/** Conditions that count as one. */
export interface ConditionGroup {
	conditions: Condition[];
	combinator: Combinator;
}

/** Which records are meant: a group counts as one more condition. */
export interface Filter extends ConditionGroup {
	groups?: ConditionGroup[];
}

/** What a person entered for one group. */
export interface EnteredGroup {
	conditions: EnteredCondition[];
	combinator: Combinator;
}

/** What a person entered for all. */
export interface EnteredFilter extends EnteredGroup {
	groups: EnteredGroup[];
}

/** Whether every record is meant. */
export function isUnfiltered({ conditions, groups }: EnteredFilter): boolean {
	return conditions.length + groups.length === 0;
}

/** The properties that conditions are about, as they were entered. */
export function enteredPaths(entered: EnteredFilter): string[] {
	return [entered, ...entered.groups].flatMap(({ conditions }) =>
		conditions.map(({ property }) => String(property ?? '')),
	);
}

/**
 * Makes what a person entered ready to be sent.
 *
 * @throws {InputError} when a group is empty, or a condition does not fit the model
 */
export function readFilter(
	models: Model[],
	model: Model,
	{ groups, ...own }: EnteredFilter,
	zone: string,
): Filter {
	const toGroup = ({ conditions, combinator }: EnteredGroup): ConditionGroup => ({
		conditions: conditions.map((condition) => readCondition(models, model, condition, zone)),
		combinator,
	});
	if (groups.some(({ conditions }) => conditions.length === 0)) {
		throw new InputError(
			'A group of conditions is empty',
			'Add a condition to each group, or remove the group',
		);
	}
	return { ...toGroup(own), ...(groups.length > 0 && { groups: groups.map(toGroup) }) };
}

/** Every condition, those of groups as well. */
export function conditionsIn({ conditions, groups = [] }: Filter): Condition[] {
	return [...conditions, ...groups.flatMap((group) => group.conditions)];
}
