import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { BettyBlocksTrigger } from '../../../nodes/BettyBlocks/BettyBlocksTrigger.node';

const { description } = new BettyBlocksTrigger();

const named = (name: string): INodeProperties | undefined =>
	description.properties.find((property) => property.name === name);
const values = (name: string) =>
	(named(name)?.options as INodePropertyOptions[]).map(({ value }) => value);

/** Workflows keep these names and values, so they must never change. */
describe('What workflows with the trigger save', () => {
	it('is the polling node bettyBlocksTrigger with a credential for each API', () => {
		expect(description.name).toBe('bettyBlocksTrigger');
		expect(description.polling).toBe(true);
		expect(description.inputs).toEqual([]);
		expect(description.credentials).toEqual([
			{ name: 'bettyBlocksApi', required: true, displayOptions: { hide: { api: ['data'] } } },
			{
				name: 'bettyBlocksDataApi',
				required: true,
				displayOptions: { hide: { api: ['classic'] } },
			},
		]);
	});

	it('are its parameters and their defaults', () => {
		expect(description.properties.map(({ name, default: value }) => [name, value])).toEqual([
			['api', 'classic'],
			['event', 'recordCreated'],
			['model', { mode: 'list', value: '' }],
			['startFrom', 'now'],
			['startDate', ''],
			['filters', {}],
			['combineFilters', 'and'],
			['simplify', true],
			['options', {}],
		]);
	});

	it('are its events and its starts', () => {
		expect(values('event')).toEqual(['recordCreated', 'recordCreatedOrUpdated', 'recordUpdated']);
		expect(values('startFrom')).toEqual(['now', 'existing', 'date']);
		expect(named('startDate')?.displayOptions).toEqual({ show: { startFrom: ['date'] } });
	});

	it('are its options and their defaults', () => {
		const options = (named('options')?.options ?? []) as INodeProperties[];
		expect(options.map(({ name, default: value }) => [name, value])).toEqual([
			['createdProperty', 'created_at'],
			['createdProperty', 'createdAt'],
			['downloadFiles', []],
			['filterId', ''],
			['maxRecords', 500],
			['overlapMinutes', 5],
			['testRecords', 1],
			['updatedProperty', 'updated_at'],
			['updatedProperty', 'updatedAt'],
			['viewId', ''],
		]);
	});
});
