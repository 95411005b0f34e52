import type { ActionDefinition, AppDefinition } from '../emulator/index.ts';
import { uuid } from './app';

export const INVOICE = uuid('a0');
export const INVOICE_SCAN = uuid('a3');

/** UUIDs of the actions, by what they do. */
export const ACTION = {
	echo: uuid('e1'),
	text: uuid('e2'),
	list: uuid('e3'),
	nothing: uuid('e4'),
	fail: uuid('e5'),
	approve: uuid('e6'),
	slow: uuid('e7'),
};

const actions: ActionDefinition[] = [
	{ id: ACTION.echo, model: INVOICE, response: { inputs: '$inputs' } },
	{ id: ACTION.text, model: INVOICE, response: 'Three invoices were sent' },
	{ id: ACTION.list, model: INVOICE, response: [{ id: 1 }, 'two', 3, null, [4]] },
	{ id: ACTION.nothing, model: INVOICE, response: null },
	{
		id: ACTION.fail,
		model: INVOICE,
		response: { ok: true },
		effect: { create: { model: 'Invoice', values: { number: '' } } },
	},
	{
		id: ACTION.approve,
		model: INVOICE,
		response: { approved: '$inputs.number' },
		effect: { create: { model: 'Invoice', values: { number: '$inputs.number' } } },
	},
	{
		id: ACTION.slow,
		model: INVOICE,
		response: { ok: true },
		effect: { create: { model: 'Invoice', values: { number: 'slow' } } },
		delayMs: 2_000,
	},
];

/** An app with invoices, whose scans and photos are files, and with actions on them. */
export function invoices(): AppDefinition {
	return {
		users: [{ email: 'api@example.com', apiKey: 'a-secret-key' }],
		models: [
			{
				id: INVOICE,
				name: 'Invoice',
				table: 'invoices',
				properties: [
					{ id: uuid('a1'), name: 'id', kind: 'serial', options: {} },
					{ id: uuid('a2'), name: 'number', kind: 'string', options: {}, required: true },
					{ id: INVOICE_SCAN, name: 'scan', kind: 'file', options: {} },
					{ id: uuid('a4'), name: 'photo', kind: 'image', options: {} },
					{ id: uuid('a5'), name: 'attachments', kind: 'multi_file', options: {} },
					{ id: uuid('a6'), name: 'summary', kind: 'pdf', options: {} },
					{ id: uuid('a7'), name: 'amount', kind: 'price', options: {} },
				],
				records: [{ id: 1, number: '2026-001' }],
			},
		],
		actions,
	};
}

/** Parameters of an operation on an asset. */
export function onAsset(operation: 'upload' | 'download', more: object = {}) {
	return { resource: 'asset', operation, ...more };
}

/** Parameters of an action of the invoices. */
export function onAction(actionId: string, more: object = {}) {
	return {
		resource: 'action',
		operation: 'execute',
		model: { __rl: true, mode: 'id', value: INVOICE },
		actionId,
		...more,
	};
}

/** Where the file of an upload is put. */
export const attached = (more: object = {}) => ({
	attach: true,
	model: { __rl: true, mode: 'id', value: INVOICE },
	recordId: 1,
	property: 'scan',
	...more,
});
