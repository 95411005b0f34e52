/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import {
	createServer as createTlsServer,
	getCACertificates,
	setDefaultCACertificates,
} from 'node:tls';
import { CERTIFICATE } from '../../support/certificate';
import { onCompanies } from '../../support/app';
import { failure } from '../../support/failure';
import { executeJson } from '../../support/n8n';

const servers: Server[] = [];
const trusted = getCACertificates('default');

afterEach(() => {
	for (const server of servers.splice(0)) server.close();
	setDefaultCACertificates(trusted);
});

async function portOf(server: Server): Promise<number> {
	servers.push(server.listen(0, '127.0.0.1'));
	await once(server, 'listening');
	return (server.address() as AddressInfo).port;
}

const withoutErrors = (socket: Socket) => socket.on('error', () => undefined);

const run = async (port: number, operation: string, parameters: object) =>
	await failure(
		executeJson({
			credential: {
				application: `https://127.0.0.1:${port}`,
				email: 'api@example.com',
				apiKey: 'a-secret-key',
			},
			parameters: onCompanies(operation, parameters),
		}),
	);
const create = async (port: number) =>
	await run(port, 'create', { fieldsMode: 'json', fieldsJson: { name: 'x' } });

describe('An encrypted connection', () => {
	it('to an app whose certificate is not trusted is no fault that passes', async () => {
		const error = await create(await portOf(createTlsServer(CERTIFICATE, withoutErrors)));
		expect(error.message).toMatch(/^n8n doesn't trust the certificate of the app at 127.0.0.1:/);
		expect(`${error.message} ${error.description ?? ''}`).not.toMatch(/again|may still/);
		expect(error.failure).toMatchObject({ cause: 'configuration-invalid' });
	});

	it('to what is not encrypted sends nothing', async () => {
		const plain = createServer((socket) => {
			withoutErrors(socket).once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
		});
		const error = await create(await portOf(plain));
		expect(error.message).toMatch(/^No encrypted connection to the app at .* could be made$/);
	});

	it('that breaks once the request is sent may have brought it there', async () => {
		setDefaultCACertificates([CERTIFICATE.cert]);
		const clients: Socket[] = [];
		const app = createTlsServer(CERTIFICATE, (socket) => {
			// What comes back is no part of an encrypted connection.
			withoutErrors(socket).once('data', () => clients.at(-1)?.write('garbage garbage garbage'));
		});
		const port = await portOf(app);
		const between = createServer((client) => {
			clients.push(withoutErrors(client));
			const onward = withoutErrors(connect(port, '127.0.0.1'));
			client.on('data', (bytes) => onward.write(bytes));
			onward.on('data', (bytes) => client.write(bytes));
			client.on('close', () => onward.destroy());
		});
		const error = await run(await portOf(between), 'delete', { recordId: 1 });
		expect(error.message).toMatch(
			/was interrupted. The app may still have processed this request$/,
		);
		expect(clients).toHaveLength(1);
	});
});
