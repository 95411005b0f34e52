// Which records Get Many returns, and in which order.
import type {
	IDataObject,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { Combinator } from '../app/query/conditions';
import { OPERATORS, SHORTHANDS } from '../app/query/operators';
import type { EnteredFilter, EnteredGroup } from '../app/query/filter';
import { API_PARAMETER, type Api } from '../connect';
import { APIS, only } from './api';
import { toChoice } from './converters';
import { entries, group, parameter, shownAs, toEntries, type Parameter } from './parameter';
import { propertyField } from './record';

const withoutValue = [...taking('none'), ...SHORTHANDS.map(({ value }) => value)];

const conditionProperty = propertyField('getFilterProperties', {
	displayName: 'Property Name or ID',
	name: 'property',
});

/** A misfit is refused when it runs: a list that changes with each property would be slow to use. */
const conditionOperators: INodeProperties[] = APIS.map((api) => ({
	displayName: 'Condition',
	name: 'operator',
	type: 'options',
	default: 'eq',
	description: 'How to compare the property with the value',
	options: operatorsIn(api),
	displayOptions: { show: { [`/${API_PARAMETER}`]: [api] } },
}));

function operatorsIn(api: Api): INodePropertyOptions[] {
	const offered = [...OPERATORS.filter((operator) => operator[api] !== undefined), ...SHORTHANDS];
	return offered.map(({ label, value }) => ({ name: label, value }));
}

/** Operators that take one value, and those that take several, have an input each. */
const conditionValues: INodeProperties[] = [
	{
		displayName: 'Value',
		name: 'value',
		type: 'string',
		default: '',
		placeholder: 'e.g. Utrecht',
		description: 'What to compare with. For a relation, enter the ID of a record.',
		displayOptions: { hide: { operator: [...withoutValue, ...taking('many')] } },
	},
	{
		displayName: 'Values',
		name: 'value',
		type: 'string',
		default: '',
		placeholder: 'e.g. Utrecht, Alkmaar',
		description: 'What to compare with. For a relation, enter the IDs of records.',
		hint: 'Separate values by commas, or enter a JSON list, for example ["Utrecht", "Alkmaar"]',
		displayOptions: { show: { operator: taking('many') } },
	},
];

function taking(number: 'one' | 'many' | 'none'): string[] {
	return OPERATORS.filter(({ takes }) => takes === number).map(({ value }) => value);
}

/** Filters and sorting are about the properties of a model. */
const withModel = { displayOptions: { hide: { model: [''] } } };

const oneCondition: INodePropertyCollection = {
	displayName: 'Condition',
	name: 'conditions',
	values: [conditionProperty, ...conditionOperators, ...conditionValues],
};

const conditionsField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Condition',
	default: {},
	description: 'Conditions that the records must meet',
	...withModel,
	options: [oneCondition],
};

const conditions = entries(conditionsField);

const COMBINATORS: INodePropertyOptions[] = [
	{ name: 'All Conditions', value: 'and' },
	{ name: 'Any Condition', value: 'or' },
];

const toCombinator = toChoice<Combinator>(COMBINATORS);

const combineFilters = parameter(
	{
		displayName: 'Must Match',
		name: 'combineFilters',
		type: 'options',
		default: 'and',
		description: 'How many of the conditions a record must meet',
		// The types of n8n know no objects here, though it compares them.
		displayOptions: {
			show: { filters: [{ _cnd: { not: {} as never } }] },
			...withModel.displayOptions,
		},
		options: COMBINATORS,
	},
	toCombinator,
);

/** Around the conditions of a group; a group is there for what the others are not. */
const groupCombinator: INodeProperties = {
	displayName: 'Group Must Match',
	name: 'combineFilters',
	type: 'options',
	default: 'or',
	description: 'How many of the conditions of this group a record must meet',
	options: COMBINATORS,
};

const oneGroup: INodePropertyCollection = {
	displayName: 'Group of Conditions',
	name: 'groups',
	values: [
		groupCombinator,
		{
			displayName: 'Conditions',
			name: 'filters',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add Condition',
			default: {},
			description: 'Conditions that count as one',
			options: [oneCondition],
		},
	],
};

/** The same with groups, which the classic API does not have. */
const withGroups = shownAs(conditions, {
	description: 'Conditions that the records must meet. A group counts as one condition.',
	placeholder: 'Add Condition or Group',
	options: [oneCondition, oneGroup],
});

const groups: Parameter<EnteredGroup[]> = {
	displayName: withGroups.displayName,
	fields: [],
	parse: (reader) => entries(conditionsField, oneGroup.name).parse(reader).map(toGroup),
};

/** Conditions that the records of a classic app have to meet. */
export const classicFilters = filtersShownAs(conditions, combineFilters);

/** The same for a newer app. */
export const dataFilters = (description: string) =>
	filtersShownAs(only('data', shownAs(withGroups, { description })), only('data', combineFilters));

/** Conditions that records have to meet, whichever API the app has. */
export const filters = filtersShownAs(
	{
		...conditions,
		fields: [...only('classic', conditions).fields, ...only('data', withGroups).fields],
	},
	combineFilters,
);

function filtersShownAs(
	own: typeof conditions,
	combinator: typeof combineFilters,
): Parameter<EnteredFilter> {
	return group(own.displayName, { conditions: own, combinator, groups });
}

function toGroup({ filters: entered, combineFilters: combinator }: IDataObject): EnteredGroup {
	const { conditions = [] } = (entered ?? {}) as IDataObject;
	return {
		conditions: toEntries(conditions),
		combinator: toCombinator(combinator ?? groupCombinator.default, groupCombinator.displayName),
	};
}

const sortProperty = propertyField('getSortProperties', {
	displayName: 'Property Name or ID',
	name: 'property',
});

const sortDirection: INodeProperties = {
	displayName: 'Direction',
	name: 'direction',
	type: 'options',
	default: 'asc',
	options: [
		{ name: 'Ascending', value: 'asc' },
		{ name: 'Descending', value: 'desc' },
	],
};

/** What the records are sorted by; those that are equal are sorted by ID. */
export const sort = entries({
	displayName: 'Sort',
	name: 'sort',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Property',
	default: {},
	description: 'What to sort the records by. By default they are sorted by ID.',
	...withModel,
	options: [{ displayName: 'By', name: 'by', values: [sortProperty, sortDirection] }],
});
