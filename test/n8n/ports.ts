/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createServer } from 'node:net';

const host = '127.0.0.1';

/** The port that a server got, or undefined when it is taken; 0 asks for any free one. */
async function tryPort(port: number): Promise<number | undefined> {
	return await new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', (error: NodeJS.ErrnoException) => {
			if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
			else reject(error);
		});
		server.listen({ port, host, exclusive: true }, () => {
			const address = server.address();
			const found = typeof address === 'object' && address !== null ? address.port : undefined;
			server.close(() => resolve(found));
		});
	});
}

/** A port on the loopback interface that was free a moment ago. */
export async function freePort(): Promise<number> {
	const port = await tryPort(0);
	if (port === undefined) throw new Error('No port is free on 127.0.0.1');
	return port;
}

/** Whether a server of ours could listen on the port right now. */
export async function isPortFree(port: number): Promise<boolean> {
	return (await tryPort(port)) !== undefined;
}
