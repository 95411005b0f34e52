import { freePort, isPortFree } from '../n8n/ports.ts';

/** Ports to try after the usual one, so that the address is easy to guess. */
const NEIGHBOURS = 20;

/**
 * The port that the demo's n8n is to listen on.
 *
 * @param wanted as given on the command line, where it is
 * @param usual what n8n listens on by itself
 * @throws Error when the wanted one is in use
 */
export async function choosePort(wanted: number | undefined, usual: number): Promise<number> {
	if (wanted !== undefined) {
		if (await isPortFree(wanted)) return wanted;
		throw new Error(
			`Port ${wanted} is in use, perhaps by your own n8n or by another demo. ` +
				'Choose another port, or omit --port: the demo then uses a free one.',
		);
	}
	for (let port = usual; port < usual + NEIGHBOURS && port <= 65_535; port++) {
		if (await isPortFree(port)) return port;
	}
	return await freePort();
}
