import type { IDataObject, INode } from 'n8n-workflow';
import { InputError } from '../app/inputError';
import { toRecordId } from '../app/recordId';
import { readUuid, uuidInAddress } from '../app/uuid';
import type { ParameterReader } from './parameters';

/**
 * Parameters that narrow what is read. One that is not set, or typed empty, means everything; one
 * that yields nothing when it runs never does: with a Delete behind it, the table would be empty.
 */
export interface NarrowingReader extends ParameterReader {
	getNode: () => INode;
}

/**
 * The UUID of something that is saved in the app, entered as such or as its address in the builder.
 *
 * @param segment what precedes the UUID in an address, as in `views`
 * @returns undefined when nothing is entered
 */
export function uuidParameter(
	context: NarrowingReader,
	name: string,
	displayName: string,
	segment: string,
	itemIndex: number,
): string | undefined {
	const entered = context.getNodeParameter(name, itemIndex, '') as unknown;
	const text = typeof entered === 'string' ? entered.trim() : String(entered ?? '');
	if (text === '') {
		if (isTypedEmpty(context, name)) return undefined;
		throw yieldsNothing(displayName, 'a UUID, or an address with one');
	}
	const uuid = readUuid(text) ?? uuidInAddress(text, segment);
	if (uuid !== undefined) return uuid;
	throw new InputError(
		`${displayName} "${text.slice(0, 80)}" is no UUID and no address with one`,
		'Click it in the builder and copy the address, or the 32 characters at its end',
	);
}

/**
 * Ids with commas in between, or a list of them from an expression; each id once.
 *
 * @returns undefined when nothing is entered; no ids when there are none to read
 */
export function idsParameter(context: NarrowingReader, itemIndex: number): number[] | undefined {
	const name = 'options.ids';
	const entered = context.getNodeParameter(name, itemIndex, '') as unknown;
	const given = Array.isArray(entered) ? entered : String(entered ?? '').split(',');
	const texts = given.map((id) => String(id ?? '').trim()).filter((id) => id !== '');
	if (texts.length === 0) return isTypedEmpty(context, name) ? undefined : [];
	const ids = texts.map((text) => {
		const id = toRecordId(text);
		if (id !== undefined) return id;
		throw new InputError(
			`Record IDs has "${text.slice(0, 80)}", which is no positive whole number`,
			'Enter IDs with commas in between, as in 4, 8, 15',
		);
	});
	return [...new Set(ids)].sort((a, b) => a - b);
}

function isTypedEmpty(context: NarrowingReader, path: string): boolean {
	let value: unknown = context.getNode().parameters;
	for (const name of path.split('.')) {
		if (isExpression(value)) return false;
		value = (value as IDataObject | undefined)?.[name];
	}
	return value === undefined || value === null || value === '';
}

function isExpression(value: unknown): boolean {
	return typeof value === 'string' && value.startsWith('=');
}

function yieldsNothing(displayName: string, wanted: string): InputError {
	return new InputError(
		`'${displayName}' is set, but is empty for this item`,
		`Nothing is read, as everything would be. Let the expression yield ${wanted}, or remove '${displayName}' to read everything`,
	);
}
