/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { choosePort } from '../../demo/port.ts';

describe('The port of the demo', () => {
	let other: Server;
	let taken: number;

	beforeAll(async () => {
		other = createServer().listen(0, '127.0.0.1');
		await once(other, 'listening');
		taken = (other.address() as AddressInfo).port;
	});

	afterAll(() => other.close());

	it('is a free one when the usual one is in use', async () => {
		const port = await choosePort(undefined, taken);
		expect(port).not.toBe(taken);
		await expect(choosePort(port, taken)).resolves.toBe(port);
	});

	it('is the one that is asked for, or an error that says what to do', async () => {
		await expect(choosePort(taken, 5678)).rejects.toThrow(/is in use.*omit --port/);
	});
});
