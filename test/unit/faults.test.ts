import { connectionError, FILE_SERVER } from '../../nodes/BettyBlocks/http/faults';
import { isAppAway } from '../../nodes/BettyBlocks/node/errorItem';

const app = { name: 'app', host: 'my-app.bettyblocks.com', advice: '', isApp: true };
const server = { ...FILE_SERVER, host: 'files.example.com' };

describe('A request that got no response', () => {
	it.each(['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EHOSTUNREACH'])(
		'tells that the app is away with %s, but not where another host was asked',
		(code) => {
			const tells = [app, server].map((peer) =>
				isAppAway(connectionError({ code, message: 'x' }, peer, 1000)),
			);
			expect(tells).toEqual([true, false]);
		},
	);
});
