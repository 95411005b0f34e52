// Parameters about records that several operations share, and the trigger.
import type { INodeProperties } from 'n8n-workflow';
import { InputError } from '../app/errors';
import { toRecordId, readUuid, uuidInAddress } from '../app/schema/ids';
import { only } from './api';
import { shown, toNames, toPositiveInteger } from './converters';
import {
	locatorValue,
	matching,
	oneOf,
	mapped,
	narrowing,
	parameter,
	toggle,
	type Parameter,
} from './parameter';

const EXPRESSION = '<a href="https://docs.n8n.io/code/expressions/">expression</a>';

/** An ID that is not one must never reach a URL: without an ID, the same URL means all records. */
export const recordId = parameter(
	{
		displayName: 'Record ID',
		name: 'recordId',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: 'The record to work with',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a record...',
				typeOptions: { searchListMethod: 'searchRecords', searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 42',
				validation: matching('\\s*[1-9][0-9]*\\s*', 'An ID is a positive whole number'),
			},
		],
	},
	(given, displayName) => {
		const entered = locatorValue(given);
		const id = toRecordId(entered);
		if (id !== undefined) return id;
		const isEmpty = entered === undefined || entered === null || String(entered).trim() === '';
		throw new InputError(
			isEmpty
				? `'${displayName}' is empty`
				: `'${displayName}' must be a positive whole number, but got ${shown(entered)}`,
			'Enter a record ID, for example 42',
		);
	},
);

type NamedField = Pick<INodeProperties, 'displayName' | 'name'> & Partial<INodeProperties>;

/** A property of the chosen model. */
export function propertyField(loadOptionsMethod: string, field: NamedField): INodeProperties {
	return {
		type: 'options',
		typeOptions: { loadOptionsMethod, loadOptionsDependsOn: ['model.value'] },
		default: '',
		description: `Choose from the list, or specify an ID using an ${EXPRESSION}`,
		...field,
	};
}

/** Properties of the chosen model. */
export function propertyList(loadOptionsMethod: string, field: NamedField): Parameter<string[]> {
	const one = propertyField(loadOptionsMethod, field);
	const description = `Choose from the list, or specify IDs using an ${EXPRESSION}`;
	return parameter({ ...one, type: 'multiOptions', default: [], description }, toNames);
}

const returnAll = toggle({
	displayName: 'Return All',
	name: 'returnAll',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
});

const enteredLimit = parameter(
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
	},
	toPositiveInteger,
);

/** Maximum number of results; Infinity with Return All. */
export const limit = mapped(oneOf(returnAll, { false: { most: enteredLimit } }), (chosen) =>
	chosen.kind ? Infinity : chosen.most,
);

/** Whether records get the same shape, with names for keys. */
export const simplify = toggle({
	displayName: 'Simplify',
	name: 'simplify',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
});

/** Names or UUIDs of file properties whose files come along. */
export const downloadFiles = propertyList('getFileProperties', {
	displayName: 'Download File Names or IDs',
	name: 'downloadFiles',
	hint: 'File properties whose files to output as binary data, under the name of the property',
});

export const savedView = only(
	'classic',
	narrowing(
		{
			displayName: 'Saved View',
			name: 'viewId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 5d41402abc4b2a76b9719d911017c592',
			description:
				'The UUID of a saved view, or its URL in the builder. Only its records and columns are returned.',
		},
		savedUuid('views'),
	),
);

export const savedFilter = only(
	'classic',
	narrowing(
		{
			displayName: 'Saved Filter',
			name: 'filterId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 5d41402abc4b2a76b9719d911017c592',
			description: 'The UUID of a saved filter, or its URL in the builder',
		},
		savedUuid('filters'),
	),
);

/** IDs with commas in between, or a list of them from an expression; undefined when none is entered. */
export const recordIds = narrowing(
	{
		displayName: 'Record IDs',
		name: 'ids',
		type: 'string',
		default: '',
		placeholder: 'e.g. 4, 8, 15',
		description: 'The IDs of the records to return, separated by commas',
	},
	(entered, displayName, isTypedEmpty) => {
		const given: unknown[] = Array.isArray(entered) ? entered : String(entered ?? '').split(',');
		const texts = given.map((id) => String(id ?? '').trim()).filter((id) => id !== '');
		if (texts.length === 0) return isTypedEmpty ? undefined : [];
		const ids = texts.map((text) => {
			const id = toRecordId(text);
			if (id !== undefined) return id;
			throw new InputError(
				`'${displayName}' must be positive whole numbers, but got ${shown(text)}`,
				'Enter IDs separated by commas, for example 4, 8, 15',
			);
		});
		return [...new Set(ids)].sort((a, b) => a - b);
	},
);

/**
 * The UUID of something that is saved in the app, entered as such or as its URL in the builder.
 *
 * @param segment what precedes the UUID in a URL
 */
function savedUuid(segment: string) {
	return (entered: unknown, displayName: string, isTypedEmpty: boolean): string | undefined => {
		const text = typeof entered === 'string' ? entered.trim() : String(entered ?? '');
		if (text === '') {
			if (isTypedEmpty) return undefined;
			throw new InputError(
				`'${displayName}' is set, but is empty for this item`,
				`No records were read, because without it all records would be returned. Use an expression that returns a UUID or a URL with one, or remove '${displayName}' to read all records`,
			);
		}
		const uuid = readUuid(text) ?? uuidInAddress(text, segment);
		if (uuid !== undefined) return uuid;
		throw new InputError(
			`'${displayName}' must be a UUID or a URL with one, but got ${shown(text)}`,
			'Click it in the builder and copy the URL, or the 32 characters at its end',
		);
	};
}
